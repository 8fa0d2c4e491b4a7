-- require(".coverage").lines(fn): the set of lines that can run in a function and in those inside it.
local _, native = ...

return { lines = native.lines }
