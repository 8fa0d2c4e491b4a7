-- The table ao.
--@ keys
local t = {} for k, v in pairs(ao) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return table.concat(t, " ")
--@ identity
return ao.id .. " " .. ao._module .. " " .. ao._version .. " " .. ao.reference
--@ Nonce
return ao.Nonce
-->eval
return ao.Nonce
--@ authorities
return ao.authorities
--@ authorities-never-removed
ao.authorities = { "mine" }
-->eval
return ao.authorities
--@ init-several-authorities
--> process Authority=one,two Authority=three
-->eval
return table.concat(ao.authorities, "|")
--@ env
return Dump(ao.env)
--@ env-tags
--> process aos-Version=1 under_score=2
-->eval
return Dump(ao.env.Process.Tags)
--@ nonExtractableTags
return table.concat(ao.nonExtractableTags, " ")
--@ nonForwardableTags
return table.concat(ao.nonForwardableTags, " ")
--@ nonExtractableTags-changed
table.insert(ao.nonExtractableTags, "Hidden")
--> from=stranger Hidden=1 Shown=2
-->eval
local m = Inbox[#Inbox] return tostring(m.Hidden) .. tostring(m.Shown) .. tostring(m.Tags.Hidden)
--@ normalize
return Dump(ao.normalize({ From = "x", Tags = { { name = "A", value = "b" }, { name = "From", value = "c" }, { name = "Type", value = "d" } } }))
--@ sanitize
return Dump(ao.sanitize({ From = "x", Owner = "o", Tags = {}, TagArray = {}, Data = "d", Id = "i", Nonce = 1, ["X-Origin"] = "y", ["Reply-To"] = "r", Action = "A", Module = "m" }))
--@ clone
local t = setmetatable({ a = { b = 1 } }, { __index = { z = 1 } }) t.self = t local c = ao.clone(t) return tostring(c ~= t) .. tostring(c.a ~= t.a) .. tostring(c.self == c) .. c.a.b .. c.z .. tostring(getmetatable(c) == getmetatable(t))
--@ log
ao.log("one") ao.log("two") return type(ao.outbox.Output) .. #ao.outbox.Output .. ao.outbox.Output[2]
--@ clearOutbox
Send({ Target = "x" }) print("p") ao.clearOutbox() return Dump(ao.outbox)
--@ send unordered
ao.send({ Target = "x", Data = "d", Action = "A", Foo = "f", Tags = { { name = "B", value = "c" } } }) return ao.reference
--@ send-returns unordered
local m = ao.send({ Target = "x", Data = "d", Action = "A" }) local t = {} for k, v in pairs(m) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return table.concat(t, " ") .. m.Anchor .. m.Target .. m.Data .. #m.Tags
--@ send-tags-map
ao.send({ Target = "x", Tags = { A = "1", B = "2" } }) return nil
--@ send-tag-values
ao.send({ Target = "x", n = 5, f = 1.5, b = true, t = { 1 }, m = { k = "v" }, e = {} }) return nil
--@ send-function-value
ao.send({ Target = "x", f = print }) return nil
--@ send-ignored-fields
ao.send({ Target = "x", From = "me", Anchor = "a" }) return nil
--@ send-doubled-tags
ao.send({ Target = "x", Type = "T", Variant = "V", Reference = "9", ["Data-Protocol"] = "p" }) return nil
--@ send-reference
ao.reference = 41 ao.send({ Target = "x" }) return ao.reference
--@ send-bad
ao.send("x")
--@ send-replaced
ao.send = function(m) print("wrapped " .. m.Target) return {} end Send({ Target = "x" }) Handlers.add("p", "P", function(m) m.reply({ Data = "d" }) end)
--> Action=P from=stranger
--@ send-order
Send({ Target = "1" }) Send({ Target = "2" }) Send({ Target = "3" }) return nil
--@ onReply
ao.send({ Target = "x" }).onReply(function(m) print("answer " .. m.Data) end)
--> from=x X-Reference=1
first
--> from=x X-Reference=1
second
--@ onReply-from
ao.send({ Target = "x" }).onReply("y", function(m) print("answer " .. m.Data) end)
--> from=x X-Reference=1
first
--> from=y X-Reference=1
second
--@ receive
local m = ao.send({ Target = "x" }).receive() print("got " .. m.Data)
--> from=other X-Reference=1
no
--> from=x X-Reference=1
yes
--@ receive-from
local m = ao.send({ Target = "x" }).receive("y") print("got " .. m.Data)
--> from=y X-Reference=1
yes
--@ spawn
ao.spawn("mod", { Foo = "f", Tags = { A = "b" } }) return ao.reference
--@ spawn-data
ao.spawn("mod", { Data = { a = 1 }, Target = "t", Anchor = "x", From = "y" }) return nil
--@ spawn-returns
local m = ao.spawn("mod", {}) local t = {} for k, v in pairs(m) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return table.concat(t, " ") .. m.Data .. m.Anchor
--@ spawn-data-false
ao.spawn("mod", { Data = false }) return nil
--@ spawn-bad
ao.spawn("mod", "x")
--@ spawn-onReply
ao.spawn("mod", {}).onReply(function(m) print("made " .. m.Process) end)
--> Action=Spawned Reference=1 Process=new from=self
--@ spawn-receive
print(Spawn("mod", {}).receive().Process)
--> Action=Spawned Reference=1 Process=new from=self
--@ assign
ao.assign({ Processes = { "p", "q" }, Message = "m" }) return nil
--@ assign-bad
ao.assign({ Processes = {} })
--@ isTrusted
return tostring(ao.isTrusted({ From = "<authority>" })) .. tostring(ao.isTrusted({ From = "x", Owner = "<authority>" })) .. tostring(ao.isTrusted({ From = "x", Owner = "y" }))
--@ isAssignment
return tostring(ao.isAssignment({ Target = "x" })) .. tostring(ao.isAssignment({ Target = ao.id })) .. tostring(ao.isAssignment({}))
--@ assignables
ao.addAssignable({ Action = "A" }) ao.addAssignable("n", { Action = "B" }) ao.addAssignable("n", { Action = "C" }) print(Dump(ao.assignables)) print(ao.isAssignable({ Action = "A" })) print(ao.isAssignable({ Action = "B" })) print(ao.isAssignable({ Action = "C" })) ao.removeAssignable("n") print(#ao.assignables) ao.removeAssignable(1) print(#ao.assignables) ao.removeAssignable("none")
--@ addAssignable-bad
ao.addAssignable(5, {})
--@ removeAssignable-bad
ao.removeAssignable({})
--@ assignable-accepted
ao.addAssignable("any", function(m) return m.Action == "Ok" end)
--> target=other Action=Ok from=stranger
--> target=other Action=No from=stranger
--@ result
return Dump(ao.result({ Output = "o" })) .. Dump(ao.result({ Error = "e", Output = "o" }))
--@ outbox-error
ao.outbox.Error = "broken" Send({ Target = "x" })
--@ outbox-messages
ao.outbox.Messages = { { Target = "q" } } return nil
--@ outbox-other-fields
ao.outbox.Other = 1 return nil
