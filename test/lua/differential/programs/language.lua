-- Statements, expressions, closures, metatables, coroutines inside one Eval.
--@ goto-continue
local out = {} for i = 1, 5 do if i % 2 == 0 then goto continue end out[#out + 1] = i ::continue:: end return out
--@ goto-loop
local i = 0 ::top:: i = i + 1 if i < 5 then goto top end return i
--@ while
local n = 0 while n < 10 do n = n + 3 end return n
--@ repeat
local n = 0 repeat local done = n > 3 n = n + 1 until done return n
--@ numeric-for-down
local s = "" for i = 3, 1, -1 do s = s .. i end return s
--@ numeric-for-float
local s = {} for x = 0, 1, 0.25 do s[#s + 1] = x end return s
--@ numeric-for-overflow
local n = 0 for i = math.maxinteger - 1, math.maxinteger do n = n + 1 if n == 5 then break end end return n
--@ generic-for
local s = 0 for _, v in ipairs({ 1, 2, nil, 4 }) do s = s + v end return s
--@ generic-for-custom
local function range(n) return function(_, i) if i < n then return i + 1 end end, nil, 0 end
local s = 0 for i in range(4) do s = s + i end return s
--@ pairs-metamethod
local t = setmetatable({}, { __pairs = function() return function(_, k) if not k then return 1, "one" end end, nil, nil end })
for k, v in pairs(t) do print(k) print(v) end
--@ multiple-assignment
local a, b, c = (function() return 1, 2, 3 end)() return a + b + c
--@ swap
local a, b = 1, 2 a, b = b, a return a .. b
--@ varargs
local function f(...) return select("#", ...) .. select(2, ...) end return f("a", "b", nil)
--@ varargs-table
local function f(...) local t = table.pack(...) return t.n end return f(nil, nil)
--@ select-negative
return (select(-1, "a", "b"))
--@ closures
local function counter() local n = 0 return function() n = n + 1 return n end end
local c = counter() c() c() return c()
--@ closures-in-loop
local fs = {} for i = 1, 3 do fs[i] = function() return i end end return fs[1]() + fs[3]()
--@ recursion
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end return fib(15)
--@ string-coercion
return "10" + 5
--@ string-coercion-float
return "0x10" * 1
--@ string-coercion-concat
return 1 .. 2
--@ float-concat
return 1.0 .. ""
--@ integer-division
return { 7 // 2, -7 // 2, 7 // -2, 7.5 // 2 }
--@ modulo
return { 7 % 3, -7 % 3, 7 % -3, -7 % -3, 5.5 % 2 }
--@ power
return { 2 ^ 10, 2 ^ 0.5, (-8) ^ (1 / 3) ~= 0 }
--@ bitwise
return { 5 & 3, 5 | 3, 5 ~ 3, ~0, 1 << 4, 256 >> 4, -1 >> 60 }
--@ bitwise-float-integral
return 3.0 & 1
--@ comparison
return { 1 == 1.0, "a" < "b", "Z" < "a", 2 <= 2.5, math.maxinteger < math.huge }
--@ equality
return { "1" == 1, nil == false, 0 == -0 }
--@ logic
return { nil or 1, false and 1 or 2, nil and 1 == nil }
--@ precedence
return 2 + 3 * 4 ^ 2 / 2 .. "" .. 1
--@ unary
return { -2 ^ 2, not nil, #"abc", - -3 }
--@ long-strings
return [==[
a ]] b]==]
--@ escapes
return "\65\x42\u{43}\z
   D\a\0E" == "ABCD\7\0E"
--@ numerals
return { 0xff, 0x.8p1, 1e2, .5, 3., 0xA.8 }
--@ integer-wrap
return math.maxinteger * 2
--@ big-literal
return 9223372036854775808
--@ hex-wrap
return 0xffffffffffffffffff
--@ metatable-arithmetic
local V = {} V.__index = V
V.__add = function(a, b) return setmetatable({ x = a.x + b.x }, V) end
V.__eq = function(a, b) return a.x == b.x end
V.__lt = function(a, b) return a.x < b.x end
V.__le = function(a, b) return a.x <= b.x end
V.__len = function(a) return a.x end
V.__call = function(self, y) return self.x * y end
V.__concat = function(a, b) return "V" .. (type(b) == "table" and b.x or b) end
V.__unm = function(a) return setmetatable({ x = -a.x }, V) end
local a, b = setmetatable({ x = 1 }, V), setmetatable({ x = 2 }, V)
return { (a + b).x, tostring(a == b), tostring(a < b), #b, a(5), a .. b, (-a).x }
--@ metatable-index-chain
local A = { v = 1 } A.__index = A local B = setmetatable({}, A) B.__index = B
return setmetatable({}, B).v
--@ metatable-newindex
local log = {} local t = setmetatable({}, { __newindex = function(t, k, v) log[#log + 1] = k rawset(t, k, v) end })
t.a = 1 t.a = 2 return log
--@ metatable-string
return ("x"):rep(3) .. #"abc"
--@ metatable-name
local t = setmetatable({}, { __name = "My.Type" }) return (tostring(t):gsub("0x%x+", "ADDR"))
--@ metatable-idiv-band
local M = { __idiv = function() return "idiv" end, __band = function() return "band" end, __shl = function() return "shl" end, __bnot = function() return "bnot" end, __mod = function() return "mod" end, __pow = function() return "pow" end, __div = function() return "div" end }
local t = setmetatable({}, M) return { t // 1, t & 1, t << 1, ~t, t % 1, t ^ 1, t / 1 }
--@ coroutine-basic
local co = coroutine.create(function(a) local b = coroutine.yield(a + 1) return b * 2 end)
local _, x = coroutine.resume(co, 1) local _, y = coroutine.resume(co, 10) return { x, y, coroutine.status(co) }
--@ coroutine-wrap
local g = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end) return g() + g() + g()
--@ coroutine-error
local co = coroutine.create(function() error("inside") end) local ok, e = coroutine.resume(co) return e
--@ coroutine-wrap-error
coroutine.wrap(function() error("inside wrap") end)()
--@ coroutine-dead
local co = coroutine.create(function() end) coroutine.resume(co) local ok, e = coroutine.resume(co) return e
--@ coroutine-status
local co co = coroutine.create(function() return coroutine.status(co) end)
local before = coroutine.status(co) local _, during = coroutine.resume(co) return { before, during, coroutine.status(co) }
--@ coroutine-running
local co, main = coroutine.running() return type(co) .. tostring(main)
--@ coroutine-isyieldable
return coroutine.isyieldable()
--@ coroutine-yield-across-pcall
local co = coroutine.wrap(function() local ok, v = pcall(function() return coroutine.yield(1) end) coroutine.yield(v) end)
return co() .. co("two")
--@ coroutine-yield-in-metamethod
local t = setmetatable({}, { __index = function(_, k) return coroutine.yield(k) end })
local co = coroutine.wrap(function() return t.key end) return co() .. co("value")
--@ coroutine-yield-in-iterator
local co = coroutine.wrap(function() for v in function() return coroutine.yield("ask") end do return v end end)
return co() .. co("answer")
--@ coroutine-yield-in-sort
local co = coroutine.create(function() table.sort({ 3, 2, 1 }, function(a, b) coroutine.yield() return a < b end) end)
local ok, e = coroutine.resume(co) return e
--@ coroutine-yield-in-gsub
local co = coroutine.create(function() string.gsub("a", "a", function() coroutine.yield() end) end)
local ok, e = coroutine.resume(co) return e
--@ coroutine-producer-consumer
local function producer() return coroutine.create(function() for _, v in ipairs({ "a", "b" }) do coroutine.yield(v) end end) end
local p, out = producer(), {} while true do local _, v = coroutine.resume(p) if not v then break end out[#out + 1] = v end return out
--@ environment
local _ENV = { x = 5 } return x
--@ environment-global
X = 1 return _G.X == _ENV.X
--@ environment-set
local function f() local _ENV <const> = {} end
--@ global-table
return _G._G == _G
--@ version
return _VERSION
--@ weak-table
local t = setmetatable({}, { __mode = "k" }) t[{}] = 1 collectgarbage() return next(t) == nil
--@ gc-metamethod
local done = false setmetatable({}, { __gc = function() done = true end }) collectgarbage() collectgarbage() return done
--@ table-length-border
local t = { 1, 2, 3 } t[#t + 1] = 4 t[#t] = nil return #t
--@ integer-keys
local t = {} t[1.0] = "a" t[2^53] = "b" return t[1] .. t[2^53|0]
--@ string-comparison-locale
return "a" < "B"
--@ nested-functions
local t = { a = { b = {} } } function t.a.b.f(x) return x end function t.a.b:g(x) return self == t.a.b and x end return t.a.b.f(1) + t.a.b:g(2)
--@ method-on-number
return (5):type()
--@ many-locals
local t = {} for i = 1, 200 do t[i] = "local v" .. i .. " = " .. i end return load(table.concat(t, "\n") .. "\nreturn v200")()
--@ too-many-locals
local t = {} for i = 1, 201 do t[i] = "local v" .. i .. " = " .. i end local f, e = load(table.concat(t, "\n")) return e:sub(-60)
--@ many-upvalues
local t = {} for i = 1, 1000 do t[i] = i end return #{ table.unpack(t) }
--@ unpack-too-many
local ok, e = pcall(table.unpack, {}, 1, 1e7) return e
--@ deep-nesting
return load("return " .. ("("):rep(150) .. "1" .. (")"):rep(150))()
--@ too-deep-nesting
local f, e = load("return " .. ("("):rep(300) .. "1" .. (")"):rep(300)) return e
--@ global-function
function Greet(name) return "Hello " .. name end
-->eval
return Greet("you")
--@ overwrite-builtin
local old = tostring tostring = function(v) return "<" .. old(v) .. ">" end return tostring(5)
--@ overwrite-print
print = function() return "mine" end return print("x")
--@ overwrite-handlers
Handlers = nil
-->eval
return 1
--@ overwrite-ao-id
ao.id = "other"
-->eval
return ao.id == "<self>"
--@ integer-for-accumulate
local s = 0 for i = 1, 100000 do s = s + i % 7 end return s
--@ string-building
local t = {} for i = 1, 2000 do t[i] = tostring(i) end return #table.concat(t, ",")
