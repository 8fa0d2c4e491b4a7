-- HMAC (RFC 2104) over a step-by-step digest. Keys and results are arrays of bytes, data are streams.
local Array = require(".crypto.util.array")
local Stream = require(".crypto.util.stream")
local DIGESTS = {
  sha1 = require(".crypto.digest.sha1").SHA1,
  sha256 = require(".crypto.digest.sha2_256").SHA2_256,
}

local function HMAC()
  local blockSize, Digest, digest = 64, nil, nil
  local inner, outer = {}, {}
  local self = {}

  function self.setBlockSize(bytes)
    blockSize = bytes
    return self
  end

  function self.setDigest(make)
    Digest = make
    digest = Digest()
    return self
  end

  function self.setKey(key)
    if digest == nil then
      error("Digest not set")
    end
    local bytes = key
    if Array.size(key) > blockSize then
      bytes = digest.init().update(Stream.fromArray(key)).finish().asBytes()
    end
    inner, outer = {}, {}
    for i = 1, blockSize do
      local byte = bytes[i] or 0
      inner[i], outer[i] = bit32.bxor(0x36, byte), bit32.bxor(0x5c, byte)
    end
    return self
  end

  function self.init()
    digest.init().update(Stream.fromArray(inner))
    return self
  end

  function self.update(stream)
    digest.update(stream)
    return self
  end

  function self.finish()
    local hash = digest.finish().asBytes()
    digest.init().update(Stream.fromArray(outer)).update(Stream.fromArray(hash)).finish()
    return self
  end

  function self.asBytes()
    return digest.asBytes()
  end

  function self.asHex()
    return digest.asHex()
  end

  function self.asString()
    return digest.asString()
  end

  return self
end

-- aos reckons with blocks of 32 bytes here, so this is not the HMAC of other programs; HMAC() with blocks of 64 is.
local function hmac(data, key, algorithm)
  if algorithm == nil then
    algorithm = "sha1"
  end
  local digest = DIGESTS[algorithm]
  if digest == nil then
    error("Unsupported algorithm: " .. algorithm)
  end
  return HMAC().setBlockSize(32).setDigest(digest).setKey(key).init().update(data).finish()
end

return { HMAC = HMAC, hmac = hmac }
