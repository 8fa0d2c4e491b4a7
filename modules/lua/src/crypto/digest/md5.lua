local _, native = ...

return function(stream)
  return native.stream.result(native.digest.md5(native.stream.drain(stream)))
end
