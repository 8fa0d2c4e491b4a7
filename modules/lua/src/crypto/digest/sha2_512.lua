local _, native = ...

return function(msg)
  if type(msg) ~= "string" then
    return #msg
  end
  local result = native.stream.result(native.digest.sha512(msg))

  -- Eight numbers of 64 bits, not bytes.
  function result.asBytes()
    local words = { string.unpack(">i8i8i8i8i8i8i8i8", result.asString()) }
    words[9] = nil
    return words
  end

  return result
end
