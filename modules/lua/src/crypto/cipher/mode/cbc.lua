local Array = require(".crypto.util.array")
local steps = require(".crypto.cipher.mode.steps")

local function encrypt(block, iv, crypt)
  local output = crypt(Array.XOR(iv, block))
  return output, output
end

local function decrypt(block, iv, crypt)
  return Array.XOR(iv, crypt(block)), block
end

return {
  Cipher = steps(encrypt, false),
  Decipher = steps(decrypt, true),
}
