-- Handlers: the list and its order, patterns, return codes, maxRuns, resolvers.
--@ initial-list
local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name end return t
--@ keys
local t = {} for k in pairs(Handlers) do t[#t + 1] = k end table.sort(t) return t
--@ version
return Handlers._version
--@ utils-keys
local t = {} for k in pairs(Handlers.utils) do t[#t + 1] = k end table.sort(t) return t
--@ entry
Handlers.add("x", "X", function() end) local h = Handlers.list[#Handlers.list - 1] or {} local t = {} for k, v in pairs(Handlers.list[3] or h) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return t
--@ add-order
Handlers.add("one", "1", print) Handlers.add("two", "2", print) local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name end return t
--@ add-returns
return Handlers.add("one", "1", print)
--@ append-returns
return tostring(Handlers.append("one", "1", print))
--@ prepend-order
Handlers.prepend("first", "1", print) Handlers.append("last", "2", print) Handlers.add("added", "3", print)
local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name end return t
--@ update-in-place
Handlers.add("a", "A", function() print("old") end) Handlers.add("b", "B", print) Handlers.add("a", "A", function() print("new") end)
local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name end return t
--> Action=A from=stranger
--@ prepend-known
Handlers.add("a", "A", print) Handlers.add("b", "B", print) Handlers.prepend("b", "C", print)
local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name .. tostring(h.pattern) end return t
--@ append-known
Handlers.add("a", "A", print) Handlers.add("b", "B", print) Handlers.append("a", "C", print)
local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name .. (type(h.pattern) == "string" and h.pattern or "") end return t
--@ remove
Handlers.add("a", "A", print) Handlers.remove("a") local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name end return t
--@ remove-unknown
return tostring(Handlers.remove("nothing"))
--@ remove-nothing
Handlers.remove()
--@ remove-default
Handlers.remove("_default") local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name end return t
--> Action=Ping from=stranger
--@ remove-eval
Handlers.remove("_eval")
-->eval
return 1
--@ before
Handlers.add("a", "A", print) Handlers.add("b", "B", print) Handlers.before("b").add("middle", "M", print)
local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name end return t
--@ after
Handlers.add("a", "A", print) Handlers.add("b", "B", print) Handlers.after("a").add("middle", "M", print)
local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name end return t
--@ before-unknown
Handlers.before("nobody").add("m", "M", print) local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name end return t
--@ before-returns
return type(Handlers.before("_eval").add("m", "M", print))
--@ before-duplicate
Handlers.add("a", "A", print) Handlers.before("a").add("a", "M", print) local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name end return t
--@ before-max-runs
Handlers.before("_eval").add("m", "M", function() print("run") end, 1)
--> Action=M from=stranger
--> Action=M from=stranger
--@ once
Handlers.once("o", "O", function() print("ran") end)
--> Action=O from=stranger
--> Action=O from=stranger
--@ once-unnamed
Handlers.once("O", function() print("ran") end) local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name end return t
--> Action=O from=stranger
--> Action=O from=stranger
--@ once-nonce
Handlers.once("O", print) Handlers.once("P", print) return { Handlers.onceNonce, Handlers.list[1].name }
--@ once-position
Handlers.add("a", "A", print) Handlers.once("o", "A", function() print("once first") end) local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name end return t
--> Action=A from=stranger
--@ add-two-arguments
Handlers.add("Ping", function(m) print("two arguments") end)
--> Action=Ping from=stranger
--> Action=ping from=stranger
--@ add-four-arguments
Handlers.add("p", "Ping", function() print("run") end, 2)
--> Action=Ping from=stranger
--> Action=Ping from=stranger
--> Action=Ping from=stranger
--@ max-runs-inf
Handlers.add("p", "Ping", function() print("run") end, "inf")
--> Action=Ping from=stranger
--> Action=Ping from=stranger
--@ max-runs-zero
Handlers.add("p", "Ping", function() print("run") end, 0)
--> Action=Ping from=stranger
--> Action=Ping from=stranger
--@ max-runs-negative
Handlers.add("p", "Ping", function() print("run") end, -1)
--> Action=Ping from=stranger
--> Action=Ping from=stranger
--@ max-runs-string
Handlers.add("p", "Ping", function() print("run") end, "2")
--> Action=Ping from=stranger
--@ max-runs-shown
Handlers.add("p", "Ping", function() end, 3)
--> Action=Ping from=stranger
-->eval
for _, h in ipairs(Handlers.list) do if h.name == "p" then return h.maxRuns end end
--@ max-runs-error keep
Handlers.add("p", "Ping", function() error("x") end, 1)
--> Action=Ping from=stranger
--> Action=Ping from=stranger
--@ name-not-string
Handlers.add(5, "Ping", print)
--@ name-nil
Handlers.add(nil, "Ping", print)
--@ pattern-number
Handlers.add("p", 5, print)
--@ pattern-nil
Handlers.add("p", nil, print)
--@ handle-nil
Handlers.add("p", "Ping", nil)
--@ handle-string
Handlers.add("p", "Ping", "text")
--@ add-nothing
Handlers.add()
--@ add-name-only
Handlers.add("p")
--@ prepend-two-arguments
Handlers.prepend("Ping", function() print("prepended") end)
--> Action=Ping from=stranger
--@ append-two-arguments
Handlers.append("Ping", function() print("appended") end)
--> Action=Ping from=stranger
--@ handle-arguments
Handlers.add("p", "Ping", function(m, env, third) print(m.Action) print(env and env.Process and env.Process.Id or "no env") print(tostring(third)) end)
--> Action=Ping from=stranger
--@ handle-callable-table
Handlers.add("p", "Ping", setmetatable({}, { __call = function() print("called") end }))
--> Action=Ping from=stranger
--@ handle-returns
Handlers.add("p", "Ping", function() return "value" end)
--> Action=Ping from=stranger
--@ handle-error
Handlers.add("p", "Ping", function() error("broken") end)
--> Action=Ping from=stranger
--@ handle-error-table
Handlers.add("p", "Ping", function() error({ code = 5 }) end)
--> Action=Ping from=stranger
--@ handle-error-nil
Handlers.add("p", "Ping", function() error() end)
--> Action=Ping from=stranger
--@ handle-error-after-print
Handlers.add("p", "Ping", function() print("first") Send({ Target = "x" }) error("broken") end)
--> Action=Ping from=stranger
--@ handle-error-no-action
Handlers.add("p", function() return true end, function() error("broken") end)
--> from=stranger
--@ handle-runtime-error
Handlers.add("p", "Ping", function(m) return m.Nothing.field end)
--> Action=Ping from=stranger
--@ handle-assert
Handlers.add("p", "Ping", function(m) assert(m.Quantity, "Quantity is required!") end)
--> Action=Ping from=stranger
--> Action=Ping from=stranger Quantity=5
--@ handle-prints
Handlers.add("p", "Ping", function(m) print("a") print({ 1 }) print(5) end)
--> Action=Ping from=stranger
--@ pattern-string
Handlers.add("p", "Ping", function() print("yes") end)
--> Action=Ping from=stranger
--> Action=ping from=stranger
--> Action=Pinga from=stranger
--> from=stranger
--@ pattern-table-action
Handlers.add("p", { Action = "Ping" }, function() print("yes") end)
--> Action=Ping from=stranger
--> Action=ping from=stranger
--> Action=Pinger from=stranger
--@ pattern-table-two
Handlers.add("p", { Action = "Ping", Key = "v" }, function() print("yes") end)
--> Action=Ping Key=v from=stranger
--> Action=Ping from=stranger
--> Action=Ping Key=w from=stranger
--@ pattern-table-lua-pattern
Handlers.add("p", { Quantity = "^%d+$" }, function() print("yes") end)
--> Quantity=123 from=stranger
--> Quantity=12x from=stranger
--> Quantity= from=stranger
--@ pattern-table-dot
Handlers.add("p", { Action = "a.c" }, function() print("yes") end)
--> Action=abc from=stranger
--> Action=xABCx from=stranger
--> Action=ac from=stranger
--@ pattern-table-dash
Handlers.add("p", { Action = "Credit-Notice" }, function() print("yes") end)
--> Action=Credit-Notice from=stranger
--> Action=credit-notice from=stranger
--> Action=CreditNotice from=stranger
--@ pattern-table-underscore
Handlers.add("p", { Action = "_" }, function() print("yes") end)
--> Action=Anything from=stranger
--> Other=x from=stranger
--@ pattern-table-function
Handlers.add("p", { Quantity = function(v, m) return tonumber(v) > 5 and m.Action == "Q" end }, function() print("yes") end)
--> Action=Q Quantity=6 from=stranger
--> Action=Q Quantity=5 from=stranger
--@ pattern-table-function-absent
Handlers.add("p", { Missing = function(v) print("asked " .. tostring(v)) return true end }, function() print("yes") end)
--> Action=Q from=stranger
--@ pattern-table-alternatives
Handlers.add("p", { Action = { "A", "B" } }, function() print("yes") end)
--> Action=A from=stranger
--> Action=b from=stranger
--> Action=C from=stranger
--@ pattern-table-true
Handlers.add("p", { Action = true }, function() print("yes") end)
--> Action=A from=stranger
--@ pattern-table-false
Handlers.add("p", { Action = false }, function() print("yes") end)
--> Action=A from=stranger
--@ pattern-table-number
Handlers.add("p", { Action = 5 }, function() print("yes") end)
--> Action=5 from=stranger
--@ pattern-table-empty
Handlers.add("p", {}, function() print("yes") end)
--> Action=A from=stranger
--@ pattern-table-from
Handlers.add("p", { From = "<stranger>" }, function() print("yes") end)
--> Action=A from=stranger
--> Action=A from=friend
--@ pattern-table-data
Handlers.add("p", { Data = "hello" }, function() print("yes") end)
--> from=stranger
hello
--> from=stranger
Hello
--> from=stranger
hello world
--@ pattern-table-tags
Handlers.add("p", { Tags = { Action = "Ping" } }, function() print("yes") end)
--> Action=Ping from=stranger
--@ pattern-table-lower-key
Handlers.add("p", { action = "Ping" }, function() print("yes") end)
--> Action=Ping from=stranger
--@ pattern-table-unextractable
Handlers.add("p", { Type = "Special" }, function() print("yes") end)
--> Type=Special from=stranger
--> Type=Other from=stranger
--@ pattern-table-two-values
Handlers.add("p", { Kind = "one" }, function() print("one") end) Handlers.add("q", { Kind = "two" }, function() print("two") end)
--> Kind=one Kind=two from=stranger
--> Kind=two Kind=one from=stranger
--> Kind=three Kind=two from=stranger
--@ pattern-table-owner-tag
Handlers.add("p", { Target = "elsewhere" }, function() print("yes") end)
--> Target=elsewhere from=stranger
--@ pattern-table-function-two-values
Handlers.add("p", { Kind = function(v, m) print("asked " .. tostring(v)) return v == "one" end }, function() print("yes") end)
--> Kind=one Kind=two from=stranger
--> Kind=two Kind=one from=stranger
--> Kind=one from=stranger
--@ pattern-escaped-space
Handlers.add("p", { Action = "a%Sb" }, function() print("yes") end)
--> Action=axb from=stranger
--> Action="a b" from=stranger
--@ pattern-malformed
Handlers.add("p", { Action = "[a" }, function() print("yes") end)
--> Action=a from=stranger
--@ pattern-function-true
Handlers.add("p", function(m) return m.Action == "Ping" end, function() print("yes") end)
--> Action=Ping from=stranger
--> Action=Pong from=stranger
--@ pattern-function-nil
Handlers.add("p", function(m) end, function() print("yes") end)
--> Action=Ping from=stranger
--@ pattern-function-error
Handlers.add("p", function(m) error("in pattern") end, function() print("yes") end)
--> Action=Ping from=stranger
--@ pattern-function-table
Handlers.add("p", function(m) return {} end, function() print("yes") end)
--> Action=Ping from=stranger
--@ codes-break
Handlers.add("a", function() return "break" end, function() print("a") end) Handlers.add("b", function() return true end, function() print("b") end)
--> Action=X from=stranger
--@ codes-continue
Handlers.prepend("b", function() return "break" end, function() print("b") end) Handlers.prepend("a", function() return "continue" end, function() print("a") end)
--> Action=X from=stranger
--@ codes-skip
Handlers.prepend("b", function() return true end, function() print("b") end) Handlers.prepend("a", function() return "skip" end, function() print("a") end)
--> Action=X from=stranger
--@ codes-numbers
for i, code in ipairs({ 1, 0, -1, 1 }) do Handlers.append("h" .. i, function(m) return m.Action == "X" and code or 0 end, function() print("h" .. i) end) end
--> Action=X from=stranger
--@ codes-number-two
Handlers.add("a", function(m) return 2 end, function() print("a") end)
--> Action=X from=stranger
--@ codes-number-minus-two
Handlers.add("a", function(m) return -2 end, function() print("a") end)
--> Action=X from=stranger
--@ codes-float
Handlers.add("a", function(m) return 1.0 end, function() print("a") end)
--> Action=X from=stranger
--@ codes-string-unknown
Handlers.add("a", function(m) return "whatever" end, function() print("a") end)
--> Action=X from=stranger
--@ codes-false
Handlers.add("a", function(m) return false end, function() print("a") end)
--> Action=X from=stranger
--@ codes-continue-only
Handlers.add("a", function() return "continue" end, function() print("a") end)
--> Action=X from=stranger
-->eval
return "eval too"
--@ codes-true-blocks-eval
Handlers.prepend("a", function() return true end, function() print("caught") end)
-->eval
return "never"
--@ resolver
Handlers.add("r", "Act", { [{ Kind = "one" }] = function(m) print("one") end, [{ Kind = "two" }] = function(m) print("two") end })
--> Action=Act Kind=one from=stranger
--> Action=Act Kind=two from=stranger
--> Action=Act Kind=three from=stranger
--@ resolver-string-key
Handlers.add("r", function(m) return m.Action == "A" or m.Action == "B" end, { A = function() print("is A") end, B = function() print("is B") end })
--> Action=A from=stranger
--> Action=B from=stranger
--@ resolver-function-key
Handlers.add("r", "Act", { [function(m) return m.Kind == "x" end] = function() print("x") end })
--> Action=Act Kind=x from=stranger
--> Action=Act Kind=y from=stranger
--@ resolver-underscore
Handlers.add("r", { Action = "Act" }, { [{ Kind = "_" }] = function() print("any kind") end })
--> Action=Act Kind=x from=stranger
--> Action=Act from=stranger
--@ resolver-empty
Handlers.add("r", "Act", {})
--> Action=Act from=stranger
--@ generate-resolver
return type(Handlers.generateResolver({ A = print }))
--@ has-matching-tag
Handlers.add("p", Handlers.utils.hasMatchingTag("Action", "Ping"), function() print("yes") end)
--> Action=Ping from=stranger
--> Action=ping from=stranger
--> Action=Pong from=stranger
--@ has-matching-tag-other
Handlers.add("p", Handlers.utils.hasMatchingTag("Kind", "k"), function() print("yes") end)
--> Kind=k from=stranger
--> kind=k from=stranger
--@ has-matching-tag-bad
Handlers.utils.hasMatchingTag(5, "x")
--@ has-matching-tag-of
Handlers.add("p", Handlers.utils.hasMatchingTagOf("Action", { "A", "B" }), function() print("yes") end)
--> Action=A from=stranger
--> Action=B from=stranger
--> Action=C from=stranger
--@ has-matching-data
Handlers.add("p", Handlers.utils.hasMatchingData("ping"), function() print("yes") end)
--> from=stranger
ping
--> from=stranger
Ping
--@ has-matching-data-bad
Handlers.utils.hasMatchingData(5)
--@ utils-reply
Handlers.add("p", "Ping", Handlers.utils.reply("pong"))
--> Action=Ping from=stranger
--> Action=Ping from=process Reference=5
--@ utils-reply-table
Handlers.add("p", "Ping", Handlers.utils.reply({ Action = "Pong", Data = "d" }))
--> Action=Ping from=stranger
--@ utils-reply-bad
Handlers.utils.reply(5)
--@ utils-continue
Handlers.prepend("p", Handlers.utils.continue("Ping"), function() print("one") end) Handlers.add("q", "Ping", function() print("two") end)
--> Action=Ping from=stranger
--@ utils-continue-table
Handlers.prepend("p", Handlers.utils.continue({ Action = "Ping" }), function() print("one") end) Handlers.add("q", "Ping", function() print("two") end)
--> Action=Ping from=stranger
--> Action=Pong from=stranger
--@ utils-continue-function
Handlers.prepend("p", Handlers.utils.continue(function() return false end), function() print("one") end)
--> Action=Ping from=stranger
--@ handler-adds-handler
Handlers.add("a", "A", function() Handlers.add("b", "B", function() print("b") end) print("added") end)
--> Action=A from=stranger
--> Action=B from=stranger
--@ handler-removes-itself
Handlers.add("a", "A", function() Handlers.remove("a") print("gone") end)
--> Action=A from=stranger
--> Action=A from=stranger
--@ handler-removes-next
Handlers.prepend("b", "A", function() print("b") end) Handlers.prepend("a", function(m) return m.Action == "A" and 1 or 0 end, function() Handlers.remove("b") print("a") end)
--> Action=A from=stranger
--@ handler-prepends
Handlers.add("a", "A", function() Handlers.prepend("z", "A", function() print("z") end) print("a") end)
--> Action=A from=stranger
--> Action=A from=stranger
--@ handler-changes-message
Handlers.prepend("a", function() return 1 end, function(m) m.Action = "Changed" end) Handlers.add("b", "Changed", function() print("changed") end)
--> Action=A from=stranger
--@ handler-state
Count = 0 Handlers.add("inc", "Inc", function(m) Count = Count + tonumber(m.By or 1) print(Count) end)
--> Action=Inc from=stranger
--> Action=Inc By=5 from=stranger
--> Action=Inc By=x from=stranger
--> Action=Inc from=stranger
--@ list-tampering
Handlers.list = {}
-->eval
return #Handlers.list
--@ evaluate-directly
return type(Handlers.evaluate({ Action = "Nothing", Data = "", From = "x", Tags = {} }, ao.env))
--@ evaluate-bad
Handlers.evaluate("x", "y")
--@ handlers-print
return type(Handlers)
--@ default-replaced
Handlers.add("_default", function() return true end, function() print("my default") end)
--> Action=Any from=stranger
--@ eval-replaced
Handlers.add("_eval", "Eval", function() print("my eval") end)
-->eval
return 1
--@ handlers-log
Handlers.add("a", "A", function(m) return m.Id end)
--> Action=A from=stranger
-->eval
return #Inbox
