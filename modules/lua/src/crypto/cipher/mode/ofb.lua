local Array = require(".crypto.util.array")
local steps = require(".crypto.cipher.mode.steps")

local function whole(block, iv, crypt)
  local pad = crypt(iv)
  return Array.XOR(pad, block), pad
end

return {
  Cipher = steps(whole, false),
  Decipher = steps(whole, false),
}
