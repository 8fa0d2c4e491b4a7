local Array = require(".crypto.util.array")
local steps = require(".crypto.cipher.mode.steps")

-- Only the last 8 bytes of the counter count, as on aos.
local function whole(block, iv, crypt)
  local output, counter, at = Array.XOR(crypt(iv), block), Array.copy(iv), #iv
  repeat
    counter[at] = (counter[at] + 1) % 256
    at = at - 1
  until at <= #iv - 8 or counter[at + 1] ~= 0
  return output, counter
end

return {
  Cipher = steps(whole, false),
  Decipher = steps(whole, false),
}
