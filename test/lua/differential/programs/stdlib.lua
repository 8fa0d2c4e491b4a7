-- The standard library.
--@ format-integers
return string.format("%d|%5d|%-5d|%05d|%+d|% d", 1, 2, 3, 4, 5, 6)
--@ format-float
return string.format("%f|%.2f|%10.3f|%e|%g|%g|%a", 1.5, 2.345, 3.14159, 12345.678, 0.0001, 1e20, 1)
--@ format-hex
return string.format("%x|%X|%#x|%o", 255, 255, 255, 8)
--@ format-string
return string.format("%s|%10s|%-10s|%.2s", "a", "b", "c", "defg")
--@ format-quoted
return string.format("%q", 'a "b"\n\\\0\1\200')
--@ format-quoted-number
return string.format("%q|%q", 1, 0.1)
--@ format-quoted-mininteger
return string.format("%q", math.mininteger)
--@ format-char
return string.format("%c%c%%", 72, 105)
--@ format-values
return string.format("%s %s %s", nil, true, 1.0)
--@ format-integral-float
return string.format("%d", 3.0)
--@ format-float-for-integer
return string.format("%d", 3.5)
--@ format-string-for-integer
return string.format("%d", "10")
--@ format-missing
return string.format("%d")
--@ format-invalid
return string.format("%y", 1)
--@ format-too-long
return string.format("%0123d", 1)
--@ format-special-floats
return string.format("%f %g %.1f", 1/0, -1/0, 0.05)
--@ format-i
return string.format("%i|%u", 5, 6)
--@ format-tostring-metamethod
return string.format("%s", setmetatable({}, { __tostring = function() return "meta" end }))
--@ format-large
return #string.format("%99.99f", 1e300)
--@ format-precision
return string.format("%.14g %.17g %.3g", 0.1, 0.1, 2 / 3)
--@ string-basics
return { ("abc"):upper(), ("ABC"):lower(), ("abc"):len(), ("abc"):reverse(), ("ab"):rep(3, "-") }
--@ string-sub
return { ("hello"):sub(2, 3), ("hello"):sub(-3), ("hello"):sub(2), ("hello"):sub(0), ("hello"):sub(10), ("hello"):sub(-100, 2) }
--@ string-byte
return { ("abc"):byte(1, -1) }
--@ string-byte-outside
return select("#", ("abc"):byte(10))
--@ string-char
return string.char(72, 101, 108) == "Hel"
--@ string-char-bad
return string.char(256)
--@ find-plain
return { ("hello.world"):find(".", 1, true) }
--@ find-pattern
return { ("hello 123"):find("(%d+)") }
--@ find-anchor
return { ("aab"):find("^b", 3) }
--@ find-none
return tostring(("abc"):find("z"))
--@ find-init-beyond
return tostring(("abc"):find("", 10))
--@ match
return { ("key = value"):match("^(%w+)%s*=%s*(%w+)$") }
--@ match-position
return { ("hello"):match("()ll()") }
--@ match-frontier
return ("THE (quick) fox"):find("%f[%a]%a+%f[%A]")
--@ match-balance
return (("f(a(b)c)d"):match("%b()"))
--@ match-back-reference
return (([[say "hi" 'x"]]):match([[(["'])(.-)%1]]))
--@ gmatch
local out = {} for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do out[#out + 1] = k .. v end return out
--@ gmatch-empty
local n = 0 for _ in ("abc"):gmatch("") do n = n + 1 end return n
--@ gsub-string
return (("hello world"):gsub("o", "0"))
--@ gsub-count
local _, n = ("hello world"):gsub("o", "0") return n
--@ gsub-capture
return (("hello world"):gsub("(%w+)", "<%1>"))
--@ gsub-whole
return (("abc"):gsub("%w", "%0%0"))
--@ gsub-function
return (("abc"):gsub("%w", function(c) return c == "b" and "X" or nil end))
--@ gsub-table
return (("$name is $age"):gsub("%$(%w+)", { name = "Lua", age = 30 }))
--@ gsub-limit
return (("aaa"):gsub("a", "b", 2))
--@ gsub-bad-replacement
return (("abc"):gsub("a", "%2"))
--@ gsub-bad-value
return (("abc"):gsub("a", function() return {} end))
--@ gsub-anchored
return (("aaa"):gsub("^a", "b"))
--@ gsub-percent
return (("a"):gsub("a", "%%"))
--@ gsub-percent-bad
return (("a"):gsub("a", "%x"))
--@ pattern-malformed-set
return ("a"):find("[a")
--@ pattern-malformed-percent
return ("a"):find("%")
--@ pattern-unfinished-capture
return ("a"):find("(a")
--@ pattern-invalid-capture
return ("a"):find("a)")
--@ pattern-missing-frontier
return ("a"):find("%f")
--@ pattern-too-complex
return (pcall(string.find, ("a"):rep(300000), ("a?"):rep(300000) .. "b"))
--@ pattern-classes
local out = {} for _, c in ipairs({ "%a", "%d", "%l", "%s", "%u", "%w", "%x", "%p", "%c", "%g" }) do
  local n = 0 for i = 0, 255 do if string.char(i):find(c) then n = n + 1 end end out[#out + 1] = n end return out
--@ pattern-lazy
return (("<a><b>"):match("<(.-)>"))
--@ string-pack
return (string.pack("<i4 >i2 z s1", 1, 2, "ab", "cd"):byte(1, -1))
--@ string-pack-all
return { string.pack("<i4>i2zs1", 1, 2, "ab", "cd"):byte(1, -1) }
--@ string-unpack
return { string.unpack("<i4", "\1\2\3\4") }
--@ string-packsize
return { string.packsize("i4i8"), string.packsize("!8i4i8"), string.packsize("d"), string.packsize("j"), string.packsize("<bhi") }
--@ string-packsize-native
return { string.packsize("n"), string.packsize("f"), string.packsize("i"), string.packsize("h") }
--@ string-packsize-size-t
return string.packsize("T")
--@ string-pack-overflow
return string.pack("i1", 200)
--@ string-unpack-short
return string.unpack("i4", "ab")
--@ string-dump
return type(string.dump(function() end))
--@ string-rep-negative
return ("x"):rep(-1)
--@ table-concat
return { table.concat({ 1, 2, 3 }, ", "), table.concat({}, "x"), table.concat({ 1, 2, 3 }, "-", 2, 3) }
--@ table-concat-bad
return table.concat({ 1, {}, 3 })
--@ table-insert
local t = { 1, 2 } table.insert(t, 3) table.insert(t, 1, 0) return t
--@ table-insert-bad-position
table.insert({ 1, 2 }, 5, 3)
--@ table-insert-arguments
table.insert({}, 1, 2, 3)
--@ table-remove
local t = { 1, 2, 3 } return { table.remove(t), table.remove(t, 1), #t }
--@ table-remove-empty
return tostring(table.remove({}))
--@ table-remove-bad
table.remove({ 1 }, 5)
--@ table-sort
local t = { 3, 1, 2 } table.sort(t) return t
--@ table-sort-descending
local t = { 3, 1, 2 } table.sort(t, function(a, b) return a > b end) return t
--@ table-sort-strings
local t = { "b", "A", "a", "10", "9" } table.sort(t) return t
--@ table-sort-mixed
table.sort({ 1, "a", 2 })
--@ table-sort-invalid
table.sort({ 3, 1, 2, 5, 4, 7, 6, 9, 8, 10, 12, 11 }, function() return true end)
--@ table-sort-large
local t = {} for i = 1, 500 do t[i] = (i * 7919) % 501 end table.sort(t) for i = 2, 500 do if t[i - 1] > t[i] then return "wrong" end end return "sorted"
--@ table-unpack
return { table.unpack({ 1, 2, 3 }, 2) }
--@ table-move
return table.move({ 1, 2, 3 }, 1, 3, 2)
--@ table-move-other
return table.move({ 1, 2 }, 1, 2, 1, {})
--@ table-pack
return table.pack(1, nil, 3).n
--@ math-basics
return { math.abs(-5), math.max(1, 5, 3), math.min(4, 2), math.floor(2.7), math.ceil(2.1), math.fmod(7, 3), math.fmod(-7, 3) }
--@ math-floor-large
return { math.floor(1e100), math.ceil(-0.5), math.floor(-3.5) }
--@ math-functions
local t = { math.sqrt(2), math.sin(1), math.cos(1), math.tan(1), math.exp(1), math.log(10), math.log(8, 2), math.log(1000, 10), math.asin(1), math.acos(0), math.atan(1), math.atan(1, -1) }
for i, v in ipairs(t) do t[i] = string.format("%.15g", v) end return t
--@ math-exact
return { string.format("%.17g", math.sin(0.5)), string.format("%.17g", math.exp(1.5)), string.format("%.17g", 2 ^ 0.3), string.format("%.17g", math.log(3)) }
--@ math-constants
return { math.pi, math.huge, math.maxinteger, math.mininteger }
--@ math-type
return { math.type(1), math.type(1.0), tostring(math.type("1")) }
--@ math-tointeger
return { math.tointeger(3.0), tostring(math.tointeger(3.5)), tostring(math.tointeger("8")) }
--@ math-ult
return { math.ult(1, -1), math.ult(-1, 1) }
--@ math-modf
return { math.modf(3.7) }
--@ math-modf-special
return { math.modf(-1/0) }
--@ math-compat
return { type(math.pow), type(math.ldexp), type(math.frexp), type(math.cosh), type(math.log10) }
--@ math-pow
return { math.pow(2, 3), math.ldexp(1, 4), math.log10(1000) }
--@ math-bad-argument
math.floor("x")
--@ math-bad-argument-name
return math.max()
--@ tonumber
return { tonumber("10"), tonumber("0x1F"), tonumber("1e3"), tonumber("  5  "), tonumber("10", 2), tonumber("zz", 36), tonumber("ff", 16), tonumber("-7") }
--@ tonumber-nil
return { tostring(tonumber("abc")), tostring(tonumber("")), tostring(tonumber("1 2")), tostring(tonumber({})), tostring(tonumber("8", 8)), tostring(tonumber("0x")), tostring(tonumber("1e")) }
--@ tonumber-overflow
return { tonumber("9223372036854775807"), tonumber("9223372036854775808"), tonumber("0x7fffffffffffffff") }
--@ tostring
return { tostring(1), tostring(1.0), tostring("x"), tostring(nil), tostring(true), tostring(-0.0), tostring(1e16), tostring(2^63), tostring(123456789012345) }
--@ number-formats
return { 1e14, 1e15, 1e16, 123456.789, 0.1 + 0.2, 100 / 3, 1e-5, 5e-324, 1.7976931348623157e308 }
--@ utf8-char
return utf8.char(72, 228, 8364, 128512)
--@ utf8-len
return { utf8.len("häß€"), utf8.len("") }
--@ utf8-len-invalid
return { utf8.len("a\xffb") }
--@ utf8-codepoint
return { utf8.codepoint("hä€", 1, -1) }
--@ utf8-codepoint-invalid
return utf8.codepoint("\xff")
--@ utf8-offset
return { utf8.offset("aä€b", 3), utf8.offset("aä€b", -1) }
--@ utf8-codes
local out = {} for p, c in utf8.codes("aä€") do out[#out + 1] = p .. ":" .. c end return out
--@ utf8-codes-invalid
for _ in utf8.codes("a\xff") do end
--@ utf8-pattern
return utf8.charpattern == "[\0-\x7F\xC2-\xF4][\x80-\xBF]*"
--@ utf8-char-large
return #utf8.char(0x7FFFFFFF == 0 and 1 or 0x10FFFF)
--@ bit32
return { bit32.band(5, 3), bit32.bor(5, 3), bit32.bxor(5, 3), bit32.bnot(0), bit32.lshift(1, 31), bit32.rshift(-1, 28), bit32.arshift(-8, 1), bit32.lrotate(0x80000001, 1), bit32.rrotate(1, 1) }
--@ bit32-extract
return { bit32.extract(0xF0, 4, 4), bit32.replace(0, 5, 4, 4), tostring(bit32.btest(1, 2)), bit32.lshift(1, 40) }
--@ bit32-extract-bad
return bit32.extract(1, 31, 2)
--@ os-time
return os.time()
--@ os-time-table
return os.time({ year = 2024, month = 1, day = 2, hour = 3 })
--@ os-date
return os.date("!%Y-%m-%d %H:%M:%S", 86400)
--@ os-date-table
return os.date("!*t", 0).year
--@ os-date-now
return os.date("!%Y")
--@ os-date-all
return os.date("!%a %A %b %B %d %H %I %j %m %M %p %S %U %w %W %x %X %y %Y %%", 1e9)
--@ os-date-invalid
return os.date("%Ez", 0)
--@ os-clock
return type(os.clock())
--@ os-getenv
return tostring(os.getenv("HOME"))
--@ os-difftime
return os.difftime(10, 5)
--@ os-tmpname
return type(os.tmpname)
--@ os-execute
return tostring(os.execute())
--@ os-remove
local ok, r, e, c = pcall(os.remove, "/nothing") return { tostring(ok), tostring(r), e, c }
--@ os-rename
local r, e = os.rename("/nothing", "/other") return e
--@ os-setlocale
return { tostring(os.setlocale()), tostring(os.setlocale("xx")) }
--@ os-exit-kind
return type(os.exit)
--@ io-open-missing
return tostring(io.open("/nothing"))
--@ io-open-missing-message
local f, e, c = io.open("/nothing") return { e, c }
--@ io-open-write
local f, e = io.open("/tmp/x", "w") return tostring(f)
--@ io-open-mode
io.open("/x", "zz")
--@ io-lines-missing
for _ in io.lines("/nothing") do end
--@ io-read
return tostring(io.read())
--@ io-type
return { io.type(io.stdout), tostring(io.type(1)) }
--@ io-popen
local ok, e = pcall(io.popen, "ls") return tostring(ok)
--@ io-tmpfile
local ok, e = pcall(io.tmpfile) return tostring(ok)
--@ io-stderr
io.stderr:write("x") return "ok"
--@ debug-traceback
return debug.traceback("msg")
--@ debug-getinfo
local i = debug.getinfo(1, "Sl") return { i.source, i.short_src, i.currentline, i.what }
--@ debug-getinfo-function
return debug.getinfo(print, "S").what
--@ debug-getinfo-c
return debug.getinfo(type, "S").short_src
--@ debug-getlocal
local a = 5 return { debug.getlocal(1, 1) }
--@ debug-upvalue
local u = 1 local function f() return u end return { debug.getupvalue(f, 1) }
--@ debug-sethook
local n = 0 debug.sethook(function() n = n + 1 end, "l")
local x = 1
local y = 2
debug.sethook() return n > 0
--@ debug-metatable
return debug.getmetatable("").__index == string
--@ debug-upvalueid
return type(debug.upvalueid)
--@ random-sequence
return { math.random(100), math.random(100), math.random(1, 6), math.random(1000000) }
--@ random-float
return string.format("%.17g", math.random())
--@ random-floats
local t = {} for i = 1, 10 do t[i] = string.format("%.17g", math.random()) end return t
--@ random-seeded-again
math.randomseed(42) return { math.random(100), math.random(100) }
--@ random-large-range
return { math.random(1, 1 << 40), math.random(-5, 5), math.random(10, 10) }
--@ random-empty
return math.random(0)
--@ random-negative
return math.random(-5)
--@ random-reversed
return math.random(5, 1)
--@ random-across-messages
return math.random(1000)
-->eval
return math.random(1000)
-->eval
return math.random(1000)
--@ random-float-arguments
return math.random(1.5, 3.5)
--@ random-many
local t, n = {}, 0 for i = 1, 5000 do n = n + math.random(1, 1000000) end return n
--@ random-string
return math.random("10")
--@ random-three
return math.random(1, 2, 3)
--@ collectgarbage
return { type(collectgarbage("count")), collectgarbage("step"), tostring(collectgarbage("isrunning")) }
--@ package-fields
return { type(package.loaded), type(package.searchers), #package.searchers, type(package.preload), tostring(next(package.preload)), type(package.path), package.config }
--@ package-loaded-standard
return { package.loaded.string == string, package.loaded._G == _G, package.loaded.json == require("json") }
--@ package-loaded-modules
local t = {} for k in pairs(package.loaded) do t[#t + 1] = k end table.sort(t) return t
--@ package-preload
package.preload.mine = function(name) return { name = name } end return require("mine").name
--@ package-loaded-own
package.loaded["mine"] = { x = 1 }
-->eval
return require("mine").x
--@ globals
local t = {} for k in pairs(_G) do t[#t + 1] = tostring(k) end table.sort(t) return table.concat(t, " ")
--@ library-string
local t = {} for k in pairs(string) do t[#t + 1] = k end table.sort(t) return table.concat(t, " ")
--@ library-table
local t = {} for k in pairs(table) do t[#t + 1] = k end table.sort(t) return table.concat(t, " ")
--@ library-math
local t = {} for k in pairs(math) do t[#t + 1] = k end table.sort(t) return table.concat(t, " ")
--@ library-os
local t = {} for k in pairs(os) do t[#t + 1] = k end table.sort(t) return table.concat(t, " ")
--@ library-io
local t = {} for k in pairs(io) do t[#t + 1] = k end table.sort(t) return table.concat(t, " ")
--@ library-debug
local t = {} for k in pairs(debug) do t[#t + 1] = k end table.sort(t) return table.concat(t, " ")
--@ library-coroutine
local t = {} for k in pairs(coroutine) do t[#t + 1] = k end table.sort(t) return table.concat(t, " ")
--@ library-package
local t = {} for k in pairs(package) do t[#t + 1] = k end table.sort(t) return table.concat(t, " ")
