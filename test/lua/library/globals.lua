-- The globals and modules that a program finds.
--@ names
local wanted = "Assign Send Spawn Receive Prompt print Tab Version Dump Utils Handlers Inbox Errors Name Owner Colors Bell Seeded HANDLER_PRINT_LOGS ao handle"
local t = {} for name in wanted:gmatch("%S+") do t[#t + 1] = name .. "=" .. type(_G[name]) end return table.concat(t, " ")
--@ standard-library
local t = {} for name in ("assert bit32 collectgarbage coroutine debug dofile error getmetatable io ipairs load loadfile math next os package pairs pcall print rawequal rawget rawlen rawset require select setmetatable string table tonumber tostring type utf8 xpcall _G _VERSION"):gmatch("%S+") do t[#t + 1] = name .. "=" .. type(_G[name]) end return table.concat(t, " ") .. _VERSION
--@ no-others
local t = {} for name in pairs(_G) do t[#t + 1] = name end table.sort(t) return table.concat(t, " ")
--@ absent
return tostring(Nonce) .. tostring(Authorities) .. tostring(Members) .. tostring(State)
--@ modules
local t = {} for name in (".ao .assignment .base64 .boot .chance .default .dump .eval .handlers .handlers-utils .pretty .process .stringify .utils json .crypto .crypto.init .crypto.digest .crypto.cipher.init .crypto.mac.init .crypto.kdf.init .crypto.util.init .bint string"):gmatch("%S+") do local ok, m = pcall(require, name) t[#t + 1] = name .. "=" .. type(m) .. tostring(ok) end return table.concat(t, " ")
--@ module-versions
local t = {} for name in (".ao .assignment .handlers .handlers-utils .pretty .process .stringify .utils json"):gmatch("%S+") do t[#t + 1] = name .. " " .. require(name)._version end return table.concat(t, "\n")
--@ module-ao-is-global
return tostring(require(".ao") == ao) .. tostring(require("ao") == ao) .. tostring(require(".handlers") == Handlers) .. tostring(require(".utils") == Utils) .. tostring(require(".dump") == Dump)
--@ module-missing
require("nothing.here")
--@ package
return package.path .. "|" .. package.cpath .. "|" .. #package.searchers .. "|" .. tostring(next(package.preload))
--@ Send
local r = Send({ Target = "x", Action = "A", Data = "d" }) local t = {} for k, v in pairs(r) do t[#t + 1] = k .. type(v) end table.sort(t) print(table.concat(t, " ")) return r.output
--@ Send-no-target
local r = Send({ Action = "A" }) return r.output
--@ Send-text
Send("x")
--@ Send-table-data
Send({ Target = "x", Data = { 1, 2 } }) Send({ Target = "x", Data = {} }) return nil
--@ Spawn-default-module
local r = Spawn({ Data = "d", Tags = { A = "b" } }) local t = {} for k, v in pairs(r) do t[#t + 1] = k .. type(v) end table.sort(t) print(table.concat(t, " ")) return r.output .. tostring(r.after)
--@ Spawn-module
local r = Spawn("some-module", { Name = "child" }) return r.output
--@ Receive
local m = Receive("Go", nil) print(m.Data)
--> Action=Go from=stranger
text
--@ Assign
return Assign({ Processes = { "p" }, Message = "m" })
--@ Assign-bad
Assign({ Message = "m" })
--@ Assign-text
Assign("m")
--@ Tab
return Dump(Tab({ Tags = { { name = "a", value = "1" }, { name = "b", value = "2" }, { name = "a", value = "3" } } }))
--@ Version
Version()
--@ Colors
return Dump(Colors)
--@ Bell
return Bell
--@ print-values
print("text") print(1) print(1.5) print(true) print(false) print(nil) print({}) print({ 1, "a" }) print({ a = 1 }) print({ { 1 }, { b = "c" } })
--@ print-first-argument-only
print("one", "two", 3)
--@ print-log
print("a") print({ 1 }) return #HANDLER_PRINT_LOGS .. HANDLER_PRINT_LOGS[1]
--@ print-output
print("a") print("b") return ao.outbox.Output.data .. tostring(ao.outbox.Output.print) .. ao.outbox.Output.prompt
--@ print-replaced
local old = print print = function(v) old("<" .. tostring(v) .. ">") end print("x") return nil
--> Action=Unknown from=stranger
--@ Prompt
return Prompt()
--@ Prompt-replaced
Prompt = function() return "> " end return 1
--@ Prompt-inbox
--> from=stranger
one
-->eval
return Prompt()
--@ Name-and-Owner
return Name .. " " .. Owner
--@ Name-changed
Name = "Other"
--@ Owner-changed
Owner = "<stranger>"
-->eval from=stranger
return "mine now"
-->eval
return "no longer"
--@ Seeded
return tostring(Seeded)
--@ Errors
error("one")
-->eval
return #Errors
--@ Errors-kept keep
error("one")
-->eval
return Errors
--@ Inbox
--> from=stranger Action=Hello Extra=1
text
-->eval
local m = Inbox[#Inbox] return m.Action .. m.Data .. m.Extra .. m.From .. m.Tags.Extra .. m.TagArray[1].name .. type(m.reply) .. type(m.forward)
--@ os-time
return os.time() .. type(os.time()) .. os.time({ year = 2020, month = 1, day = 1 })
--@ os-time-text
--> eval at="123"
return type(os.time()) .. os.time()
--@ random
local t = {} for i = 1, 5 do t[#t + 1] = tostring(math.random()) t[#t + 1] = math.random(10) t[#t + 1] = math.random(-5, 5) end return table.concat(t, " ")
--@ random-seed-untouched
math.randomseed(1) local a = math.random() math.randomseed(1) return tostring(a == math.random())
--@ random-bad
print((select(2, pcall(math.random, 0)))) print((select(2, pcall(math.random, 5, 1)))) print(type(math.random(1, 2, 3)))
--@ getenv-and-files
return tostring(os.getenv("HOME")) .. tostring((io.open("/nothing")))
--@ user-state-survives
Count = 1 local hidden = 10 function bump() hidden = hidden + 1 Count = Count + 1 return hidden .. " " .. Count end return bump()
-->eval
return bump()
--@ overwritten-globals
json = 5 pairs2 = pairs Version = nil table.unpack = nil Handlers.add("x", "X", function(m) m.reply({ Data = "d" }) end)
--> Action=X from=stranger
