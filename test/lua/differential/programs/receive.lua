-- Receive: coroutines that wait across messages.
--@ receive-action
local m = Receive({ Action = "Go" }) print("got " .. m.Data)
--> Action=Go from=stranger
payload
--@ receive-returns-before
print("before") local m = Receive({ Action = "Go" }) print("after")
--> Action=Go from=stranger
--@ receive-string
local m = Receive("Go") print("got " .. m.Data)
--> Action=Go from=stranger
payload
--@ receive-function
local m = Receive(function(m) return m.Data == "yes" end) print("got")
--> from=stranger
no
--> from=stranger
yes
--@ receive-other-messages-first
local m = Receive({ Action = "Go" }) print("got " .. m.Data)
--> Action=Other from=stranger
--> Action=Go from=stranger
now
--> Action=Go from=stranger
again
--@ receive-result
local m = Receive({ Action = "Go" }) return "returned " .. m.Data
--> Action=Go from=stranger
x
--@ receive-send-after
local m = Receive({ Action = "Go" }) Send({ Target = m.From, Data = "thanks" })
--> Action=Go from=stranger
--@ receive-twice
local a = Receive({ Action = "Go" }) print("first " .. a.Data) local b = Receive({ Action = "Go" }) print("second " .. b.Data)
--> Action=Go from=stranger
1
--> Action=Go from=stranger
2
--@ receive-error-after
local m = Receive({ Action = "Go" }) error("after receive")
--> Action=Go from=stranger
-->eval
return 1
--@ receive-error-kept keep
local m = Receive({ Action = "Go" }) error("after receive")
--> Action=Go from=stranger
-->eval
return #Errors
--@ receive-two-waiting
local m = Receive({ Action = "A" }) print("A done")
-->eval
local m = Receive({ Action = "B" }) print("B done")
--> Action=B from=stranger
--> Action=A from=stranger
--@ receive-same-pattern
local m = Receive({ Action = "A" }) print("first waiter")
-->eval
local m = Receive({ Action = "A" }) print("second waiter")
--> Action=A from=stranger
--> Action=A from=stranger
--@ receive-in-handler
Handlers.add("start", "Start", function(m) local r = Receive({ Action = "Next", From = m.From }) m.reply({ Data = "done " .. r.Data }) end)
--> Action=Start from=stranger Reference=8
--> Action=Next from=friend
no
--> Action=Next from=stranger
yes
--@ receive-in-handler-twice
Handlers.add("start", "Start", function(m) local r = Receive({ Action = "Next", From = m.From }) m.reply({ Data = "done " .. r.Data }) end)
--> Action=Start from=stranger Reference=1
--> Action=Start from=friend Reference=2
--> Action=Next from=friend
f
--> Action=Next from=stranger
s
--@ receive-list
local m = Receive({ Action = "Go" })
-->eval
local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name end return t
--@ receive-coroutines-count
local m = Receive({ Action = "Go" })
-->eval
return #Handlers.coroutines
--> Action=Go from=stranger
-->eval
return #Handlers.coroutines
--@ receive-local-state
local n = 41 local m = Receive({ Action = "Go" }) print(n + 1)
--> Action=Go from=stranger
--@ receive-global-state
N = 1 local m = Receive({ Action = "Go" }) N = N + 1
-->eval
return N
--> Action=Go from=stranger
-->eval
return N
--@ receive-prompt
local m = Receive({ Action = "Go" })
--@ receive-in-coroutine
local co = coroutine.wrap(function() local m = Receive({ Action = "Go" }) print("inner") end) co() return "outer"
--> Action=Go from=stranger
--@ receive-in-pcall
local ok, v = pcall(function() return Receive({ Action = "Go" }).Data end) print(tostring(ok) .. v)
--> Action=Go from=stranger
data
--@ receive-nothing
Receive()
--@ receive-number
Receive(5)
--@ receive-os-time
local a = os.time() Receive({ Action = "Go" }) print(os.time() - a)
--> Action=Go from=stranger
--@ receive-ao-send-in-loop
local total = 0 for i = 1, 3 do local m = ao.send({ Target = "<process>", Action = "Get", N = tostring(i) }).receive() total = total + tonumber(m.Data) end print(total)
--> from=process X-Reference=1
10
--> from=process X-Reference=2
20
--> from=process X-Reference=3
12
--@ handlers-receive
local m = Handlers.receive({ Action = "Go" }) print(m.Id)
--> Action=Go from=stranger
--@ yield-plain
coroutine.yield("x")
-->eval
return 1
--@ yield-in-handler
Handlers.add("y", "Y", function() print("before") coroutine.yield() print("after") end)
--> Action=Y from=stranger
-->eval
return #Handlers.coroutines
--@ receive-print-log-order
print("one") Receive({ Action = "Go" }) print("two")
-->eval
print("between")
--> Action=Go from=stranger
--@ receive-and-default-handler
local m = Receive({ Action = "Go" })
--> Action=Go from=stranger
-->eval
return #Inbox
