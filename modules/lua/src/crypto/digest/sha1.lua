local _, native = ...
local SHA1 = require(".crypto.digest.stepwise")(native.digest.sha1_blocks)

return {
  SHA1 = SHA1,
  sha1 = function(stream)
    return SHA1().update(stream).finish()
  end,
}
