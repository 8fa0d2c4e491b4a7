local steps = require(".crypto.cipher.mode.steps")

local function whole(block, _, crypt)
  return crypt(block)
end

return {
  Cipher = steps(whole, false, true),
  Decipher = steps(whole, true, true),
}
