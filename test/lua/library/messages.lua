-- From the host's JSON to the handler, trust, and the built-in handlers.
--@ field-names
--> from=stranger foo_bar=1 x-y-z=2 ABC=3 message=4 my_ID=5 _lead=6 trail_=7 a__b=8
-->eval
local t = {} for k, v in pairs(Inbox[#Inbox].Tags) do t[#t + 1] = k .. "=" .. v end table.sort(t) return table.concat(t, " ")
--@ tags-on-root
--> from=stranger A=1 Id=2 Nonce=3 Timestamp=4 From=5 Data=6 Target=7 Read-Only=8
data
-->eval
local m = Inbox[#Inbox] return Dump({ m.A, m.Id, m.Nonce, m.Timestamp, m.Data, m.Target, m["Read-Only"] })
--@ tag-twice
--> from=stranger A=1 A=2
-->eval
local m = Inbox[#Inbox] return m.A .. m.Tags.A .. #m.TagArray
--@ stored-message
--> from=stranger Action=Ping
data
-->eval
local m, t = Inbox[#Inbox], {} for k, v in pairs(m) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return table.concat(t, " ")
--@ json-data
--> from=stranger Content-Type=application/json
{"a":[1,2]}
-->eval
return Inbox[#Inbox].Data.a[2]
--@ json-data-bad
--> from=stranger Content-Type=application/json
{bad
--@ json-data-other-type
--> from=stranger Content-Type="application/json; x"
{"a":1}
-->eval
return type(Inbox[#Inbox].Data)
--@ json-data-absent
--> from=stranger Content-Type=application/json data=null
-->eval
return type(Inbox[#Inbox].Data)
--@ untrusted
--> from=stranger owner=friend Action=Ping
-->eval
return #Inbox
--@ trusted-authority
--> from=process owner=authority Action=Ping
--@ untrusted-assignment
--> target=other from=stranger Action=Ping
--@ untrusted-assignment-own
--> target=other from=self owner=self Action=Ping
--@ eval-of-stranger
--> eval from=stranger
return 1
--@ default-action
--> from=stranger Action=A-long-action-that-is-cut-off
--@ default-data
--> from=stranger
some long data that is cut off somewhere
--@ default-nothing
--> from=stranger
--@ default-short-from
--> from=ab
x
--@ default-table
--> from=stranger Content-Type=application/json
{"key":"value and more"}
--@ reply
Handlers.add("p", "P", function(m) m.reply({ Data = "d", Action = "Q" }) end)
--> Action=P from=stranger
--> Action=P from=stranger Reference=7
--> Action=P from=stranger Reference=7 X-Reference=8 X-Origin=o Reply-To=elsewhere
--@ reply-target
Handlers.add("p", "P", function(m) m.reply({ Target = "t", ["X-Reference"] = "mine" }) end)
--> Action=P from=stranger Reference=1
--> Action=P from=stranger Reply-To=r
--@ reply-returns
Handlers.add("p", "P", function(m) local r = m.reply({ Data = "d" }) print(r.Target .. r.Anchor .. type(r.receive)) end)
--> Action=P from=stranger
--@ reply-bad
Handlers.add("p", "P", function(m) m.reply("x") end)
--> Action=P from=stranger
--@ forward
Handlers.add("p", "P", function(m) print(m.forward("t", { Extra = "e", Action = "Changed" })) end)
--> Action=P from=stranger Foo=f Reference=3 Pushed-For=x
data
--@ forward-again
Handlers.add("p", "P", function(m) m.forward("t") end)
--> Action=P from=stranger X-Reference=1 X-Origin=o Reply-To=r
--@ owner-of-spawned-process
--> process From-Process=parent
-->eval from=parent
return Owner
--@ name-absent
--> process Name=Some_name
-->eval
return Name
--@ boot-none
--> process
-->eval
return #Inbox .. Inbox[1].Tags.Type .. #Handlers.list
--@ boot-data
--> process On-Boot=Data
Booted = 1 print("booting") Send({ Target = "x", Action = "Born" }) return 7
-->eval
return Booted
--@ boot-syntax-error
--> process On-Boot=Data
this is no Lua
--@ boot-weave
--> process On-Boot=<process>
-->eval
return Booted
--@ builtin-handlers
local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name end return table.concat(t, " ")
--@ builtin-handlers-come-back
Handlers.remove("_eval") Handlers.remove("_default") return #Handlers.list
-->eval
local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name end return table.concat(t, " ")
