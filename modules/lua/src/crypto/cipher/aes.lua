-- encrypt(text, key, iv, mode, keyLength) and decrypt(hex, key, iv, mode, keyLength)
local _, native = ...
local Array = require(".crypto.util.array")
local LENGTHS = { [192] = 24, [256] = 32 }
local MODES = { CBC = true, CFB = true, CTR = true, ECB = true, OFB = true }

local function text(string)
  return type(string) == "string" and string or Array.fromString(string)
end

local function crypt(bytes, key, iv, mode, keyLength, decrypting)
  local size = LENGTHS[keyLength] or 16
  local used = text(key):sub(1, size)
  if #used < size then
    error("an AES key of " .. size * 8 .. " bits needs " .. size .. " bytes")
  end
  iv = text(iv or ("\0"):rep(16))
  return native.stream.result(native.aes.crypt(used, iv .. bytes, MODES[mode] and mode or "CBC", decrypting), true)
end

return {
  encrypt = function(msg, key, iv, mode, keyLength)
    return crypt(text(msg), key, iv, mode, keyLength, false)
  end,
  decrypt = function(cipher, key, iv, mode, keyLength)
    local bytes = Array.fromHex(cipher)
    return crypt(native.stream.bytes(bytes, #bytes), key, iv, mode, keyLength, true)
  end,
}
