-- Syntax errors, run-time errors, error() with each kind of value, pcall and its kin.
--@ syntax-unfinished
return (
--@ syntax-word
this is no lua
--@ syntax-unclosed-string
return "abc
--@ syntax-unclosed-long-string
return [[abc
--@ syntax-bad-number
return 3x
--@ syntax-escape
return "\q"
--@ syntax-end-missing
if true then return 1
--@ syntax-on-third-line
local a = 1
local b = 2
local c = = 3
--@ syntax-goto-label
goto nowhere
--@ syntax-break
break
--@ syntax-vararg
local function f() return ... end
--@ syntax-attempt-assign
1 = 2
--@ syntax-duplicate-label
::a:: ::a::
--@ syntax-chained-comparison
return 1 < 2 < 3
--@ runtime-nil-index
local x return x.y
--@ runtime-global-index
return Missing.field
--@ runtime-nested-index
A = {} return A.b.c
--@ runtime-nil-call
Missing()
--@ runtime-method-call
local s = "x" return s:nothing()
--@ runtime-arithmetic-string
return "abc" + 1
--@ runtime-arithmetic-nil
return nil + 1
--@ runtime-arithmetic-table
return {} * 2
--@ runtime-concat-nil
return "a" .. nil
--@ runtime-concat-boolean
return "a" .. true
--@ runtime-compare
return 1 < "2"
--@ runtime-compare-tables
return {} < {}
--@ runtime-compare-nil
return nil < 1
--@ runtime-length
return #nil
--@ runtime-length-number
return #5
--@ runtime-divide-by-zero
return 1 // 0
--@ runtime-modulo-zero
return 1 % 0
--@ runtime-float-modulo-zero
return tostring(1.0 % 0) ~= "x"
--@ runtime-bitwise-float
return 1.5 & 1
--@ runtime-bitwise-string
return "a" | 1
--@ runtime-shift-huge
return 1 << 64
--@ runtime-for-initial
for i = "x", 2 do end
--@ runtime-for-step-zero
for i = 1, 2, 0 do end
--@ runtime-for-limit
for i = 1, {} do end
--@ runtime-index-nil-assign
local t = {} t[nil] = 1
--@ runtime-index-nan
local t = {} t[0/0] = 1
--@ runtime-upvalue
local up local function f() return up.x end return f()
--@ runtime-field-call
local t = {} t.a.b()
--@ runtime-in-function
local function inner() error("deep") end
local function outer() inner() end
outer()
--@ runtime-tail-call
local function f() return g() end return f()
--@ runtime-integer-overflow
return math.maxinteger + 1
--@ runtime-tointeger
return string.rep("x", 1.5)
--@ runtime-prints-before
print("before") print({ 1 }) error("after prints")
--@ runtime-sends-before
Send({ Target = "x", Data = "lost" }) error("no")
--@ error-string
error("boom")
--@ error-level-0
error("boom", 0)
--@ error-level-1
error("boom", 1)
--@ error-level-2
local function f() error("boom", 2) end f()
--@ error-level-3
local function f() error("boom", 3) end local function g() f() end g()
--@ error-number
error(42)
--@ error-float
error(1.5)
--@ error-nil
error()
--@ error-true
error(true)
--@ error-table
error({ code = 1 })
--@ error-table-tostring
error(setmetatable({}, { __tostring = function() return "custom error" end }))
--@ error-function
error(print)
--@ error-empty
error("")
--@ error-newline
error("line one\nline two")
--@ error-unicode
error("Fehler: \u{e9}\u{1F600}")
--@ assert-false
assert(false)
--@ assert-message
assert(false, "the message")
--@ assert-nil-message
assert(nil, nil)
--@ assert-table
assert(false, {})
--@ assert-true
return assert(1, 2)
--@ assert-number-message
assert(false, 5)
--@ pcall-ok
local ok, v = pcall(function() return "fine" end) return tostring(ok) .. " " .. v
--@ pcall-error
local ok, e = pcall(error, "caught") return tostring(ok) .. " " .. e
--@ pcall-error-position
local ok, e = pcall(function() error("here") end) return e
--@ pcall-table
local ok, e = pcall(error, { code = 7 }) return e.code
--@ pcall-nil-function
local ok, e = pcall(nil) return e
--@ pcall-nested
local ok, e = pcall(pcall, error, "x") return tostring(ok) .. tostring(e)
--@ pcall-rethrow
local ok, e = pcall(error, "first") error(e .. " again")
--@ pcall-no-argument
pcall()
--@ xpcall-handler
local ok, e = xpcall(function() error("x") end, function(m) return "handled: " .. m end) return e
--@ xpcall-traceback
local ok, e = xpcall(function() error("x") end, debug.traceback) return e
--@ xpcall-arguments
local ok, v = xpcall(function(a, b) return a + b end, print, 1, 2) return v
--@ xpcall-error-in-handler
local ok, e = xpcall(error, function() error("again") end, "x") return tostring(ok) .. " " .. tostring(e)
--@ load-ok
return load("return 1 + 1")()
--@ load-error
local f, e = load("return +") return tostring(f) .. " " .. e
--@ load-name
local f, e = load("x x", "chunk") return e
--@ load-name-at
local f, e = load("x x", "@file.lua") return e
--@ load-name-equals
local f, e = load("x x", "=name") return e
--@ load-environment
local env = {} load("y = 5", "c", "t", env)() return env.y
--@ load-function
local parts = { "return ", "7" } local i = 0
return load(function() i = i + 1 return parts[i] end)()
--@ load-mode
local f, e = load("return 1", "c", "b") return e
--@ load-binary
local f, e = load(string.dump(function() return 1 end), "c", "t") return e
--@ load-runtime-error
load("error('inside')", "mychunk")()
--@ load-long-name
local f, e = load("x x", ("n"):rep(100)) return e
--@ load-multiline-name
local f, e = load("x x", "first\nsecond") return e
--@ dofile-missing
dofile("/nothing")
--@ loadfile-missing
local f, e = loadfile("/nothing") return e
--@ require-missing
local ok, e = pcall(require, "no.such") return e:match("^[^\n]+")
--@ require-known
return type(require("json"))
--@ stack-overflow-message
collectgarbage("stop") local function f() return 1 + f() end
local ok, e = pcall(f) collectgarbage("restart") return tostring(ok) .. e:match("stack overflow")
--@ string-rep-too-large
local ok, e = pcall(string.rep, "x", 1 << 40) return e
--@ errors-list keep
error("first")
-->eval
return #Errors
-->eval
return Errors
-->eval
error("second")
-->eval
return table.concat(Errors, "|")
--@ errors-list-handler keep
Handlers.add("bad", "Bad", function(m) error("handler broke") end)
--> Action=Bad from=stranger
-->eval
return #Errors
--@ errors-list-syntax keep
return (
-->eval
return #Errors
--@ state-before-error keep
X = 1 error("no")
-->eval
return X
--@ print-before-error keep
print("one") error("no")
-->eval
print("two")
--@ error-with-format
error(string.format("%s %d", "x", 5))
--@ error-in-metamethod
local t = setmetatable({}, { __index = function(_, k) error("no field " .. k) end }) return t.abc
--@ error-in-tostring
return tostring(setmetatable({}, { __tostring = function() error("in tostring") end }))
--@ tostring-returns-number
return tostring(setmetatable({}, { __tostring = function() return 1 end }))
--@ metatable-protected
return getmetatable(setmetatable({}, { __metatable = "locked" }))
--@ metatable-protected-set
setmetatable(setmetatable({}, { __metatable = 1 }), {})
--@ setmetatable-bad
setmetatable(1, {})
--@ select-bad
select(0)
--@ ipairs-nil
for _ in ipairs(nil) do end
--@ ipairs-none
ipairs()
--@ pairs-nil
for _ in pairs(nil) do end
--@ next-bad-key
next({}, "x")
--@ rawset-bad
rawset(1, 2, 3)
--@ tonumber-base
return tonumber("zz", 99)
--@ tostring-none
tostring()
--@ type-none
type()
--@ collectgarbage-option
collectgarbage("nonsense")
--@ goto-into-local
do goto skip; local x = 1; ::skip:: print(x) end
--@ invalid-method-name
local t = {} return t:[1]
--@ unfinished-comment
--[[ never closed
--@ unexpected-symbol
return @
--@ unexpected-unicode
return é
--@ nul-in-code
-->eval data="return 1\u0000 + 1"
--@ carriage-return
-->eval data="local a = 1\r\nreturn a +\r\n nil"
