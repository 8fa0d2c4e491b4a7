local _, native = ...

return function(stream)
  return native.stream.result(native.digest.md2(native.stream.drain(stream)))
end
