-- PBKDF2 (RFC 2898). Password and salt are arrays of bytes: a string counts as an empty one, as on aos.
local Array = require(".crypto.util.array")
local Stream = require(".crypto.util.stream")
local HMAC = require(".crypto.mac.hmac").HMAC
local DIGESTS = {
  sha1 = { make = require(".crypto.digest.sha1").SHA1, size = 20 },
  sha256 = { make = require(".crypto.digest.sha2_256").SHA2_256, size = 32 },
}

local function PBKDF2()
  local blockLen, dKeyLen, iterations = 16, 256, 4096
  local PRF, password, salt, dKey
  local self = {}

  function self.setBlockLen(bytes)
    blockLen = bytes
    return self
  end

  function self.setDKeyLen(bytes)
    dKeyLen = bytes
    return self
  end

  function self.setIterations(count)
    iterations = count
    return self
  end

  function self.setSalt(bytes)
    salt = bytes
    return self
  end

  function self.setPassword(bytes)
    password = bytes
    return self
  end

  function self.setPRF(prf)
    PRF = prf
    return self
  end

  local function block(number)
    local bytes = Array.concat(salt, Array.fromString(string.pack(">I4", number)))
    local sum = {}
    PRF.setKey(password)
    for i = 1, iterations do
      bytes = PRF.init().update(Stream.fromArray(bytes)).finish().asBytes()
      sum = i == 1 and bytes or Array.XOR(sum, bytes)
    end
    return sum
  end

  function self.finish()
    local bytes = {}
    for number = 1, math.ceil(dKeyLen / blockLen) do
      bytes = Array.concat(bytes, block(number))
    end
    if #bytes > dKeyLen then
      bytes = Array.truncate(bytes, dKeyLen)
    end
    dKey = bytes
    return self
  end

  function self.asBytes()
    return dKey
  end

  function self.asHex()
    return Array.toHex(dKey)
  end

  function self.asString()
    return Array.toString(dKey)
  end

  return self
end

local function pbkdf2(password, salt, iterations, keyLen, digest)
  if digest == nil then
    digest = "sha1"
  end
  local chosen = DIGESTS[digest]
  if chosen == nil then
    error("Unsupported algorithm: " .. digest)
  end
  local prf = HMAC().setBlockSize(64).setDigest(chosen.make)
  return PBKDF2().setPRF(prf).setBlockLen(chosen.size).setDKeyLen(keyLen).setIterations(iterations).setSalt(salt).setPassword(password).finish()
end

return { PBKDF2 = PBKDF2, pbkdf2 = pbkdf2 }
