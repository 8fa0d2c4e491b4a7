-- Eval, results and printed values.
--@ expression
1 + 1
--@ statement
x = 5
--@ return-nil
return nil
--@ return-false
return false
--@ return-true
return true
--@ return-text
return "two\nlines"
--@ return-empty-text
return ""
--@ return-number
return 1.5
--@ return-second
return 1, "err"
--@ return-second-number
return 1, 2
--@ return-second-table
return nil, { a = 1 }
--@ return-second-false
return 1, false
--@ empty
--> eval
--@ comment
-- nothing
--@ chunk-name
return debug.getinfo(1, "S").short_src
--@ environment
y = 1 return tostring(_G.y == 1)
--@ syntax-error
x x
--@ syntax-error-eof
if true
--@ syntax-error-after-a-message unordered
Send({ Target = "x" })
-->eval
for
--@ error
error("boom")
--@ error-after-print
print("before") error("boom")
--@ error-no-position
error("boom", 0)
--@ error-number
error(5)
--@ error-runtime
local t = nil return t.x
--@ error-drops-messages
Send({ Target = "x" }) error("boom")
--@ error-deep
local function f() error("deep") end f()
--@ error-stack-overflow
local function r() return 1 + r() end r()
--@ handler-error
Handlers.add("Bad", function() print("before") Send({ Target = "x" }) error("boom") end)
--> Action=Bad from=stranger
-->eval
return #Errors
--@ handler-error-no-action
Handlers.add("all", function(m) return m.Data == "fail" end, function() error("boom") end)
--> from=stranger
fail
--@ handler-error-number
Handlers.add("Bad", function() error(5) end)
--> Action=Bad from=stranger
--@ other-message
Handlers.add("Ok", function() print("fine") end)
--> Action=Ok from=stranger
--@ other-message-silent
Handlers.add("Ok", function() end)
--> Action=Ok from=stranger
--@ process-message
--> process
--@ message-shape
Send({ Target = "t", Data = "d" }) return nil
--@ spawn-shape
Spawn("m", { Data = "d" }) return nil
--@ assignment-shape
Assign({ Processes = { "p" }, Message = "m" }) return nil
--@ table-empty
return {}
--@ table-list
return { 1, 2, "x" }
--@ table-list-of-others
return { 1, true, { 2 }, {} }
--@ table-map
return { key = "str" }
--@ table-map-values
return { { n = 1 }, { f = 1.5 }, { b = false }, { t = { 1 } }, { m = { k = "v" } } }
--@ table-nested
return { a = { b = { c = { 1, { 2 } } } } }
--@ table-circular
local t = {} t.t = t return t
--@ table-metatable
return setmetatable({ a = 1 }, { __tostring = function() return "never" end })
--@ table-text-unescaped
return { a = 'q"q\\' }
--@ function
return type(tostring(print))
