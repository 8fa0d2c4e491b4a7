-- The generator ISAAC, and a cipher of printable characters made of it.
local _, native = ...
local chunked = require(".crypto.cipher.chunked")
local seedIsaac, getRandom = native.isaac.new()

local issac = { getRandom = getRandom }

function issac.seedIsaac(seed, flag)
  if type(seed) ~= "string" then
    return #seed, seed:byte(1)
  end
  seedIsaac(seed, flag)
end

function issac.getRandomChar()
  return getRandom() % 95 + 32
end

-- From min to max, the same for the same seed.
function issac.random(min, max, seed)
  min, max = min or 0, max or 2 ^ 31 - 1
  if seed then
    issac.seedIsaac(seed, true)
  else
    issac.seedIsaac("", false)
  end
  return getRandom() % (max - min + 1) + min
end

-- Each of the 95 printable characters moves on (sign 1) or back (-1) by a random number of them.
local function shifted(text, key, sign)
  issac.seedIsaac(key, true)
  local chars = {}
  for i = 1, #text do
    chars[i] = string.char((text:byte(i) - 32 + sign * issac.getRandomChar()) % 95 + 32)
  end
  return chars
end

function issac.encrypt(msg, key)
  return chunked(shifted(msg, key, 1))
end

function issac.decrypt(encrypted, key)
  return table.concat(shifted(encrypted, key, -1))
end

return issac
