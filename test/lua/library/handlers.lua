-- Handlers and receive.
--@ keys
local t = {} for k, v in pairs(Handlers) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return table.concat(t, " ") .. Handlers._version
--@ add
print(Handlers.add("a", print)) print(Handlers.add("b", "B", print)) print(Handlers.add("c", "C", print, 2)) print(Handlers.add("a", "A2", print, 3)) local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name .. ":" .. (type(h.pattern) == "string" and h.pattern or type(h.pattern)) .. ":" .. tostring(h.maxRuns) end return table.concat(t, " ")
--@ add-bad-name
Handlers.add(1, "A", print)
--@ add-bad-pattern
Handlers.add("a", 1, print)
--@ add-nothing
Handlers.add()
--@ add-one
Handlers.add("a")
--@ append
print(select("#", Handlers.append("a", "A", print))) print(#Handlers.list) Handlers.append("a", "B", print) return #Handlers.list .. Handlers.list[3].pattern
--@ prepend
print(select("#", Handlers.prepend("a", "A", print))) return Handlers.list[1].name
--@ once
Handlers.once("named", "N", function() print("n") end) Handlers.once("M", function() print("m") end) local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name .. tostring(h.maxRuns) end return table.concat(t, " ") .. Handlers.onceNonce
--> Action=M from=stranger
--> Action=M from=stranger
--> Action=N from=stranger
--> Action=N from=stranger
--@ before-after
Handlers.add("a", "A", print) Handlers.before("a").add("b", "B", print) Handlers.after("a").add("c", "C", print, 2) Handlers.before("none").add("x", "X", print) Handlers.after("none").add("x", "X", print) Handlers.after("a").add("b", "again", print) local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name .. tostring(h.maxRuns) end return table.concat(t, " ")
--@ before-bad
Handlers.before(5)
--@ remove
Handlers.add("a", "A", print) Handlers.remove("a") Handlers.remove("none") return #Handlers.list
--@ remove-bad
Handlers.remove(5)
--@ list-entry
Handlers.add("a", { Action = "A" }, print, 5) local h = Handlers.list[3] return h.name .. h.pattern.Action .. type(h.handle) .. h.maxRuns
--@ list-edited
Handlers.list[#Handlers.list + 1] = { name = "raw", pattern = "R", handle = function() print("raw") end }
--> Action=R from=stranger
--@ handle-arguments
Handlers.add("a", "A", function(...) local m = ... print(select("#", ...) .. m.Action) end)
--> Action=A from=stranger
--@ pattern-arguments
Handlers.add("a", function(...) print(select("#", ...)) return false end, print)
--> Action=A from=stranger
--@ resolver
Handlers.add("a", { Action = "A" }, { [{ Kind = "x" }] = function() print("x") end, [function(m) return m.Kind == "y" end] = function() print("y") end })
--> Action=A Kind=x from=stranger
--> Action=A Kind=y from=stranger
--> Action=A Kind=z from=stranger
--@ generateResolver
return Handlers.generateResolver({ [{ Kind = "a" }] = function() return "A" end })({ Kind = "a" })
--@ results
function T(name, value) Handlers.add(name, function(m) if m.Action == "Q" then return value end return 0 end, function() print(name) end) end
T("text", "foo") T("one", 1) T("continue", "continue") T("zero", 0) T("false", false) T("skip", "skip") T("two", 2) T("true", true) T("after", true)
--> Action=Q from=stranger
--@ result-break
function T(name, value) Handlers.add(name, function(m) if m.Action == "Q" then return value end return 0 end, function() print(name) end) end
T("break", "break") T("after", true)
--> Action=Q from=stranger
--@ result-minus
function T(name, value) Handlers.add(name, function(m) if m.Action == "Q" then return value end return 0 end, function() print(name) end) end
T("minus", -1) T("after", true)
--> Action=Q from=stranger
--@ result-nil
Handlers.add("nil", function(m) if m.Action == "Q" then return nil end return 0 end, print)
--> Action=Q from=stranger
--@ continue-then-default
Handlers.add("c", function(m) return m.Action == "Q" and "continue" end, function() print("c") end)
--> Action=Q from=stranger
--@ pattern-error
Handlers.add("e", function(m) if m.Action == "Q" then error("in pattern") end return 0 end, print)
--> Action=Q from=stranger
--@ maxRuns
Handlers.add("a", "A", function() print("run") end, 2) Handlers.add("i", "I", function() print("inf") end, "inf")
--> Action=A from=stranger
--> Action=A from=stranger
--> Action=A from=stranger
--> Action=I from=stranger
--> Action=I from=stranger
--@ remove-itself
Handlers.add("a", "A", function() print("run") Handlers.remove("a") end)
--> Action=A from=stranger
--> Action=A from=stranger
--@ evaluate
Handlers.add("a", "A", function() print("run") end) print(Handlers.evaluate({ Action = "A", From = "xyz", Tags = {} }, {})) print(Handlers.evaluate({ Action = "none", From = "xyz", Tags = {} }, {}))
--@ evaluate-bad-message
Handlers.evaluate()
--@ evaluate-bad-env
Handlers.evaluate({})
--@ evaluate-replaced
local old = Handlers.evaluate Handlers.evaluate = function(m, e) print("wrapped") return old(m, e) end
--> Action=A from=stranger
--@ receive
print("one") local m = Receive({ Action = "Go" }) print("got " .. m.Data) return "done"
--> Action=Other from=stranger
--> Action=Go from=stranger
data
--@ receive-text
Receive("Go") print("got")
--> Action=Go from=stranger
--@ receive-error
Receive("Go") error("after")
--> Action=Go from=stranger
--@ receive-in-handler
Handlers.add("Ask", function(m) local r = Send({ Target = "x", Action = "Q" }).receive() m.reply({ Data = "answer " .. r.Data }) end)
--> Action=Ask from=stranger Reference=9
--> from=x X-Reference=1
42
--@ receive-twice
Receive("A") print("a") Receive("B") print("b")
--> Action=A from=stranger
--> Action=B from=stranger
--@ receive-several
Handlers.add("W", function(m) local r = Receive({ Action = "Go", Key = m.Key }) print(m.Key .. " " .. r.Data) end)
--> Action=W Key=1 from=stranger
--> Action=W Key=2 from=stranger
--> Action=Go Key=1 from=stranger
one
--> Action=Go Key=2 from=stranger
two
--@ coroutines
return type(Handlers.coroutines) .. #Handlers.coroutines
--@ yield
coroutine.yield("x")
-->eval
return 1
--@ running
return tostring(coroutine.isyieldable()) .. tostring(select(2, coroutine.running()))
--@ utils-keys
local t = {} for k, v in pairs(Handlers.utils) do t[#t + 1] = k .. ":" .. type(v) end table.sort(t) return table.concat(t, " ")
--@ hasMatchingTag
local f = Handlers.utils.hasMatchingTag("A", "b") return tostring(f({ Tags = { A = "b" } })) .. tostring(f({ Tags = { A = "c" } })) .. tostring(f({ A = "b", Tags = {} }))
--@ hasMatchingTag-bad
Handlers.utils.hasMatchingTag("a")
--@ hasMatchingTagOf
local f = Handlers.utils.hasMatchingTagOf("A", { "b", "c" }) return tostring(f({ Tags = { A = "c" } })) .. tostring(f({ Tags = { A = "x" } }))
--@ hasMatchingTagOf-bad
Handlers.utils.hasMatchingTagOf("a", "b")
--@ hasMatchingData
local f = Handlers.utils.hasMatchingData("d") return tostring(f({ Data = "d" })) .. tostring(f({ Data = "D" }))
--@ hasMatchingData-bad
Handlers.utils.hasMatchingData()
--@ utils-reply
Handlers.add("a", "A", Handlers.utils.reply("text")) Handlers.add("b", "B", Handlers.utils.reply({ Data = "d", Foo = "f" }))
--> Action=A from=stranger
--> Action=B from=stranger
--@ utils-reply-bad
Handlers.utils.reply()
--@ utils-continue
local t = {} for _, v in ipairs({ "skip", "break", "foo", 0, 1, -1, true, false }) do t[#t + 1] = tostring(Handlers.utils.continue(function() return v end)({})) end return table.concat(t, " ")
