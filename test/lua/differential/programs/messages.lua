-- ao.send, Send, Spawn, Assign, replies, forwards, and what they put into the outbox.
--@ * unordered
--@ send
ao.send({ Target = "someone", Data = "hi" })
--@ send-returns unordered
local m = ao.send({ Target = "someone", Data = "hi" }) local t = {} for k, v in pairs(m) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return table.concat(t, " ")
--@ send-returned-values
local m = ao.send({ Target = "someone", Data = "hi" }) return { m.Target, m.Data, m.Anchor, #m.Tags }
--@ send-tags
ao.send({ Target = "x", Tags = { A = "1", B = "2" } })
--@ send-tag-list
ao.send({ Target = "x", Tags = { { name = "A", value = "1" }, { name = "A", value = "2" } } })
--@ send-root-keys
ao.send({ Target = "x", Action = "Do", ["X-Key"] = "v", Quantity = "5" })
--@ send-root-and-tags
ao.send({ Target = "x", Action = "Root", Tags = { Action = "Tag", Other = "o" } })
--@ send-number-value
ao.send({ Target = "x", Count = 5, Part = 1.5, Big = 2^53 })
--@ send-boolean-value
ao.send({ Target = "x", Yes = true, No = false })
--@ send-table-value
ao.send({ Target = "x", List = { 1, 2 }, Map = { a = 1 }, Empty = {} })
--@ send-function-value
ao.send({ Target = "x", F = print })
--@ send-nil-value
ao.send({ Target = "x", Nothing = nil })
--@ send-data-table
ao.send({ Target = "x", Data = { a = 1 } })
--@ send-data-list
ao.send({ Target = "x", Data = { 1, 2, 3 } })
--@ send-data-empty-table
ao.send({ Target = "x", Data = {} })
--@ send-data-table-content-type
ao.send({ Target = "x", Data = { 1 }, ["Content-Type"] = "text/x" })
--@ send-data-number
ao.send({ Target = "x", Data = 5 })
--@ send-data-float
ao.send({ Target = "x", Data = 1.0 })
--@ send-data-boolean
ao.send({ Target = "x", Data = true })
--@ send-data-false
ao.send({ Target = "x", Data = false })
--@ send-no-data
ao.send({ Target = "x" })
--@ send-data-function
ao.send({ Target = "x", Data = print })
--@ send-data-mixed-table
ao.send({ Target = "x", Data = { 1, a = 2 } })
--@ send-no-target
ao.send({ Data = "x" })
--@ send-empty
ao.send({})
--@ send-string
ao.send("x")
--@ send-nothing
ao.send()
--@ send-number-target
ao.send({ Target = 5 })
--@ send-target-table
ao.send({ Target = { 1 } })
--@ send-lower-case
ao.send({ target = "x", data = "d" })
--@ send-from
ao.send({ Target = "x", From = "faked", Owner = "o", Id = "i" })
--@ send-anchor
ao.send({ Target = "x", Anchor = "mine" })
--@ send-reference
ao.send({ Target = "x", Reference = "99" })
--@ send-data-protocol
ao.send({ Target = "x", ["Data-Protocol"] = "mine", Variant = "v", Type = "T" })
--@ send-protocol-tags
ao.send({ Target = "x", Tags = { ["Data-Protocol"] = "mine", Type = "T", Reference = "7" } })
--@ send-numeric-key
ao.send({ Target = "x", [1] = "one" })
--@ send-several
for i = 1, 3 do ao.send({ Target = "x", Data = tostring(i) }) end return ao.reference
--@ send-reference-continues
ao.send({ Target = "x" })
-->eval
ao.send({ Target = "y" }) return ao.reference
--@ send-reference-after-error
ao.send({ Target = "x" }) error("undone")
-->eval
ao.send({ Target = "y" }) return ao.reference
--@ send-reference-kept keep
ao.send({ Target = "x" }) error("kept")
-->eval
ao.send({ Target = "y" }) return ao.reference
--@ send-original-unchanged unordered
local t = { Target = "x", Data = { 1 }, Tags = { A = "1" } } ao.send(t) return t
--@ send-unicode
ao.send({ Target = "x", Data = "äö€😀", Name = "ünï" })
--@ send-control-characters
ao.send({ Target = "x", Data = "a\0b\1\n\"\\" })
--@ send-empty-values
ao.send({ Target = "", Data = "", Empty = "" })
--@ send-big
ao.send({ Target = "x", Data = ("y"):rep(100000) })
--@ send-many
for i = 1, 200 do ao.send({ Target = "t" .. i, Data = "d" }) end
--@ send-tags-order
ao.send({ Target = "x", Tags = { { name = "Z", value = "1" }, { name = "A", value = "2" } } })
--@ send-tag-number-value
ao.send({ Target = "x", Tags = { { name = "N", value = 5 } } })
--@ send-tags-table-value
ao.send({ Target = "x", Tags = { T = { 1, 2 } } })
--@ send-tags-string
ao.send({ Target = "x", Tags = "bad" })
--@ send-tags-empty
ao.send({ Target = "x", Tags = {} })
--@ send-tags-malformed
ao.send({ Target = "x", Tags = { { Name = "A", Value = "B" } } })
--@ Send
Send({ Target = "x", Data = "hi" })
--@ Send-returned
return Send({ Target = "x", Data = "hi" }).output
--@ Send-printed unordered
Send({ Target = "x", Data = "hi" })
-->eval
Send({ Target = "x", Data = "hi" })
--@ Send-keys
local t = {} for k, v in pairs(Send({ Target = "x" })) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return t
--@ Send-no-target
Send({ Data = "stored" })
--@ Send-nothing
Send()
--@ Send-string
Send("x")
--@ Send-table-data
Send({ Target = "x", Data = { a = { b = 1 } } })
--@ Send-in-expression
local r = Send({ Target = "x", Action = "A" }) return type(r.receive) .. type(r.onReply)
--@ spawn
ao.spawn("<module>", { Data = "code", Name = "child" })
--@ spawn-no-data
ao.spawn("<module>", {})
--@ spawn-tags
ao.spawn("<module>", { Tags = { A = "1" }, Root = "r" })
--@ spawn-tag-list
ao.spawn("<module>", { Tags = { { name = "A", value = "1" } } })
--@ spawn-authority
ao.spawn("<module>", { Authority = "<authority>", ["On-Boot"] = "Data", Data = "X = 1" })
--@ spawn-returned
local s = ao.spawn("<module>", { Name = "c" }) local t = {} for k, v in pairs(s) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return t
--@ spawn-bad-module
ao.spawn(nil, {})
--@ spawn-bad-table
ao.spawn("<module>", "x")
--@ spawn-nothing
ao.spawn()
--@ spawn-data-table
ao.spawn("<module>", { Data = { a = 1 } })
--@ spawn-number-values
ao.spawn("<module>", { N = 5, B = true, T = { 1 } })
--@ Spawn
Spawn({ Name = "child" })
--@ Spawn-module
Spawn("<friend>", { Name = "child", Data = "x" })
--@ Spawn-printed
return Spawn({ Name = "child" }).output
--@ Spawn-keys
local t = {} for k, v in pairs(Spawn({ Name = "child" })) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return t
--@ Spawn-nothing
Spawn()
--@ Spawn-string-only
Spawn("<module>")
--@ Spawn-two-strings
Spawn("<module>", "x")
--@ spawned-on-reply
Child = nil
ao.spawn("<module>", { Name = "c" }).onReply(function(m) Child = m.Process end)
--> Action=Spawned from=self Reference=1 Process=the-child
-->eval
return Child
--@ spawned-receive
local m = Spawn({ Name = "c" }).receive() print("born " .. m.Process)
--> Action=Spawned from=self Reference=1 Process=the-child
--@ spawned-wrong-reference
ao.spawn("<module>", {}).onReply(function(m) print("wrong") end)
--> Action=Spawned from=self Reference=2 Process=the-child
--@ Assign
Assign({ Processes = { "<self>" }, Message = "txid" })
--@ assign
ao.assign({ Processes = { "a", "b" }, Message = "m" })
--@ assign-several
ao.assign({ Processes = { "a" }, Message = "m1" }) ao.assign({ Processes = { "a" }, Message = "m2" })
--@ assign-exclude
ao.assign({ Processes = { "a" }, Message = "m", Exclude = { "Data" }, BaseLayer = true })
--@ assign-returned
return tostring(ao.assign({ Processes = { "a" }, Message = "m" }))
--@ assign-bad
ao.assign("x")
--@ assign-no-processes
ao.assign({ Message = "m" })
--@ assign-no-message
ao.assign({ Processes = { "a" } })
--@ assign-bad-processes
ao.assign({ Processes = "a", Message = "m" })
--@ Assign-nothing
Assign()
--@ reply
Handlers.add("ping", "Ping", function(m) m.reply({ Data = "pong" }) end)
--> Action=Ping from=stranger
--> Action=Ping from=process Reference=17
--@ reply-tags
Handlers.add("ping", "Ping", function(m) m.reply({ Action = "Pong", Tags = { A = "1" }, N = 5 }) end)
--> Action=Ping from=stranger
--@ reply-references
Handlers.add("ping", "Ping", function(m) m.reply({ Data = "pong" }) end)
--> Action=Ping from=process Reference=17 X-Reference=3 X-Origin=origin
--@ reply-to
Handlers.add("ping", "Ping", function(m) m.reply({ Data = "pong" }) end)
--> Action=Ping from=process Reference=17 Reply-To=elsewhere
--@ reply-target
Handlers.add("ping", "Ping", function(m) m.reply({ Target = "mine", Data = "pong" }) end)
--> Action=Ping from=stranger Reference=4
--@ reply-twice
Handlers.add("ping", "Ping", function(m) m.reply({ Data = "1" }) m.reply({ Data = "2" }) end)
--> Action=Ping from=stranger Reference=4
--@ reply-string
Handlers.add("ping", "Ping", function(m) m.reply("text") end)
--> Action=Ping from=stranger
--@ reply-nothing
Handlers.add("ping", "Ping", function(m) m.reply() end)
--> Action=Ping from=stranger
--@ reply-returned
Handlers.add("ping", "Ping", function(m) local r = m.reply({ Data = "x" }) print(type(r)) print(r and r.Target or "none") end)
--> Action=Ping from=stranger
--@ reply-overrides-reference
Handlers.add("ping", "Ping", function(m) m.reply({ ["X-Reference"] = "mine", ["X-Origin"] = "o" }) end)
--> Action=Ping from=stranger Reference=4
--@ reply-in-eval
msg.reply({ Data = "x" })
--@ msg-in-eval
return type(msg)
--@ reply-table-data
Handlers.add("ping", "Ping", function(m) m.reply({ Data = { ok = true } }) end)
--> Action=Ping from=stranger Reference=4
--@ forward
Handlers.add("f", "Fwd", function(m) m.forward("<friend>", { Action = "Forwarded" }) end)
--> Action=Fwd from=stranger Reference=9 Extra=e
some data
--@ forward-plain
Handlers.add("f", "Fwd", function(m) m.forward("<friend>") end)
--> Action=Fwd from=stranger Reference=9
some data
--@ forward-references
Handlers.add("f", "Fwd", function(m) m.forward("<friend>", {}) end)
--> Action=Fwd from=process Reference=9 X-Reference=2 X-Origin=origin Reply-To=back
--@ forward-data-table
Handlers.add("f", "Fwd", function(m) m.forward("<friend>", { Data = { 1 } }) end)
--> Action=Fwd from=stranger Reference=9
--@ forward-custom-tags
Handlers.add("f", "Fwd", function(m) m.forward("<friend>", { New = "n", Extra = "changed" }) end)
--> Action=Fwd from=stranger Extra=e Other=o x-lower=l
--@ forward-returned
Handlers.add("f", "Fwd", function(m) print(tostring(m.forward("x", {}))) end)
--> Action=Fwd from=stranger
--@ forward-no-target
Handlers.add("f", "Fwd", function(m) m.forward() end)
--> Action=Fwd from=stranger
--@ on-reply
Got = "none" ao.send({ Target = "<process>", Action = "Ask" }).onReply(function(m) Got = m.Data end)
--> from=process X-Reference=1
the answer
-->eval
return Got
--@ on-reply-once
Got = 0 ao.send({ Target = "<process>", Action = "Ask" }).onReply(function(m) Got = Got + 1 end)
--> from=process X-Reference=1
--> from=process X-Reference=1
-->eval
return Got
--@ on-reply-wrong-sender
Got = "none" ao.send({ Target = "<process>" }).onReply(function(m) Got = m.Data end)
--> from=stranger X-Reference=1
forged
-->eval
return Got
--@ on-reply-wrong-reference
Got = "none" ao.send({ Target = "<process>" }).onReply(function(m) Got = m.Data end)
--> from=process X-Reference=11
late
-->eval
return Got
--@ on-reply-from
Got = "none" ao.send({ Target = "<process>" }).onReply("<friend>", function(m) Got = m.Data end)
--> from=friend X-Reference=1
from another
-->eval
return Got
--@ on-reply-handlers-list
ao.send({ Target = "<process>" }).onReply(function(m) end)
local names = {} for i, h in ipairs(Handlers.list) do names[i] = h.name end return names
--@ receive-reply
local m = ao.send({ Target = "<process>", Action = "Ask" }).receive() print("got " .. m.Data)
--> from=process X-Reference=1
the answer
--@ receive-reply-from
local m = ao.send({ Target = "<process>" }).receive("<friend>") print("got " .. m.Data)
--> from=process X-Reference=1
no
--> from=friend X-Reference=1
yes
--@ send-receive-chain
for i = 1, 3 do local m = Send({ Target = "<process>", Data = tostring(i) }).receive() print(m.Data) end return "end"
--> from=process X-Reference=1
one
--> from=process X-Reference=2
two
--> from=process X-Reference=3
three
-->eval
return "after"
--@ receive-then-send
Handlers.add("go", "Go", function(m) local r = Send({ Target = "<process>" }).receive() m.reply({ Data = "relay " .. r.Data }) end)
--> Action=Go from=stranger Reference=5
--> from=process X-Reference=1
payload
--@ outbox-tampering
ao.outbox.Messages[1] = { Target = "direct", Data = "d", Tags = {} }
--@ outbox-error
ao.outbox.Error = "set by hand"
--@ outbox-output
ao.outbox.Output = { data = "mine" }
--@ ao-log
ao.log("one") ao.log("two")
--@ ao-log-handler
Handlers.add("l", "L", function() ao.log("one") ao.log("two") end)
--> Action=L from=stranger
--@ ao-result
return type(ao.result({ Output = "x" }))
--@ clear-outbox
Send({ Target = "x" }) ao.clearOutbox() return #ao.outbox.Messages
--@ patch
Send({ device = "patch@1.0", cache = { a = 1 } })
--@ patch-target
Send({ Target = ao.id, device = "patch@1.0", balances = { x = "5" } })
