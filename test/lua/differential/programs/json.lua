-- The module json.
--@ encode-values
local j = require("json") return { j.encode(1), j.encode(1.5), j.encode("x"), j.encode(true), j.encode(false) }
--@ encode-nil
return require("json").encode(nil)
--@ encode-nothing
return require("json").encode()
--@ encode-empty-table
return require("json").encode({})
--@ encode-array
return require("json").encode({ 1, 2, 3 })
--@ encode-nested-array
return require("json").encode({ { 1 }, {}, { { 2 } } })
--@ encode-object
return require("json").encode({ a = 1 })
--@ encode-object-many unordered
local m = Send({ Target = "x", Data = require("json").encode({ a = 1, b = "x", c = { d = true }, e = {} }) })
--@ encode-integral-float
return require("json").encode({ 3.0, 1e15, 1e16, 1e20, -0.0, 1e100 })
--@ encode-floats
return require("json").encode({ 0.1, 1 / 3, 1e-7, 123456.789, 0.1 + 0.2, 3.141592653589793 })
--@ encode-integers
return require("json").encode({ math.maxinteger, math.mininteger, 0, -1 })
--@ encode-infinity
return require("json").encode(1 / 0)
--@ encode-minus-infinity
return require("json").encode(-1 / 0)
--@ encode-nan
return require("json").encode(0 / 0)
--@ encode-escapes
return require("json").encode("a\"b\\c/d\b\f\n\r\t\0\1\31\127")
--@ encode-unicode
return require("json").encode("äö€😀")
--@ encode-function
return require("json").encode(print)
--@ encode-function-in-object
return require("json").encode({ a = 1, f = print })
--@ encode-only-function-in-object
return require("json").encode({ f = print })
--@ encode-function-in-array
return require("json").encode({ 1, print })
--@ encode-thread
return require("json").encode(coroutine.create(print))
--@ encode-userdata
return require("json").encode({ a = io.stdout })
--@ encode-mixed
return require("json").encode({ 1, 2, x = 3 })
--@ encode-sparse
return require("json").encode({ 1, nil, 3 })
--@ encode-sparse-first
return require("json").encode({ [2] = "x" })
--@ encode-number-key
return require("json").encode({ [10] = 1 })
--@ encode-float-key
return require("json").encode({ [1.5] = 1 })
--@ encode-boolean-key
return require("json").encode({ [true] = 1 })
--@ encode-cycle
local t = {} t.t = t return require("json").encode(t)
--@ encode-cycle-array
local t = {} t[1] = t return require("json").encode(t)
--@ encode-shared
local s = { 1 } return require("json").encode({ s, s })
--@ encode-deep
local t = {} local c = t for i = 1, 100 do c[1] = {} c = c[1] end return #require("json").encode(t)
--@ encode-key-escapes
return require("json").encode({ ['a"b\n'] = 1 })
--@ encode-metatable
return require("json").encode(setmetatable({ a = 1 }, { __index = { b = 2 } }))
--@ encode-two-arguments
return require("json").encode({ 1 }, {})
--@ decode-values
local j = require("json") return { j.decode("1"), j.decode("1.5"), j.decode('"x"'), j.decode("true"), tostring(j.decode("null")) }
--@ decode-number-types
local j = require("json") return { math.type(j.decode("1")), math.type(j.decode("1.0")), math.type(j.decode("1e2")), math.type(j.decode("-0")) }
--@ decode-numbers
local j = require("json") return { j.decode("9007199254740993"), j.decode("9223372036854775807"), j.decode("9223372036854775808"), j.decode("1e400"), j.decode("-0.0"), j.decode("1E5") }
--@ decode-number-odd
local j = require("json") local out = {} for i, s in ipairs({ "01", "1.", ".5", "+1", "0x10", "1e", "--1", "-", "1 2" }) do local ok, v = pcall(j.decode, s) out[i] = tostring(ok) .. " " .. tostring(v) end return table.concat(out, "\n")
--@ decode-array
return require("json").decode("[1, 2, [3, 4]]")
--@ decode-array-null
local t = require("json").decode("[1, null, 3]") return { #t, tostring(t[2]), t[3] }
--@ decode-object
return require("json").decode('{"a": {"b": [1]}}').a.b[1]
--@ decode-object-null
return next(require("json").decode('{"a": null}')) == nil
--@ decode-empty
return { require("json").decode("{}"), require("json").decode("[]") }
--@ decode-duplicate-keys
return require("json").decode('{"a":1,"a":2}').a
--@ decode-escapes
return require("json").decode([["\"\\\/\b\f\n\r\t"]]) == "\"\\/\b\f\n\r\t"
--@ decode-unicode-escapes
return require("json").decode([["\u00e4\u20ac\ud83d\ude00\u0041"]])
--@ decode-lone-surrogate
local s = require("json").decode([["\ud83d"]]) return { s:byte(1, -1) }
--@ decode-lone-low-surrogate
local s = require("json").decode([["\ude00x"]]) return { s:byte(1, -1) }
--@ decode-nul-escape
return { require("json").decode([["a\u0000b"]]):byte(1, -1) }
--@ decode-whitespace
return require("json").decode(" \n\t[ 1 , 2 ]\r\n ")
--@ decode-empty-string
return require("json").decode("")
--@ decode-blank
return require("json").decode("  ")
--@ decode-not-string
return require("json").decode(5)
--@ decode-nil
return require("json").decode(nil)
--@ decode-table
return require("json").decode({})
--@ decode-trailing
return require("json").decode("1 x")
--@ decode-trailing-comma
return require("json").decode("[1,]")
--@ decode-trailing-comma-object
return require("json").decode('{"a":1,}')
--@ decode-unclosed
return require("json").decode("[1")
--@ decode-unclosed-object
return require("json").decode('{"a":1')
--@ decode-unclosed-string
return require("json").decode('"abc')
--@ decode-missing-colon
return require("json").decode('{"a" 1}')
--@ decode-number-key
return require("json").decode("{1:2}")
--@ decode-bare-word
return require("json").decode("nope")
--@ decode-nearly-true
return require("json").decode("tru")
--@ decode-single-quotes
return require("json").decode("'a'")
--@ decode-control-character
return require("json").decode('"a\nb"')
--@ decode-bad-escape
return require("json").decode([["\x"]])
--@ decode-bad-unicode-escape
return require("json").decode([["\u12g4"]])
--@ decode-error-position
return require("json").decode('{"a":\n\n  [1, 2, }')
--@ decode-raw-bytes
return { require("json").decode('"\xff\xfe"'):byte(1, -1) }
--@ decode-deep
local t = require("json").decode(("["):rep(100) .. ("]"):rep(100)) local n = 0 while t do n = n + 1 t = t[1] end return n
--@ decode-comma-only
return require("json").decode("[,]")
--@ decode-comment
return require("json").decode("[1] // x")
--@ round-trip
local j = require("json") return j.encode(j.decode('[1,2.5,"x",true,[],{"k":[null]}]'))
--@ round-trip-string
local j = require("json") local s = "\0\1\127 äé\u{1F600} \"\\/" return j.decode(j.encode(s)) == s
--@ round-trip-big
local j = require("json") local t = {} for i = 1, 1000 do t[i] = { id = i, name = "n" .. i } end
local back = j.decode(j.encode(t)) return back[1000].name .. #back
--@ fields
local t = {} for k in pairs(require("json")) do t[#t + 1] = k end table.sort(t) return t
--@ version
return require("json")._version
--@ global-json
return tostring(json)
--@ message-content-type-json
Handlers.add("j", "J", function(m) print(type(m.Data)) print(m.Data.list[2]) m.reply({ Data = m.Data.name }) end)
--> Action=J Content-Type=application/json from=stranger
{"name":"n","list":[1,2]}
--@ message-content-type-json-invalid
Handlers.add("j", "J", function(m) print(type(m.Data)) end)
--> Action=J Content-Type=application/json from=stranger
{"name":
--@ message-content-type-json-charset
Handlers.add("j", "J", function(m) print(type(m.Data)) end)
--> Action=J Content-Type="application/json; charset=utf-8" from=stranger
{"name":1}
--@ message-content-type-json-scalar
Handlers.add("j", "J", function(m) print(type(m.Data)) print(m.Data) end)
--> Action=J Content-Type=application/json from=stranger
5
--@ message-content-type-json-empty
Handlers.add("j", "J", function(m) print(type(m.Data)) end)
--> Action=J Content-Type=application/json from=stranger
--@ message-content-type-json-default
--> Action=Other Content-Type=application/json from=stranger
{"name":"n"}
-->eval
return Inbox[#Inbox].Data.name
--@ message-content-type-json-eval
--> Action=Eval Content-Type=application/json
"return 5"
--@ message-content-type-text
Handlers.add("j", "J", function(m) print(type(m.Data)) end)
--> Action=J Content-Type=text/plain from=stranger
{"a":1}
