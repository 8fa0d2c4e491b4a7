-- A stream is a function that gives the next byte as a number, nil at its end.
local _, native = ...
local pairsOf = require(".crypto.util.hex-pairs")
local byteOf, pairOf = pairsOf.byteOf, pairsOf.pairOf

local Stream = {}

Stream.fromString = native.stream.from

function Stream.toString(stream)
  local chars, char = {}, string.char
  local byte = stream()
  while byte ~= nil do
    chars[#chars + 1] = char(byte)
    byte = stream()
  end
  return table.concat(chars)
end

function Stream.fromArray(array)
  local index, byte = 1, array[1]
  return function()
    local result = byte
    index = index + 1
    byte = array[index]
    return result
  end
end

function Stream.toArray(stream)
  local array = {}
  local byte = stream()
  while byte ~= nil do
    array[#array + 1] = byte
    byte = stream()
  end
  return array
end

function Stream.fromHex(hex)
  local size, at = string.len(hex), 1
  return function()
    if at < size then
      local byte = byteOf[string.sub(hex, at, at + 1)]
      at = at + 2
      return byte
    end
    return nil
  end
end

function Stream.toHex(stream)
  local digits, i = {}, 1
  local byte = stream()
  while byte ~= nil do
    digits[i] = pairOf[byte]
    i = i + 1
    byte = stream()
  end
  return table.concat(digits)
end

return Stream
