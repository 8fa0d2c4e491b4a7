local _, native = ...

local function digest(compute)
  return function(buffer)
    if type(buffer) ~= "string" then
      return #buffer .. buffer
    end
    local result = native.stream.result(compute(buffer))
    return { asHex = result.asHex, asString = result.asString }
  end
end

return {
  sha3_256 = digest(native.digest.sha3_256),
  sha3_512 = digest(native.digest.sha3_512),
  keccak256 = digest(native.digest.keccak256),
  keccak512 = digest(native.digest.keccak512),
}
