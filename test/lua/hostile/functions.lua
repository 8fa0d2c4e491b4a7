-- Calls every function of the standard library, of the bundled modules and of the native functions with random values, ROUNDS times,
-- seeded with SEED: each call must end in values or an error. Returns how many calls there were.
local hook, resume, create, pcall = debug.sethook, coroutine.resume, coroutine.create, pcall
-- They suspend the caller, change every value of a type, or take as long as they are told.
local SKIP = { [coroutine.yield] = true, [debug.sethook] = true, [debug.setmetatable] = true, [string.rep] = true, [table.move] = true, [collectgarbage] = true }

local native
hook(function()
  local _, value = debug.getlocal(2, -2)
  if type(value) == "table" and value.digest then native = value end
end, "l")
package.loaded[".boot"] = nil
require(".boot")
hook()
assert(native, "the native functions are not found")

local functions, seen = {}, {}
local function add(value)
  if seen[value] or SKIP[value] then return end
  if type(value) == "function" then
    seen[value] = true
    functions[#functions + 1] = value
  elseif type(value) == "table" then
    seen[value] = true
    local names = {}
    for name in next, value do if type(name) == "string" then names[#names + 1] = name end end
    table.sort(names)
    for _, name in ipairs(names) do add(rawget(value, name)) end
    local meta = debug.getmetatable(value)
    if meta then add(meta) end
  end
end
local registry = debug.getregistry
SKIP[registry] = true
for _, one in ipairs({ string, table, math, utf8, os, io, debug, coroutine, getmetatable(io.stdout) }) do add(one) end
for _, one in ipairs({ load, tostring, tonumber, select, next, rawset, rawget, rawlen, setmetatable, getmetatable, ipairs, pairs, xpcall }) do add(one) end
for _, name in ipairs({ "json", ".crypto", ".base64", ".bint", ".utils", ".dump", ".stringify", ".handlers-utils", ".chance" }) do add(require(name)) end
local big = require(".bint")(256)
add(big)
add(require(".bint")(64, 8))
add(native)

local evil = setmetatable({}, {
  __index = function() error("evil") end,
  __len = function() return 1 << 40 end,
  __tostring = function() return {} end,
  __pairs = error,
  __call = function() return -1 end,
})
local function pool()
  return {
    nil, 0, -1, 1, 3, math.mininteger, math.maxinteger, 2147483647, -2147483648, 4294967296, 0.5, 1e308, 0 / 0, "", "x", "%", "[",
    "abc\0\255", ("ab"):rep(700), "12", "-", "CBC", {}, { 1, 2, 3 }, { a = 1 }, evil, print, function(...) return ... end, true, io.stdout,
    create(print), big.new(7), big.maxinteger(), setmetatable({}, big), setmetatable({ 1.5, "x" }, big), big,
  }
end
local POOL = 36
local state = SEED
local function pick(values)
  state = state * 6364136223846793005 + 1442695040888963407
  return values[(state >> 33) % POOL + 1]
end
local calls = 0
for _ = 1, ROUNDS do
  for _, fn in ipairs(functions) do
    local values = pool()
    local a, b, c, d = pick(values), pick(values), pick(values), pick(values)
    local co = create(function() return pcall(fn, a, b, c, d) end)
    hook(co, function() error("long enough") end, "", 100000)
    resume(co)
    calls = calls + 1
  end
end
return calls
