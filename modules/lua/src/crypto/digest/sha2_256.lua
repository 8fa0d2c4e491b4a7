local _, native = ...
local SHA2_256 = require(".crypto.digest.stepwise")(native.digest.sha256_blocks)

return {
  SHA2_256 = SHA2_256,
  sha2_256 = function(stream)
    return SHA2_256().update(stream).finish()
  end,
}
