local _, native = ...

-- @param outlen bytes, from 1 to 64 (default)  @param key at most 64 bytes
return function(data, outlen, key)
  key, outlen = key or "", outlen or 64
  if #key > 64 or outlen < 1 or outlen > 64 then
    return nil, "illegal parameters"
  end
  if type(data) ~= "string" then
    return #data, data:sub(1)
  end
  local result = native.stream.result(native.digest.blake2b(data, outlen, key))

  -- One-byte strings, not numbers.
  function result.asBytes()
    local chars = {}
    for char in result.asString():gmatch(".") do
      chars[#chars + 1] = char
    end
    return chars
  end

  return result
end
