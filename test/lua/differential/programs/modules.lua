-- Utils, Dump, .stringify, .pretty, .base64, .crypto, .bint, .chance.
--@ utils-keys
local t = {} for k in pairs(Utils) do t[#t + 1] = k end table.sort(t) return t
--@ utils-version
return Utils._version
--@ utils-matches-spec
return { Utils.matchesSpec({ Action = "A" }, { Action = "A" }), Utils.matchesSpec({ Action = "A" }, { Action = "B" }), Utils.matchesSpec({ Action = "A" }, "A") }
--@ utils-matches-spec-values
return { tostring(Utils.matchesSpec({ X = "1" }, function(m) return m.X end)), tostring(Utils.matchesSpec({}, {})), tostring(Utils.matchesSpec({}, { A = "_" })), tostring(Utils.matchesSpec({ A = "" }, { A = "_" })) }
--@ utils-matches-spec-nil
return Utils.matchesSpec({ Action = "A" }, nil)
--@ utils-matches-spec-number
return tostring(Utils.matchesSpec({ Action = "A" }, 5))
--@ utils-matches-pattern
return { Utils.matchesPattern("_", "x", {}), Utils.matchesPattern("^a+$", "aaa", {}), Utils.matchesPattern("abc", "ABC", {}), Utils.matchesPattern({ "x", "y" }, "y", {}) }
--@ utils-matches-pattern-nil
return { tostring(Utils.matchesPattern(nil, "x", {})), tostring(Utils.matchesPattern("a", nil, {})), tostring(Utils.matchesPattern(false, "a", {})) }
--@ utils-matches-pattern-function
return { tostring(Utils.matchesPattern(function(v, m) return v == m.x end, 5, { x = 5 })) }
--@ utils-matches-pattern-characters
local out = {} for i, p in ipairs({ "a^", "a$", "(a)", "a%", "a.", "[a]", "a*", "a+", "a?", "a-" }) do local ok, v = pcall(Utils.matchesPattern, p, "a", {}) out[i] = p .. " " .. tostring(v) end return table.concat(out, "\n")
--@ utils-map
return Utils.map(function(v) return v * 2 end, { 1, 2, 3 })
--@ utils-map-curried
return Utils.map(function(v) return v .. "!" end)({ "a" })
--@ utils-map-key
return Utils.map(function(v, k) return k end, { "a", "b" })
--@ utils-map-object unordered
return Utils.map(function(v) return v end, { a = 1, b = 2 })
--@ utils-filter
return Utils.filter(function(v) return v > 1 end, { 1, 2, 3 })
--@ utils-filter-object
return Utils.filter(function(v) return true end, { a = 1 })
--@ utils-reduce
return Utils.reduce(function(acc, v) return acc + v end, 0, { 1, 2, 3 })
--@ utils-reduce-curried
return Utils.reduce(function(acc, v) return acc .. v end)("")({ "a", "b" })
--@ utils-reduce-no-initial
return Utils.reduce(function(acc, v) return acc + v end)(nil)({ 5, 6 })
--@ utils-reduce-index
return Utils.reduce(function(acc, v, k) return acc .. k end, "", { "a", "b" })
--@ utils-concat
return Utils.concat({ 1 }, { 2 })
--@ utils-concat-order
return Utils.concat({ "first" })({ "second" })
--@ utils-concat-object
return Utils.concat({ a = 1 }, { 2 })
--@ utils-find
return Utils.find(function(v) return v > 1 end, { 1, 2, 3 })
--@ utils-find-none
return tostring(Utils.find(function(v) return false end, { 1 }))
--@ utils-prop
return Utils.prop("a", { a = 5 })
--@ utils-prop-curried
return Utils.prop("a")({ a = 5 })
--@ utils-prop-eq
return { Utils.propEq("a", "1", { a = "1" }), Utils.propEq("a", "2", { a = "1" }) }
--@ utils-prop-eq-curried
return Utils.filter(Utils.propEq("k", "x"), { { k = "x", n = 1 }, { k = "y", n = 2 } })[1].n
--@ utils-prop-eq-number
return Utils.propEq("a", 1, { a = 1 })
--@ utils-includes
return { Utils.includes(2, { 1, 2 }), Utils.includes(3, { 1, 2 }) }
--@ utils-includes-curried
return Utils.includes("x")({ "x" })
--@ utils-reverse
return Utils.reverse({ 1, 2, 3 })
--@ utils-reverse-bad
return Utils.reverse("abc")
--@ utils-compose
return Utils.compose(function(x) return x + 1 end, function(x) return x * 2 end)(5)
--@ utils-keys-function
local t = Utils.keys({ a = 1, b = 2 }) table.sort(t) return t
--@ utils-keys-array
return Utils.keys({ "a", "b" })
--@ utils-values
return Utils.values({ a = 1 })
--@ utils-values-array
return Utils.values({ 5, 6 })
--@ utils-keys-bad
return Utils.keys("x")
--@ utils-curry
local add = Utils.curry(function(a, b, c) return a + b + c end, 3) return { add(1)(2)(3), add(1, 2)(3), add(1, 2, 3) }
--@ utils-curry-bad
return Utils.curry("x", 2)
--@ utils-curry-arity
return type(Utils.curry(function() return 1 end))
--@ utils-normalize
return { Utils.normalize("my-tag"), Utils.normalize("my_tag"), Utils.normalize("MYTAG"), Utils.normalize("a") }
--@ utils-capitalize
return { Utils.capitalize("hello"), Utils.capitalize("HELLO"), Utils.capitalize("") }
--@ utils-map-bad
return Utils.map("x", { 1 })
--@ utils-map-bad-table
return Utils.map(function() end, 5)
--@ utils-filter-bad
return Utils.filter("x", { 1 })
--@ utils-reduce-bad
return Utils.reduce("x", 0, {})
--@ utils-find-bad
return Utils.find("x", {})
--@ utils-prop-bad
return Utils.prop(5, {})
--@ utils-prop-eq-bad
return Utils.propEq(5, 5, {})
--@ utils-compose-many
return Utils.compose(tostring, function(x) return x + 1 end, math.abs)(-4)
--@ dump-values
return { Dump(1), Dump("x"), Dump(true), Dump(nil), Dump(1.5) }
--@ dump-list
return Dump({ 1, "two", { 3 } })
--@ dump-keyed
return Dump({ a = 1 })
--@ dump-nested
return Dump({ a = { b = { c = {} } } })
--@ dump-empty
return Dump({})
--@ dump-string-escapes
return Dump("a\n\t\"\\\0\1\200ä")
--@ dump-special-keys
return Dump({ ["a b"] = 1 })
--@ dump-keyword-key
return Dump({ ["end"] = 1 })
--@ dump-number-keys
return Dump({ [10] = "ten", [-1] = "minus" })
--@ dump-float-key
return Dump({ [1.5] = "x" })
--@ dump-boolean-key
return Dump({ [true] = 1 })
--@ dump-function
return (Dump(print):gsub("0x%x+", "ADDR"))
--@ dump-function-in-table
return (Dump({ f = print }):gsub("0x%x+", "ADDR"))
--@ dump-cycle
local t = {} t.t = t return (Dump(t):gsub("0x%x+", "ADDR"))
--@ dump-shared
local s = {} return (Dump({ s, s }):gsub("0x%x+", "ADDR"))
--@ dump-indent
return Dump({ a = 1 }, 2)
--@ dump-mixed unordered
return Dump({ 1, 2, x = 3 })
--@ dump-infinity
return Dump({ 1 / 0, -1 / 0, 2^53, 1e100 })
--@ dump-sorted
return Dump({ c = 1, a = 2, b = 3 })
--@ dump-sorted-mixed
return Dump({ [3] = "c", [1] = "a", z = 1, y = 2, [2.5] = "f" })
--@ dump-many-arguments
return Dump(1, 2, 3)
--@ dump-metatable
return Dump(setmetatable({ a = 1 }, { __tostring = function() return "m" end }))
--@ dump-module
return type(require(".dump"))
--@ stringify-format
return require(".stringify").format({ 1, 2 })
--@ stringify-keyed
return require(".stringify").format({ a = { b = 1 } })
--@ stringify-indent
return require(".stringify").format({ a = { b = 1 } }, 4)
--@ stringify-simple-array
local s = require(".stringify") return { s.isSimpleArray({ 1, 2 }), s.isSimpleArray({ "a" }), s.isSimpleArray({ {} }), s.isSimpleArray({}), s.isSimpleArray({ a = 1 }), s.isSimpleArray({ true }) }
--@ stringify-keys
local t = {} for k in pairs(require(".stringify")) do t[#t + 1] = k end table.sort(t) return t
--@ stringify-not-table
return require(".stringify").format("x")
--@ stringify-booleans
return require(".stringify").format({ a = true })
--@ stringify-deep
return require(".stringify").format({ a = { b = { c = { d = { 1 } } } } })
--@ stringify-circular
local t = { n = {} } t.n.up = t return require(".stringify").format(t)
--@ stringify-shared
local s = { 1 } return require(".stringify").format({ a = s })
--@ stringify-list-of-objects
return require(".stringify").format({ { a = 1 }, { b = 2 } })
--@ pretty-tprint
return require(".pretty").tprint({ a = { b = 1 } }, 0)
--@ pretty-list
return require(".pretty").tprint({ 1, "x", true })
--@ pretty-indent
return require(".pretty").tprint({ a = 1 }, 4)
--@ pretty-keys
local t = {} for k in pairs(require(".pretty")) do t[#t + 1] = k end table.sort(t) return t
--@ pretty-function
return (require(".pretty").tprint({ f = print }):gsub("0x%x+", "ADDR"))
--@ pretty-empty
return "[" .. require(".pretty").tprint({}) .. "]"
--@ base64-encode
local b = require(".base64") return { b.encode(""), b.encode("a"), b.encode("ab"), b.encode("abc"), b.encode("hello world") }
--@ base64-decode
local b = require(".base64") return { b.decode("YQ=="), b.decode("YWI="), b.decode("YWJj"), b.decode("aGVsbG8gd29ybGQ=") }
--@ base64-decode-unpadded
local b = require(".base64") return { b.decode("YQ"), b.decode("YWI") }
--@ base64-decode-bad
return { require(".base64").decode("a$b!"):byte(1, -1) }
--@ base64-decode-newlines
return require(".base64").decode("aGVs\nbG8=")
--@ base64-bytes
local b = require(".base64") local s = "" for i = 0, 255 do s = s .. string.char(i) end return { b.encode(s), tostring(b.decode(b.encode(s)) == s) }
--@ base64-url
local b = require(".base64") local e = b.makeencoder("-", "_") return b.encode("\xff\xfe\xfd", e)
--@ base64-url-no-padding
local b = require(".base64") local e = b.makeencoder("-", "_", "") return b.encode("a", e)
--@ base64-url-decode
local b = require(".base64") local d = b.makedecoder("-", "_") return { b.decode("__79", d):byte(1, -1) }
--@ base64-caching
local b = require(".base64") return b.encode("abcabc", nil, true) .. b.decode("YWJj", nil, true)
--@ base64-keys
local t = {} for k in pairs(require(".base64")) do t[#t + 1] = k end table.sort(t) return t
--@ base64-number
return require(".base64").encode(123)
--@ base64-nil
return require(".base64").encode(nil)
--@ base64-decode-nil
return require(".base64").decode(nil)
--@ base64-long
local b = require(".base64") local s = ("The quick brown fox. "):rep(500) return { #b.encode(s), tostring(b.decode(b.encode(s)) == s) }
--@ crypto-keys
local t = {} for k, v in pairs(require(".crypto")) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return t
--@ crypto-digest-keys
local t = {} for k, v in pairs(require(".crypto").digest) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return t
--@ crypto-cipher-keys
local t = {} for k, v in pairs(require(".crypto").cipher) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return t
--@ crypto-utils-keys
local t = {} for k, v in pairs(require(".crypto").utils) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return t
--@ crypto-other-keys
local c, t = require(".crypto"), {} for _, g in ipairs({ "mac", "kdf", "random" }) do for k, v in pairs(type(c[g]) == "table" and c[g] or {}) do t[#t + 1] = g .. "." .. k .. ":" .. type(v) end end table.sort(t) return t
--@ crypto-digest-object
local d = require(".crypto").digest.sha2_256("abc") local t = {} for k, v in pairs(d) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return t
--@ crypto-sha2-256
local d = require(".crypto").digest local t = {} for i, s in ipairs({ "", "abc", ("a"):rep(55), ("a"):rep(56), ("a"):rep(64), ("a"):rep(1000) }) do t[i] = d.sha2_256(s).asHex() end return t
--@ crypto-sha2-512
local d = require(".crypto").digest local t = {} for i, s in ipairs({ "", "abc", ("a"):rep(111), ("a"):rep(112), ("a"):rep(128), ("a"):rep(500) }) do t[i] = d.sha2_512(s).asHex() end return t
--@ crypto-sha1
local d = require(".crypto").digest local t = {} for i, s in ipairs({ "", "abc", ("a"):rep(55), ("a"):rep(56), ("a"):rep(64), ("a"):rep(200) }) do t[i] = d.sha1(s).asHex() end return t
--@ crypto-md5
local d = require(".crypto").digest local t = {} for i, s in ipairs({ "", "abc", ("a"):rep(55), ("a"):rep(56), ("a"):rep(64), ("a"):rep(200) }) do t[i] = d.md5(s).asHex() end return t
--@ crypto-md4
local d = require(".crypto").digest local t = {} for i, s in ipairs({ "", "abc", ("a"):rep(55), ("a"):rep(56), ("a"):rep(64) }) do t[i] = d.md4(s).asHex() end return t
--@ crypto-md2
local d = require(".crypto").digest local t = {} for i, s in ipairs({ "", "abc", ("a"):rep(15), ("a"):rep(16), ("a"):rep(17) }) do t[i] = d.md2(s).asHex() end return t
--@ crypto-sha3
local d = require(".crypto").digest return { d.sha3_256("abc").asHex(), d.sha3_512("abc").asHex(), d.sha3_256("").asHex() }
--@ crypto-sha3-lengths
local d = require(".crypto").digest local t = {} for i, n in ipairs({ 71, 72, 73, 135, 136, 137, 300 }) do t[i] = d.sha3_256(("a"):rep(n)).asHex():sub(1, 16) .. d.sha3_512(("a"):rep(n)).asHex():sub(1, 16) end return t
--@ crypto-keccak
local d = require(".crypto").digest return { d.keccak256("abc").asHex(), d.keccak512("abc").asHex(), d.keccak256("").asHex() }
--@ crypto-blake2b
local d = require(".crypto").digest return { d.blake2b("abc").asHex(), d.blake2b("").asHex(), d.blake2b(("a"):rep(200)).asHex() }
--@ crypto-blake2b-length
local d = require(".crypto").digest return { d.blake2b("abc", 32).asHex() }
--@ crypto-blake2b-key
local d = require(".crypto").digest return { d.blake2b("abc", 32, "key").asHex() }
--@ crypto-as-string
return { require(".crypto").digest.sha2_256("abc").asString():byte(1, 4) }
--@ crypto-as-bytes
local b = require(".crypto").digest.sha2_256("abc").asBytes() return { type(b), #b, b[1], b[2] }
--@ crypto-as-string-all
local d = require(".crypto").digest local out = {} for _, n in ipairs({ "md2", "md4", "md5", "sha1", "sha2_256", "sha2_512", "sha3_256", "keccak256", "blake2b" }) do out[#out + 1] = n .. type(d[n]("x").asString) .. type(d[n]("x").asBytes) .. type(d[n]("x").asArray) end return out
--@ crypto-stream
local c = require(".crypto") local s = c.utils.stream.fromString("abc") return c.digest.sha2_256(s).asHex()
--@ crypto-streams-all
local c = require(".crypto") local out = {} for _, n in ipairs({ "md2", "md4", "md5", "sha1", "sha2_256", "sha2_512", "sha3_256", "keccak256", "blake2b" }) do local ok, v = pcall(function() return c.digest[n](c.utils.stream.fromString("abc")).asHex() end) out[#out + 1] = n .. " " .. tostring(v) end return table.concat(out, "\n")
--@ crypto-digest-nil
return require(".crypto").digest.sha2_256(nil)
--@ crypto-digest-number
return require(".crypto").digest.sha2_256(5).asHex()
--@ crypto-hmac
local c = require(".crypto") return c.mac.createHmac(c.utils.array.fromString("data"), c.utils.array.fromString("key")).sha256().asHex()
--@ crypto-hmac-object
local c = require(".crypto") local h = c.mac.createHmac(c.utils.array.fromString("data"), c.utils.array.fromString("key")) local t = {} for k, v in pairs(h) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return t
--@ crypto-hex
local h = require(".crypto").utils.hex return { h.stringToHex("abc"), h.hexToString("616263") }
--@ crypto-hex-keys
local t = {} for k in pairs(require(".crypto").utils.hex) do t[#t + 1] = k end table.sort(t) return t
--@ crypto-array-keys
local t = {} for k in pairs(require(".crypto").utils.array) do t[#t + 1] = k end table.sort(t) return t
--@ crypto-array
local a = require(".crypto").utils.array return { a.toHex(a.fromString("abc")), a.toString(a.fromHex("616263")), #a.fromString("abcd"), a.toBase64 and a.toBase64(a.fromString("abc")) or "none" }
--@ crypto-array-functions
local a = require(".crypto").utils.array return { a.toHex(a.XOR(a.fromString("abc"), a.fromString("cba"))), a.toHex(a.concat(a.fromString("a"), a.fromString("b"))), a.toHex(a.truncate(a.fromString("abcd"), 2)), a.toHex(a.slice(a.fromString("abcd"), 2, 3)) }
--@ crypto-stream-keys
local t = {} for k in pairs(require(".crypto").utils.stream) do t[#t + 1] = k end table.sort(t) return t
--@ crypto-stream-use
local s = require(".crypto").utils.stream return { s.toString(s.fromString("abc")), s.toHex(s.fromHex("616263")), tostring(s.fromString("")()) }
--@ crypto-queue-keys
local q = require(".crypto").utils.queue local t = {} for k in pairs(type(q) == "function" and q() or q) do t[#t + 1] = k end table.sort(t) return t
--@ crypto-bit-keys
local t = {} for k in pairs(require(".crypto").utils.bit) do t[#t + 1] = k end table.sort(t) return t
--@ crypto-aes
local c = require(".crypto") return c.cipher.aes.encrypt("hello world", "super secret key").asHex()
--@ crypto-aes-decrypt
local c = require(".crypto") local e = c.cipher.aes.encrypt("hello world", "super secret key").asHex() return c.cipher.aes.decrypt(c.utils.stream and e, "super secret key").asString()
--@ crypto-aes-modes
local c = require(".crypto") local out = {} for _, m in ipairs({ "CBC", "ECB", "CFB", "OFB", "CTR" }) do local ok, v = pcall(function() return c.cipher.aes.encrypt("hello world, this is long", "super_secret_shh", "super_secret_shh", m, 128).asHex() end) out[#out + 1] = m .. " " .. tostring(v) end return table.concat(out, "\n")
--@ crypto-aes-key-lengths
local c = require(".crypto") local out = {} for _, l in ipairs({ 128, 192, 256 }) do local ok, v = pcall(function() return c.cipher.aes.encrypt("text", ("k"):rep(l // 8), ("i"):rep(16), "CBC", l).asHex() end) out[#out + 1] = l .. " " .. tostring(v) end return table.concat(out, "\n")
--@ crypto-aes-object
local c = require(".crypto") local t = {} for k, v in pairs(c.cipher.aes.encrypt("x", "super secret key")) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return t
--@ crypto-aes-keys
local t = {} for k, v in pairs(require(".crypto").cipher.aes) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return t
--@ crypto-morus
local c = require(".crypto") local k, iv, m, ad = ("k"):rep(16), ("i"):rep(16), "message", "ad" local e = c.cipher.morus.encrypt(k, iv, m, ad) return { type(e), c.utils.hex.stringToHex(e) }
--@ crypto-morus-decrypt
local c = require(".crypto") local k, iv, m, ad = ("k"):rep(16), ("i"):rep(16), "message", "ad" local e = c.cipher.morus.encrypt(k, iv, m, ad) return { c.cipher.morus.decrypt(k, iv, e, #ad) }
--@ crypto-norx
local c = require(".crypto") local k, n, p = ("k"):rep(32), ("n"):rep(32), "plain text" local e = c.cipher.norx.encrypt(k, n, p, "header", "trailer") return c.utils.hex.stringToHex(e)
--@ crypto-norx-decrypt
local c = require(".crypto") local k, n, p = ("k"):rep(32), ("n"):rep(32), "plain text" local e = c.cipher.norx.encrypt(k, n, p, "header", "trailer") return (c.cipher.norx.decrypt(k, n, e, 6, 7))
--@ crypto-issac
local c = require(".crypto") local t = {} for k, v in pairs(c.cipher.issac) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return t
--@ crypto-issac-encrypt
local c = require(".crypto") local e = c.cipher.issac.encrypt("a secret message", "key") return { c.utils.hex.stringToHex(e), c.cipher.issac.decrypt(e, "key") }
--@ crypto-random
local r = require(".crypto").random local t = {} for k, v in pairs(type(r) == "table" and r or { kind = type(r) }) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return t
--@ crypto-pbkdf2
local c = require(".crypto") return c.kdf.pbkdf2(c.utils.array.fromString("password"), c.utils.array.fromString("salt"), 2, 32).asHex()
--@ crypto-pbkdf2-long
local c = require(".crypto") return c.kdf.pbkdf2(c.utils.array.fromString("password"), c.utils.array.fromString("salt"), 3, 70).asHex()
--@ crypto-require-parts
return { type(require(".crypto.digest.sha2_256")), type(require(".crypto.util.hex")), type(require(".crypto.mac.hmac")) }
--@ bint-basics
local b = require(".bint")(256) return { tostring(b(5) + b(3)), tostring(b("10") * 2), tostring(b(7) // 2), tostring(b(-7) // 2), tostring(b(-7) % 3), tostring(b(2) ^ 100) }
--@ bint-keys
local b = require(".bint")(256) local t = {} for k, v in pairs(b) do t[#t + 1] = tostring(k) .. ":" .. type(v) end table.sort(t) return t
--@ bint-strings
local b = require(".bint")(256) return { tostring(b("123456789012345678901234567890")), tostring(b.fromstring("-0x1f")), tostring(b.frombase("zz", 36)), tostring(b("0b101")) }
--@ bint-string-bad
return tostring(require(".bint")(256)("xyz"))
--@ bint-comparison
local b = require(".bint")(256) return { b(1) < b(2), b(2) <= 2, b(1) == b(1), b.eq(b(1), 1), b(-1) < b(0), b.ult(b(-1), b(0)) }
--@ bint-division
local b = require(".bint")(256) local out = {} for _, p in ipairs({ { 7, 2 }, { -7, 2 }, { 7, -2 }, { -7, -2 } }) do out[#out + 1] = tostring(b.idivmod(p[1], p[2])) .. " " .. tostring(b.tdiv(p[1], p[2])) .. " " .. tostring(b.tmod(p[1], p[2])) .. " " .. tostring(b(p[1]) % p[2]) end return out
--@ bint-division-by-zero
return require(".bint")(256)(1) // 0
--@ bint-modulo-zero
return require(".bint")(256).umod(1, 0)
--@ bint-float-division
local b = require(".bint")(256) return { b(7) / 2, b(1) / b(3) }
--@ bint-bitwise
local b = require(".bint")(256) return { tostring(b(5) & 3), tostring(b(5) | 3), tostring(b(5) ~ 3), tostring(~b(0)), tostring(b(1) << 100), tostring(b(1) << 100 >> 98), tostring(b(-1) >> 255) }
--@ bint-overflow
local b = require(".bint")(64) return { tostring(b.maxinteger()), tostring(b.mininteger()), tostring(b.maxinteger() + 1), tostring(b("99999999999999999999")) }
--@ bint-conversion
local b = require(".bint")(256) return { b.tonumber(b(5)), b.tointeger(b(5)), tostring(b.tointeger("5")), b.touinteger(b(-1)), tostring(b.tobase(b(255), 16)), tostring(b.tobase(b(-255), 16)) }
--@ bint-tobase
local b = require(".bint")(256) local out = {} for _, base in ipairs({ 2, 8, 10, 16, 36 }) do out[#out + 1] = b.tobase(b("123456789"), base) end return out
--@ bint-tobase-unsigned
local b = require(".bint")(64) return { b.tobase(b(-1), 16, true), b.tobase(b(-1), 10, false), tostring(b.tobase(b(5), 99)) }
--@ bint-bytes
local b = require(".bint")(64) return { { b.tole(b(258)):byte(1, -1) }, { b.tobe(b(258)):byte(1, -1) }, tostring(b.fromle("\1\2")), tostring(b.frombe("\1\2")) }
--@ bint-bytes-trim
local b = require(".bint")(64) return { #b.tole(b(258), true), #b.tobe(b(258), true) }
--@ bint-predicates
local b = require(".bint")(256) return { b.iszero(0), b.isone(1), b.isminusone(-1), b.isbint(b(1)), b.isbint(1), b.isintegral(1.0), b.isintegral(1.5), b.isnumeric("x"), b.isneg(-1), b.ispos(1), b.iseven(2), b.isodd(3) }
--@ bint-type
local b = require(".bint")(256) return { tostring(b.type(b(1))), tostring(b.type(1)), tostring(b.type(1.5)), tostring(b.type("x")) }
--@ bint-functions
local b = require(".bint")(256) return { tostring(b.abs(-5)), tostring(b.inc(5)), tostring(b.dec(5)), tostring(b.max(1, 2)), tostring(b.min(1, 2)), tostring(b.floor(2.7)), tostring(b.ceil(2.2)), tostring(b.trunc(-2.7)) }
--@ bint-power
local b = require(".bint")(256) return { tostring(b.ipow(2, 10)), tostring(b.upowmod(2, 100, 1000007)), tostring(b(3) ^ 2), b(2) ^ -1 }
--@ bint-power-float
local b = require(".bint")(256) return { b.pow and tostring(b.pow(2, 3)) or "none", tostring(b(2) ^ 0.5) }
--@ bint-rotate
local b = require(".bint")(64) return { tostring(b.brol(1, 63)), tostring(b.bror(1, 1)), tostring(b.bwrap(255, 4)) }
--@ bint-float-mixing
local b = require(".bint")(256) return { b(1) + 0.5, tostring(b(1) + 2.0), b(3) * 1.5, b(1) < 1.5 }
--@ bint-string-mixing
local b = require(".bint")(256) return tostring(b(1) + "2")
--@ bint-new-bad
local b = require(".bint")(256) return { pcall(b.new, {}) }
--@ bint-tobint
local b = require(".bint")(256) return { tostring(b.tobint("5")), tostring(b.tobint(1.5)), tostring(b.tobint("x")), tostring(b.tobint(1.5, true)) }
--@ bint-parse
local b = require(".bint")(256) return { tostring(b.parse("5")), tostring(b.parse(1.5)), tostring(b.parse("1.5")) }
--@ bint-json
local b = require(".bint")(64) local ok, v = pcall(require("json").encode, b(5)) return tostring(ok)
--@ bint-clone
local b = require(".bint")(256) local a = b(5) local c = b.new(a) c:_inc() return { tostring(a), tostring(c) }
--@ bint-unary
local b = require(".bint")(256) return { tostring(-b(5)), tostring(- -b(5)), tostring(b.mininteger()) == tostring(-b.mininteger()) }
--@ bint-sizes
local out = {} for _, n in ipairs({ 32, 64, 128, 512, 1024 }) do local ok, b = pcall(require(".bint"), n) out[#out + 1] = n .. " " .. tostring(ok and b.maxinteger() or b) end return table.concat(out, "\n")
--@ bint-size-bad
return require(".bint")(33)
--@ bint-concat
return require(".bint")(256)(5) .. " is five"
--@ bint-print
print(require(".bint")(256)(5))
--@ bint-return
return require(".bint")(256)(5)
--@ bint-factorial
local b = require(".bint")(512) local f = b(1) for i = 1, 50 do f = f * i end return tostring(f)
--@ bint-same-module
return require(".bint")(256) == require(".bint")(256)
--@ chance-integer
local c = require(".chance") c.seed(1) return { c.integer(1, 100), c.integer(1, 100), c.integer(1, 1000000) }
--@ chance-random
local c = require(".chance") c.seed(123) return { string.format("%.17g", c.random()), string.format("%.17g", c.random()) }
--@ chance-seed-zero
local c = require(".chance") c.seed(0) return string.format("%.17g", c.random())
--@ chance-seed-large
local c = require(".chance") c.seed(2^40) local a = c.random() c.seed(1 << 33) return { string.format("%.17g", a), string.format("%.17g", c.random()) }
--@ chance-seed-float
local c = require(".chance") c.seed(1.5) return string.format("%.17g", c.random())
--@ chance-seed-negative
local c = require(".chance") c.seed(-7) return string.format("%.17g", c.random())
--@ chance-sequence
local c = require(".chance") c.seed(5489) local t = {} for i = 1, 700 do t[i] = c.integer(0, 1000) end return { t[1], t[623], t[624], t[625], t[700] }
--@ chance-keys
local t = {} for k in pairs(require(".chance")) do t[#t + 1] = k end table.sort(t) return t
--@ chance-integer-bad
return require(".chance").integer(5, 1)
--@ chance-integer-none
return require(".chance").integer()
--@ chance-bounds
local c = require(".chance") c.seed(3) local t = {} for i = 1, 10 do t[i] = c.integer(-3, 3) end return t
--@ chance-changes-math-random
require(".chance").seed(9) return math.random(1000)
--@ default-module
return type(require(".default"))
--@ eval-module
return type(require(".eval"))
--@ boot-module
return type(require(".boot"))
--@ assignment-module
local t = {} for k in pairs(require(".assignment")) do t[#t + 1] = k end table.sort(t) return t
--@ process-module
local t = {} for k, v in pairs(require(".process")) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return t
--@ handlers-utils-module
return require(".handlers-utils") == Handlers.utils
--@ handlers-module
return require(".handlers") == Handlers
--@ utils-module
return require(".utils") == Utils
--@ apm
return type(require(".apm"))
--@ crypto-init
return require(".crypto") == require(".crypto.init")
--@ require-returns-two
return select("#", require("json"))
