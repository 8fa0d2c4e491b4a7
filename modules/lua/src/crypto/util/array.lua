-- Arrays of bytes as numbers.
local _, native = ...
local pairsOf = require(".crypto.util.hex-pairs")
local byteOf, pairOf = pairsOf.byteOf, pairsOf.pairOf
local XOR = bit32.bxor

local Array = {}

function Array.size(array)
  return #array
end

function Array.fromString(string)
  if type(string) == "string" then
    return native.stream.array(string)
  end
  return string.byte(string, 1)
end

function Array.toString(bytes)
  local chars, char = {}, string.char
  local i, byte = 1, bytes[1]
  while byte ~= nil do
    chars[i] = char(byte)
    i = i + 1
    byte = bytes[i]
  end
  return table.concat(chars)
end

function Array.fromStream(stream)
  local array = {}
  local byte = stream()
  while byte ~= nil do
    array[#array + 1] = byte
    byte = stream()
  end
  return array
end

function Array.toStream(array)
  local index = 0
  return function()
    index = index + 1
    return array[index]
  end
end

function Array.readFromQueue(queue, size)
  local array = {}
  for i = 1, size do
    array[i] = queue.pop()
  end
  return array
end

function Array.writeToQueue(queue, array)
  for i = 1, #array do
    queue.push(array[i])
  end
end

function Array.fromHex(hex)
  local array = {}
  for i = 1, string.len(hex) // 2 do
    array[i] = byteOf[string.sub(hex, 2 * i - 1, 2 * i)]
  end
  return array
end

function Array.toHex(array)
  local digits = {}
  local i, byte = 1, array[1]
  while byte ~= nil do
    digits[i] = pairOf[byte]
    i = i + 1
    byte = array[i]
  end
  return table.concat(digits)
end

function Array.concat(a, b)
  local joined = {}
  local i, byte = 1, a[1]
  while byte ~= nil do
    joined[#joined + 1] = byte
    i = i + 1
    byte = a[i]
  end
  i, byte = 1, b[1]
  while byte ~= nil do
    joined[#joined + 1] = byte
    i = i + 1
    byte = b[i]
  end
  return joined
end

function Array.truncate(array, size)
  local first = {}
  for i = 1, size do
    first[i] = array[i]
  end
  return first
end

function Array.XOR(a, b)
  local result = {}
  for k, v in pairs(a) do
    result[k] = XOR(v, b[k])
  end
  return result
end

function Array.substitute(input, box)
  local result = {}
  for k, v in pairs(input) do
    result[k] = box[v]
  end
  return result
end

function Array.permute(input, box)
  local result = {}
  for k, v in pairs(box) do
    result[k] = input[v]
  end
  return result
end

function Array.copy(input)
  local result = {}
  for k, v in pairs(input) do
    result[k] = v
  end
  return result
end

function Array.slice(array, start, stop)
  local part = {}
  for i = start or 1, stop or #array do
    part[#part + 1] = array[i]
  end
  return part
end

return Array
