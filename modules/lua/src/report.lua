-- What a message ends with: its output, or the text of its error.
local dump = require(".dump")
local ao = require(".ao")

local concat, insert, format = table.concat, table.insert, string.format
local type, tostring, pcall, ipairs, next, rawget = type, tostring, pcall, ipairs, next, rawget

local report = {}

local RED, GREEN, GRAY, RESET = "\27[31m", "\27[32m", "\27[90m", "\27[0m"

-- Everything printed so far, a line each. Programs may have put anything into the log.
function report.printed()
  local logs = HANDLER_PRINT_LOGS
  if type(logs) ~= "table" then
    return ""
  end
  local ok, text = pcall(concat, logs, "\n")
  if ok then
    return text
  end
  local lines = {}
  for at, line in ipairs(logs) do
    lines[at] = tostring(line)
  end
  return concat(lines, "\n")
end

-- The program's prompt; a plain one when it fails, so that no prompt makes a process unreachable.
function report.prompt()
  local ok, text = pcall(Prompt)
  if not ok then
    return "> "
  end
  local kind = type(text)
  if kind == "function" or kind == "thread" or kind == "userdata" then
    return tostring(text)
  end
  return text
end

-- The text of a raised value.
local function text_of(problem)
  local kind = type(problem)
  if kind == "string" or kind == "number" then
    return problem
  end
  local meta = kind == "table" and getmetatable(problem)
  local ok, text
  if kind == "table" and not (type(meta) == "table" and meta.__tostring) then
    ok, text = pcall(dump, problem)
  else
    ok, text = pcall(tostring, problem)
  end
  return ok and text or "an error of type " .. kind
end

local function where(entry)
  local info = type(entry.handle) == "function" and debug.getinfo(entry.handle, "S")
  if not info or info.what == "C" then
    return ""
  end
  return " (" .. info.short_src .. ":" .. info.linedefined .. ")"
end

-- The frames of the program, from the error to its handler.
local function frames(origin, asked)
  local lines = {}
  if type(origin.trace) == "string" then
    for line in origin.trace:gmatch("\n\t([^\n]+)") do
      if line:find("[C]: in function 'xpcall'", 1, true) then
        break
      end
      if line ~= "[C]: in function 'error'" then
        insert(lines, line)
      end
    end
  end
  if origin.entry then
    insert(lines, 'in handler "' .. tostring(origin.entry.name) .. '"' .. where(origin.entry))
  elseif asked then
    insert(lines, 'in the pattern of handler "' .. tostring(asked.name) .. '"')
  else
    insert(lines, "in function '.process.handle'")
  end
  return concat(lines, "\n\t")
end

local function with_prints(text)
  return report.printed() .. "\n\n" .. RED .. "error:\n" .. RESET .. text
end

local function note_error(text)
  if type(Errors) ~= "table" then
    Errors = {}
  end
  insert(Errors, text)
end

function report.failure(msg, problem, origin, asked)
  local text = text_of(problem)
  if msg.Action == "Eval" then
    note_error(text)
    return { Error = with_prints(text) }
  end
  local action = msg.Action and "with Action = " .. tostring(msg.Action) or ""
  insert(HANDLER_PRINT_LOGS, RED .. "Error" .. GRAY .. " handling message " .. action .. RESET)
  insert(HANDLER_PRINT_LOGS, GREEN .. text .. RESET)
  insert(HANDLER_PRINT_LOGS, "\n" .. GRAY .. "stack traceback:\n\t" .. frames(origin or {}, asked) .. RESET)
  return { Error = with_prints(text) }
end

-- An error of a coroutine that waited too long: it is not the fault of the message that is here now.
function report.late(problem)
  local text = text_of(problem)
  note_error(text)
  insert(HANDLER_PRINT_LOGS, RED .. "Error" .. GRAY .. " after a wait that timed out" .. RESET .. "\n" .. GREEN .. text .. RESET)
end

-- Dump of the log. Nearly always that is one line.
local function dumped(logs)
  local line = logs[1]
  if type(line) == "string" and next(logs, 1) == nil and next(logs) == 1 then
    return "{\n    [1] = " .. format("%q", line) .. "\n}"
  end
  return dump(logs)
end

function report.success(msg)
  local logs = HANDLER_PRINT_LOGS
  local output
  if msg.Action == "Eval" then
    local evaluated = ao.outbox.Output
    local prompt = type(evaluated) == "table" and rawget(evaluated, "prompt")
    output = { data = report.printed(), prompt = prompt or report.prompt(), test = dumped(logs) }
  else
    output = { data = report.printed(), prompt = report.prompt(), print = true }
  end
  return ao.result({ Output = output })
end

return report
