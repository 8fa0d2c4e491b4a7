-- The process itself: boot, owner, name, trust, assignments, inbox, prompt, ao.*.
--@ boot-plain
--> process
-->eval
return { Name, Owner, ao.id, #Inbox }
--@ boot-data
--> process On-Boot=Data
Booted = "yes" print("booting")
-->eval
return Booted
--@ boot-data-result
--> process On-Boot=Data
return "value of boot"
--@ boot-data-error
--> process On-Boot=Data
error("boot failed")
-->eval
return #Inbox
--@ boot-data-syntax
--> process On-Boot=Data
this is no lua
--@ boot-data-send unordered
--> process On-Boot=Data
Send({ Target = "x", Data = "hello" })
--@ boot-data-handlers
--> process On-Boot=Data
Handlers.add("p", "Ping", function(m) m.reply({ Data = "pong" }) end)
--> Action=Ping from=stranger
--@ boot-transaction
--> process On-Boot=<process>
-->eval
return Booted
--@ boot-transaction-missing
--> process On-Boot=<friend>
--@ boot-empty
--> process On-Boot=Data
--@ boot-action-eval
--> process Action=Eval
return "evaluated by the process message"
--@ boot-action-other
--> process Action=Ping
--@ boot-list
--> process
-->eval
local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name end return t
--@ boot-name
--> process Name=Alice
-->eval
return Name
--@ boot-name-empty
--> process Name=
-->eval
return Name
--@ boot-name-odd
--> process Name="A b%c"
-->eval
return Name
--@ boot-from-process
--> process From-Process=<friend> from=self owner=authority
-->eval from=friend
return Owner
--@ boot-owner-other
--> process from=friend
-->eval from=friend
return Owner
--@ boot-type-not-process
--> process Type=Message
-->eval
return { tostring(Owner), Name }
--@ boot-no-height
--> process height=null
-->eval
return math.random(100)
--@ boot-height-string
--> process height="12345"
-->eval
return math.random(1000000)
--@ boot-height-other
--> process height=99
-->eval
return math.random(1000000)
--@ boot-module-other
--> process module=<friend>
-->eval
return math.random(1000000)
--@ boot-twice
--> process
--> process
-->eval
return { #Inbox, Owner }
--@ boot-authorities
--> process Authority="<authority>,<friend>"
-->eval
return ao.authorities
--@ boot-authorities-spaces
--> process Authority="<authority>, <friend>"
-->eval
return ao.authorities
--@ boot-authorities-several
--> process Authority=<authority> Authority=<friend>
-->eval
return ao.authorities
--@ boot-authorities-duplicate
--> process Authority="<authority>,<authority>"
-->eval
return ao.authorities
--@ boot-authority-empty
--> process Authority=
-->eval
return ao.authorities
--@ boot-tags-in-env
--> process Custom=value
-->eval
return { ao.env.Process.Tags.Custom, ao.env.Process.Tags.Type, #ao.env.Process.TagArray }
--@ boot-tags-lower-case
--> process my-tag=value other_tag=o
-->eval
local t = {} for k in pairs(ao.env.Process.Tags) do t[#t + 1] = k end table.sort(t) return t
--@ no-process-message
--> Action=Ping from=stranger
-->eval
return #Inbox
--@ first-message-eval
-->eval
return { Name, Owner == ao.env.Process.Owner }
--@ env
return { ao.env.Process.Id, ao.env.Process.Owner, ao.env.Module.Id }
--@ env-keys
local t = {} for k, v in pairs(ao.env.Process) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return t
--@ env-module-keys
local t = {} for k, v in pairs(ao.env.Module) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return t
--@ ao-keys
local t = {} for k, v in pairs(ao) do t[#t + 1] = tostring(k) .. ":" .. type(v) end table.sort(t) return t
--@ ao-values
return { ao._version, ao.id, ao._module, ao.reference, tostring(ao.Nonce) }
--@ ao-nonce
return ao.Nonce
-->eval
return ao.Nonce
--@ ao-lists
return { ao.nonExtractableTags, ao.nonForwardableTags, ao.assignables, ao.authorities }
--@ ao-module-same
return require(".ao") == ao
--@ ao-normalize unordered
return ao.normalize({ Tags = { { name = "A", value = "1" }, { name = "Owner", value = "no" }, { name = "Type", value = "t" } } })
--@ ao-normalize-existing unordered
return ao.normalize({ A = "root", Tags = { { name = "A", value = "1" } } })
--@ ao-normalize-no-tags
return ao.normalize({})
--@ ao-normalize-map unordered
return ao.normalize({ Tags = { A = "1" } })
--@ ao-sanitize unordered
return ao.sanitize({ Target = "t", Data = "d", Owner = "o", From = "f", Action = "a", Timestamp = 1, Id = "i", ["Reply-To"] = "r", ["X-Key"] = "x" })
--@ ao-clone unordered
local t = { a = { b = 1 }, c = "x" } local c = ao.clone(t) c.a.b = 2 return { t.a.b, c.a.b, c.c, tostring(c == t) }
--@ ao-clone-cycle
local t = {} t.t = t local c = ao.clone(t) return c.t == c
--@ ao-clone-values
return { ao.clone(5), ao.clone("x"), tostring(ao.clone(nil)) }
--@ ao-clone-metatable
local c = ao.clone(setmetatable({}, { __index = { x = 1 } })) return tostring(c.x)
--@ ao-clone-function
return ao.clone(print) == print
--@ ao-is-trusted
return { ao.isTrusted({ From = "<authority>", Owner = "x" }), ao.isTrusted({ From = "x", Owner = "<authority>" }), ao.isTrusted({ From = "x", Owner = "y" }) }
--@ ao-is-assignment
return { ao.isAssignment({ Target = "other" }), ao.isAssignment({ Target = ao.id }) }
--@ ao-is-assignment-nil
return ao.isAssignment({})
--@ ao-is-assignable
return { ao.isAssignable({ Target = "x" }) }
--@ ao-add-assignable
ao.addAssignable({ From = "<friend>" }) return { #ao.assignables, ao.isAssignable({ From = "<friend>" }), ao.isAssignable({ From = "x" }) }
--@ ao-add-assignable-named
ao.addAssignable("mine", { From = "<friend>" }) ao.addAssignable("mine", { From = "<stranger>" }) return { #ao.assignables, ao.isAssignable({ From = "<friend>" }) }
--@ ao-add-assignable-function
ao.addAssignable("f", function(m) return m.Kind == "ok" end) return ao.isAssignable({ Kind = "ok" })
--@ ao-add-assignable-bad
ao.addAssignable()
--@ ao-add-assignable-bad-name
ao.addAssignable(5, { From = "x" })
--@ ao-assignables-shown unordered
ao.addAssignable("mine", { From = "x" }) return ao.assignables
--@ ao-remove-assignable
ao.addAssignable("mine", { From = "<friend>" }) ao.removeAssignable("mine") return #ao.assignables
--@ ao-remove-assignable-index
ao.addAssignable("mine", { From = "<friend>" }) ao.removeAssignable(1) return #ao.assignables
--@ ao-remove-assignable-unknown
ao.removeAssignable("nothing") return #ao.assignables
--@ ao-remove-assignable-bad
ao.removeAssignable({})
--@ ao-register-hint unordered
ao.registerHint({ From = "<process>", Tags = { Hint = "http://x", ["Hint-TTL"] = "100" } }) return { tostring(ao._hints ~= nil) }
--@ ao-register-hint-shown unordered
ao.registerHint({ From = "<process>", Tags = { Hint = "http://x", ["Hint-TTL"] = "100" } }) return ao._hints or "none"
--@ assignment-refused
--> from=stranger target=<friend> Action=Ping
some data
-->eval
return #Inbox
--@ assignment-refused-self
--> from=self target=<friend> Action=Ping
--@ assignment-accepted
ao.addAssignable("all", function() return true end)
--> from=stranger target=<friend> Action=Ping
-->eval
return { #Inbox, Inbox[#Inbox].Target }
--@ assignment-accepted-by-table
ao.addAssignable("friend", { From = "<friend>" })
--> from=friend target=<stranger> Action=Ping
--> from=stranger target=<friend> Action=Ping
--@ assignment-handled
ao.addAssignable("all", { Action = "Tick" }) Handlers.add("t", "Tick", function(m) print("tick " .. tostring(ao.isAssignment(m))) end)
--> from=stranger target=<friend> Action=Tick
--@ trust-authority
--> from=process Action=Ping
-->eval
return { Inbox[#Inbox].From, Inbox[#Inbox].Owner }
--@ trust-forged
--> from=<process> owner=stranger Action=Ping
-->eval
return #Inbox
--@ trust-forged-eval
--> from=<owner> owner=stranger Action=Eval
return "hacked"
--@ trust-from-authority
--> from=authority Action=Ping
--@ trust-eval-by-stranger
--> from=stranger Action=Eval
return "hacked"
--@ trust-eval-by-process
--> from=process Action=Eval
return "hacked"
--@ trust-eval-from-self
--> from=self Action=Eval
return "self"
--@ trust-authority-removed
ao.authorities = {}
--> from=process Action=Ping
--@ trust-authority-added
ao.authorities[#ao.authorities + 1] = "<friend>"
--> from=<stranger> owner=friend Action=Ping
--@ trust-no-authority
--> process Authority=
--> from=process Action=Ping
--@ owner-changed
Owner = "<friend>"
-->eval
return "old owner"
--> from=friend Action=Eval
return "new owner"
--@ owner-nil
Owner = nil
-->eval
return 1
--@ owner-empty
Owner = ""
-->eval
return 1
--@ name-changed
Name = "Renamed"
-->eval
return Name
--@ name-number
Name = 5
--@ name-nil
Name = nil
-->eval
return Name
--@ prompt-changed
Prompt = function() return "my prompt> " end
-->eval
return 1
--> Action=Ping from=stranger
--@ prompt-called
return Prompt()
--@ prompt-number
Prompt = function() return 5 end
-->eval
return 1
--@ prompt-error
Prompt = function() error("bad prompt") end
-->eval
return 1
--@ prompt-nil
Prompt = nil
-->eval
return 1
--@ inbox-message unordered
--> Action=Ping from=stranger Key=value
data
-->eval
return Inbox[#Inbox]
--@ inbox-keys
--> Action=Ping from=stranger Key=value
data
-->eval
local t = {} for k, v in pairs(Inbox[#Inbox]) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return t
--@ inbox-count
--> from=stranger
1
--> from=friend
2
-->eval
return #Inbox
--@ inbox-first
return { #Inbox, Inbox[1].Id == ao.id, Inbox[1].Type }
--@ inbox-fields
--> Action=Ping from=stranger anchor=anchor cron=true
-->eval
local m = Inbox[#Inbox] return { m.Id, m.From, m.Owner, m.Target, m.Timestamp, m["Block-Height"], m.Nonce, m.Module, tostring(m.Cron), tostring(m.Anchor), tostring(m.Epoch) }
--@ inbox-tags
--> A=1 B=2 A=3 from=stranger
-->eval
local m = Inbox[#Inbox] return { m.A, m.B, m.Tags.A, #m.TagArray, m.TagArray[1].name, m.TagArray[3].value }
--@ inbox-title-case
--> my-tag=1 MY_OTHER=2 camelCase=3 x=4 UPPER-CASE=5 under_score_name=6 from=stranger
-->eval
local t, m = {}, Inbox[#Inbox] for k, v in pairs(m.Tags) do t[#t + 1] = k .. "=" .. v end table.sort(t) return t
--@ inbox-title-case-root
--> my-tag=1 camelCase=3 with.dot=5 "with space"=6 from=stranger
-->eval
local t, m = {}, Inbox[#Inbox] for k, v in pairs(m) do if type(v) == "string" and #v == 1 then t[#t + 1] = k end end table.sort(t) return t
--@ inbox-tag-array-case
--> my-tag=1 from=stranger
-->eval
return Inbox[#Inbox].TagArray[1].name
--@ inbox-unextractable
--> Target=t Data=d Type=Message Variant=v Read-Only=r From-Process=fp From-Module=fm Anchor=a Tags=t Data-Protocol=dp from=stranger
text
-->eval
local t, m = {}, Inbox[#Inbox] for k, v in pairs(m) do if type(v) == "string" then t[#t + 1] = k .. "=" .. v end end table.sort(t) return table.concat(t, "\n")
--@ inbox-overwriting-tags
--> Id=fake Timestamp=1 Nonce=5 Module=mine Block-Height=3 Cron=c from=stranger
-->eval
local m = Inbox[#Inbox] return { m.Id, tostring(m.Timestamp), tostring(m.Nonce), m.Module, tostring(m["Block-Height"]), tostring(m.Cron) }
--@ inbox-empty-tag
--> Empty= from=stranger
-->eval
return "[" .. Inbox[#Inbox].Empty .. "]"
--@ inbox-unicode
--> Näme=wört from=stranger
dätä 😀
-->eval
local m = Inbox[#Inbox] return { m.Data, m.TagArray[1].name, m.TagArray[1].value }
--@ inbox-functions
Handlers.add("p", "Ping", function(m) print(type(m.reply) .. type(m.forward)) end)
--> Action=Ping from=stranger
--@ inbox-not-when-handled
Handlers.add("p", "Ping", function(m) end)
--> Action=Ping from=stranger
-->eval
return #Inbox
--@ inbox-limit
for i = #Inbox + 1, 9999 do Inbox[i] = { Data = tostring(i) } end return #Inbox
--> from=stranger
one
--> from=stranger
one more
--> from=stranger
one more
-->eval
return { #Inbox, Inbox[#Inbox].Data, Inbox[1].Data, Inbox[10000].Data }
--@ inbox-replaced
Inbox = {}
--> from=stranger
new
-->eval
return #Inbox
--@ inbox-nil
Inbox = nil
--> from=stranger
new
-->eval
return type(Inbox)
--@ inbox-printed unordered
return Inbox
--@ default-action
--> Action=Ping from=stranger
--@ default-action-long
--> Action=ThisActionIsLongerThanTwentyCharacters from=stranger
--@ default-data
--> from=stranger
some data
--@ default-data-long
--> from=stranger
this text is longer than twenty characters
--@ default-nothing
--> from=stranger
--@ default-both
--> Action=Act from=stranger
and data
--@ default-unicode
--> from=stranger
ääääääääääääääääääääääää
--@ default-from-short
--> from=ab Action=x
--@ default-newlines
--> from=stranger
a
b
--@ default-null-data
--> from=stranger data=null
--@ default-number-data
--> from=stranger data=5
--@ default-from-process
--> from=process Action=Ping
--@ data-array
--> from=stranger data=[1,2]
--@ data-null-action
--> from=stranger data=null Action=Ping
--@ eval-null-data
-->eval data=null
--@ eval-number-data
-->eval data=5
--@ eval-lower-case
--> Action=eval
return 1
--@ eval-upper-case
--> Action=EVAL
return 1
--@ eval-tag-lower
--> action=Eval
return 1
--@ eval-twice
--> Action=Eval Action=Other
return 1
--@ eval-action-second
--> Action=Other Action=Eval
return 1
--@ no-tags-eval
return #ao.env.Process.TagArray > 0
--@ timestamp
return os.time()
--> eval at=5
return os.time()
--@ timestamp-string
--> eval at="1700000000000"
return { os.time(), type(os.time()) }
--@ timestamp-null
--> eval at=null
return tostring(os.time())
--@ timestamp-arguments
return os.time({ year = 2020, month = 1, day = 1 })
--@ block-height
Handlers.add("h", "H", function(m) print(m["Block-Height"]) print(m.Timestamp) print(m.Nonce) end)
--> Action=H from=stranger
--> Action=H from=stranger height=5 at=7 nonce=9
--> Action=H from=stranger height="5"
--@ read-only
--> eval readonly=true
X = 1 return X
--@ cron
--> from=self cron=true Action=Cron
-->eval
return tostring(Inbox[#Inbox].Cron)
--@ id-missing
--> Action=Ping from=stranger id=null
-->eval
return tostring(Inbox[#Inbox].Id)
--@ target-missing
--> Action=Ping from=stranger target=null
--@ from-number
--> Action=Ping from=5
--@ version
Version()
--@ version-process
return require(".process")._version
--@ tab
return Tab({ TagArray = { { name = "a", value = "1" }, { name = "a", value = "2" } } }).a
--@ tab-tags
return Tab({ Tags = { { name = "a", value = "1" } } }).a
--@ tab-nothing
Tab()
--@ colors unordered
return Colors
--@ bell
return { Bell:byte(1, -1) }
--@ seeded
return tostring(Seeded)
--@ errors-type
return { type(Errors), #Errors }
--@ globals-types
return { type(Send), type(Spawn), type(Receive), type(Assign), type(Prompt), type(Dump), type(Utils), type(handle), type(HANDLER_PRINT_LOGS), type(Nonce), type(Members) }
--@ global-handle
return type(handle)
--@ utf8-data
--> eval
return "äöü €😀"
--@ long-data
Handlers.add("l", "L", function(m) print(#m.Data) m.reply({ Data = m.Data:sub(-5) }) end)
--> Action=L from=stranger
0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789 end!
--@ invalid-utf8-result
return "a\xff\xfeb"
--@ invalid-utf8-print
print("a\xc3") print("\xe2\x82")
--@ invalid-utf8-message
ao.send({ Target = "x", Data = "\xff\xfe\xfd", Tag = "\x80" }) return 1
--@ invalid-utf8-surrogate
return "\xed\xa0\x80"
--@ invalid-utf8-overlong
return "\xc0\x80|\xf5\x80\x80\x80"
--@ nul-result
return "a\0b"
--@ nul-message
ao.send({ Target = "x", Data = "a\0b" }) return 1
--@ control-result
return "\1\2\31\127"
--@ escape-result
return "\27[31mred\27[0m"
--@ large-result
return ("x"):rep(200000)
--@ large-print
for i = 1, 500 do print("line " .. i) end
