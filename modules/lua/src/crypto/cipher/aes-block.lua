-- AES on arrays of bytes, one block at a time.
local _, native = ...
local bytes, array, block = native.stream.bytes, native.stream.array, native.aes.block

return function(keySize)
  local function crypt(key, input, decrypting)
    local k, b = bytes(key, keySize), bytes(input, 16)
    if #k < keySize or #b < 16 then
      error("a key of " .. keySize .. " and a block of 16 bytes are needed")
    end
    return array(block(k, b, decrypting))
  end

  return {
    blockSize = 16,
    encrypt = function(key, input)
      return crypt(key, input, false)
    end,
    decrypt = function(key, input)
      return crypt(key, input, true)
    end,
  }
end
