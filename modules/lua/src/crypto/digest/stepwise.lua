-- Digests that take their input in steps, as HMAC and PBKDF2 need them.
local _, native = ...
local drain, result = native.stream.drain, native.stream.result

-- blocks(state, bytes) gives the state after whole blocks of 64 bytes; a nil state is the initial one.
return function(blocks)
  return function()
    local self = {}
    local state, rest, size = blocks(nil, ""), "", 0

    local function take(bytes)
      local text = rest .. bytes
      local whole = #text - #text % 64
      state, rest = blocks(state, text:sub(1, whole)), text:sub(whole + 1)
    end

    function self.init()
      state, rest, size = blocks(nil, ""), "", 0
      return self
    end

    function self.update(stream)
      local bytes = drain(stream)
      size = size + #bytes
      take(bytes)
      return self
    end

    -- What comes after the end counts the padding too.
    function self.finish()
      local padding = "\128" .. ("\0"):rep((55 - #rest) % 64) .. string.pack(">I8", size * 8)
      size = size + #padding
      take(padding)
      return self
    end

    function self.asBytes()
      return result(state).asBytes()
    end

    function self.asHex()
      return result(state).asHex()
    end

    function self.asString()
      return state
    end

    return self
  end
end
