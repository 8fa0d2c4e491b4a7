-- Patterns, Utils, json, Dump, pretty, stringify.
--@ keys
local t = {} for k, v in pairs(Utils) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return table.concat(t, " ")
--@ matchesSpec
local M = { Action = "Ping", From = "ABC", Quantity = "100", N = 5, T = { a = 1 }, Tags = { Only = "tag" } }
local t = {} for i, s in ipairs({ "Ping", "ping", {}, { Action = "ping" }, { Action = "P.*" }, { Action = "_" }, { None = "_" }, { Quantity = "^%d+$" }, { Quantity = "%S" }, { Action = { "A", "Ping" } }, { Action = {} }, { Action = function(v, m) return v == "Ping" and m == M end }, { N = 5 }, { N = "5" }, { T = "_" }, { Only = "tag" }, { Action = true }, { Action = "pi-ng" }, { Action = "Ping", From = "x" }, function(m) return m.Action end, function() return nil end, true, 5 }) do t[i] = tostring(Utils.matchesSpec(M, s)) end return table.concat(t, " ")
--@ matchesSpec-root-and-tags
local M = { Kind = "two", Tags = { Kind = "one", Type = "T" } } return tostring(Utils.matchesSpec(M, { Kind = "one" })) .. tostring(Utils.matchesSpec(M, { Kind = "two" })) .. tostring(Utils.matchesSpec(M, { Kind = "three" })) .. tostring(Utils.matchesSpec(M, { Type = "t" }))
--@ matchesSpec-nothing
return tostring(Utils.matchesSpec({}, nil))
--@ matchesPattern
local t = {} for i, a in ipairs({ { "a", "A" }, { "_", "x" }, { "a.", "ab" }, { { "a", "b" }, "b" }, { { "a", { "c", "b" } }, "b" }, { true, "x" }, { 5, 5 }, { "5", 5 }, { function(v, m) return v .. m end, "a", "b" }, { "", "" }, { "", "a" }, { ".*", 5 }, { "a-b", "A-B" } }) do t[i] = tostring(Utils.matchesPattern(a[1], a[2], a[3])) end return table.concat(t, " ") .. tostring(Utils.matchesPattern("x", nil)) .. tostring(Utils.matchesPattern(nil, "x"))
--@ matchesPattern-malformed
return Utils.matchesPattern("[", "x")
--@ normalize
return Utils.normalize("foo_bar") .. Utils.normalize("id") .. Utils.normalize("FOO-bar_baz") .. tostring(Utils.normalize(5)) .. tostring(Utils.normalize(nil))
--@ capitalize
return Utils.capitalize("abc") .. Utils.capitalize("ABC") .. Utils.capitalize("a b") .. Utils.capitalize("")
--@ curry
local f = function(a, b, c) return a .. b .. c end return Utils.curry(f)(1)(2)(3) .. Utils.curry(f, 3)(1, 2, 3) .. type(Utils.curry(f)(1)) .. Utils.curry(function(a) return a end)(5)
--@ curry-bad
Utils.curry(5)
--@ concat
return Dump(Utils.concat({ 1, 2 }, { 3 })) .. Dump(Utils.concat({ 1 })({ 2 }))
--@ concat-bad
print((select(2, pcall(Utils.concat, 5, {})))) print((select(2, pcall(Utils.concat, {}, 5)))) print((select(2, pcall(Utils.concat, { a = 1 }, {})))) print((select(2, pcall(Utils.concat, {}, { a = 1 }))))
--@ reduce
return Utils.reduce(function(a, v, k) return a .. v .. k end, "", { "x", "y" }) .. Utils.reduce(function(a, b) return a + b end)(0)({ 1, 2 }) .. Utils.reduce(function(a, b) return a + b end, nil, { 1, 2 })
--@ reduce-bad
print((select(2, pcall(Utils.reduce, 5, 0, {})))) print((select(2, pcall(Utils.reduce, print, 0, 5))))
--@ map
return Dump(Utils.map(function(v, k) return v * 10 + k end, { 1, 2 })) .. Dump(Utils.map(function(v) return v end)({}))
--@ map-bad
print((select(2, pcall(Utils.map, 5, {})))) print((select(2, pcall(Utils.map, print, { a = 1 }))))
--@ filter
return Dump(Utils.filter(function(v) return v > 1 end, { 1, 2, 3 }))
--@ filter-bad
print((select(2, pcall(Utils.filter, 5, {})))) print((select(2, pcall(Utils.filter, print, 5))))
--@ find
return Utils.find(function(v) return v > 1 end, { 1, 2, 3 }) .. tostring(Utils.find(function() return false end, { 1 }))
--@ find-bad
print((select(2, pcall(Utils.find, 5, {})))) print((select(2, pcall(Utils.find, print, 5))))
--@ propEq
return tostring(Utils.propEq("a")("b")({ a = "b" })) .. tostring(Utils.propEq("a", "b", { a = "c" }))
--@ propEq-bad
print((select(2, pcall(Utils.propEq, 1, "b", {})))) print((select(2, pcall(Utils.propEq, "a", 1, {})))) print((select(2, pcall(Utils.propEq, "a", "b", 5))))
--@ reverse
return Dump(Utils.reverse({ 1, 2, 3 }))
--@ reverse-bad
print((select(2, pcall(Utils.reverse, 5)))) print((select(2, pcall(Utils.reverse, { a = 1 }))))
--@ compose
return Utils.compose(function(x) return x + 1 end, function(x) return x * 2 end)(5)
--@ prop
return Utils.prop("a")({ a = 7 }) .. Utils.prop("a", { a = 8 })
--@ includes
return tostring(Utils.includes(2)({ 1, 2 })) .. tostring(Utils.includes(5, { 1 }))
--@ includes-bad
print((select(2, pcall(Utils.includes, 1, 5)))) print((select(2, pcall(Utils.includes, 1, { a = 1 }))))
--@ keys-values
return Utils.keys({ a = 1 })[1] .. Utils.values({ a = 1 })[1]
--@ keys-values-bad
print((select(2, pcall(Utils.keys, 5)))) print((select(2, pcall(Utils.values, 5))))
--@ json-encode
local e, t = require("json").encode, {} for i, v in ipairs({ 1, 1.5, 1e100, "q\"\\/\b\f\n\r\t\0\1é", true, {}, { 1, 2 }, { a = 1 }, { a = {} }, { f = print }, 123456789012345678, 0.1, -0.0 }) do t[i] = e(v) end return table.concat(t, " ") .. e(nil)
--@ json-encode-bad
local e = require("json").encode local c = {} c.c = c for _, v in ipairs({ 0 / 0, { 1, nil, 3 }, { [2] = 1 }, { 1, a = 2 }, { [1.5] = 1 }, print, { print }, c }) do print((tostring(select(2, pcall(e, v))):gsub("%-nan", "nan"))) end
--@ json-decode
local d, t = require("json").decode, {} for i, s in ipairs({ "1", "1.0", "-5", "1e2", '"a\\u00e9\\n"', "true", "[1,null,3]", '{"a":null,"b":[]}', " [ 1 , 2 ] ", "12345678901234567890" }) do t[i] = Dump(d(s)) end return table.concat(t, " ") .. tostring(d("null"))
--@ json-decode-bad
local d = require("json").decode for _, s in ipairs({ "", "{", "[1", "{a:1}", '{"a"}', "tru", "1 2", '"a', '"\\x"', "[1 2]", '"\\u12"', "-", "1x" }) do print((select(2, pcall(d, s)))) end print((select(2, pcall(d, 5))))
--@ Dump
local t = {} for i, v in ipairs({ 1, "a\"b\n\t\\", true, {}, { 1, 2, { 3 } }, { a = { b = {} }, ["x y"] = 1, [5] = 2, [2.5] = 3, ["end"] = 5, _x = 6, A = 7 } }) do t[i] = Dump(v) end return table.concat(t, "\n") .. Dump(nil)
--@ Dump-indent
return Dump({ a = { 1 } }, 2) .. Dump({ a = { 1 } }, 2, 3) .. Dump({ 1, { 2 } }, 0)
--@ pretty
return require(".pretty").tprint({ a = { b = 2 } }, 2) .. require(".pretty").tprint({ 1, 2 }) .. require(".pretty").tprint({ b = true })
--@ stringify
local s = require(".stringify") return s.format({ a = 1 }, 4) .. s.format({ 1, { 2 } }, 4) .. tostring(s.isSimpleArray({})) .. tostring(s.isSimpleArray({ 1, "a" })) .. tostring(s.isSimpleArray({ 1, {} })) .. tostring(s.isSimpleArray({ a = 1 }))
--@ stringify-bad
require(".stringify").format("x")
