-- require(".chance"): MT19937, one generator for the process.
local _, native = ...
local seed, draw = native.random.mt19937()

local chance = {}

function chance.seed(s)
  seed(s & 0xffffffff)
end

-- From 0 up to, not including, 1.
function chance.random()
  return draw() * 2.0 ^ -32
end

function chance.integer(min, max)
  assert(max >= min, "max must bigger than min")
  return math.floor(chance.random() * (max - min + 1) + min)
end

return chance
