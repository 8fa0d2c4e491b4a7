-- Values that an Eval returns, and how they are printed.
--@ nil
return nil
--@ nothing
local x = 1
--@ empty

-->eval
--@ integer
return 42
--@ negative
return -7
--@ float
return 1.5
--@ float-integral
return 3.0
--@ float-large
return 1e15
--@ float-larger
return 1e100
--@ float-small
return 1e-10
--@ infinity
return 1/0
--@ minus-infinity
return -1/0
--@ nan
return tostring(0/0):gsub("-", "")
--@ minus-zero
return -0.0
--@ maxinteger
return math.maxinteger
--@ mininteger
return math.mininteger
--@ true
return true
--@ false
return false
--@ string
return "hello"
--@ string-empty
return ""
--@ string-newline
return "a\nb\tc\r\n"
--@ string-quotes
return [[a "quoted" 'text' \ with backslash]]
--@ expression
1 + 1
--@ expression-string
"a" .. "b"
--@ expression-variable
Undefined
--@ function
return function() end
--@ builtin
return print
--@ thread
return coroutine.create(function() end)
--@ userdata
return io.stdout
--@ table-empty
return {}
--@ table-array
return { 1, 2, 3 }
--@ table-strings
return { "a", "b" }
--@ table-mixed-values
return { 1, "a", true, false, 2.5 }
--@ table-one-key
return { key = "value" }
--@ table-keys unordered
return { a = 1, b = "two", c = true, d = false, e = 1.5 }
--@ table-nested
return { { 1, 2 }, { 3, { 4 } } }
--@ table-nested-keys
return { outer = { inner = { leaf = 1 } } }
--@ table-function-value
return { f = print }
--@ table-array-function
return { print, type }
--@ table-mixed unordered
return { 1, 2, x = 3 }
--@ table-holes
return { 1, nil, 3 }
--@ table-holes-first
return { nil, 2 }
--@ table-number-key
return { [10] = "ten" }
--@ table-float-key
return { [1.5] = "x" }
--@ table-boolean-key
return { [true] = "yes" }
--@ table-newline-value
return { "a\nb" }
--@ table-quote-value
return { a = 'say "hi"' }
--@ table-special-key
return { ["a b"] = 1 }
--@ table-empty-nested
return { {}, { {} } }
--@ table-empty-in-key
return { a = {} }
--@ table-cycle
local t = {} t.self = t return t
--@ table-metatable-tostring
return setmetatable({}, { __tostring = function() return "custom" end })
--@ table-metatable-index
return setmetatable({ a = 1 }, { __index = { b = 2 } })
--@ table-thread
return { coroutine.create(function() end) }
--@ two-values
return 1, 2
--@ three-values
return "a", "b", "c"
--@ nil-and-value
return nil, "problem"
--@ value-and-nil
return 1, nil
--@ value-and-false
return 1, false
--@ value-and-true
return 1, true
--@ value-and-table
return 1, { a = 2 }
--@ value-and-list
return 1, { 2, 3 }
--@ value-and-empty
return 1, ""
--@ pcall-values
return pcall(error, "x")
--@ print-string
print("hello")
--@ print-number
print(42)
--@ print-float
print(4.25)
--@ print-nil
print(nil)
--@ print-boolean
print(true) print(false)
--@ print-table
print({ 1, 2 })
--@ print-keyed
print({ a = "b" })
--@ print-empty-table
print({})
--@ print-several
print("a") print("b") print(1) print(nil) print("c")
--@ print-two-arguments
print("a", "b")
--@ print-none
print()
--@ print-function
print(print)
--@ print-thread
print(coroutine.create(function() end))
--@ print-tostring
print(setmetatable({}, { __tostring = function() return "custom" end }))
--@ print-and-return
print("first") return "second"
--@ print-and-nil
print("only") return nil
--@ print-newlines
print("a\n\nb\n")
--@ print-empty
print("")
--@ print-returns
local r = print("x") return tostring(r)
--@ print-in-function
local function f() print("inner") return 1 end return f() + 1
--@ io-write
io.write("a", 1) return "done"
--@ comment
-- nothing here
--@ only-spaces
-->eval data="   "
--@ semicolons
;;; return 1
--@ long-code
local s = 0 for i = 1, 1000 do s = s + i end return s
--@ globals-survive
X = 5
-->eval
return X
-->eval
X = X + 1 return X
--@ local-does-not-survive
local y = 5
-->eval
return y
--@ handler-print-logs
print("a")
-->eval
return #HANDLER_PRINT_LOGS
-->eval
return HANDLER_PRINT_LOGS
