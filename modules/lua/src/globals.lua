-- The globals that a program finds.
local ao = require(".ao")
local handlers = require(".handlers")
local stringify = require(".stringify")
local utils = require(".utils")

local globals = {}

local type, tostring, insert, setmetatable, ipairs, select, next, error = type, tostring, table.insert, setmetatable, ipairs, select, next, error
local GREEN, RED, BLUE, RESET = "\27[32m", "\27[31m", "\27[34m", "\27[0m"

-- The output of a message that printed. Its text is put together only when somebody reads it: a loop that prints stays cheap.
local lazy = {
  data = function()
    return require(".report").printed()
  end,
  prompt = function()
    return Prompt()
  end,
}
local printed = {
  __index = function(_, key)
    local make = lazy[key]
    return make and make()
  end,
  __pairs = function(output)
    local all = { data = output.data, prompt = output.prompt }
    for key, value in next, output do
      all[key] = value
    end
    return next, all, nil
  end,
}

function globals.print(value)
  local kind = type(value)
  local text
  if kind == "string" then
    text = value
  elseif kind == "table" then
    text = stringify.format(value)
  elseif kind == "number" then
    text = GREEN .. tostring(value) .. RESET
  elseif kind == "nil" then
    text = RED .. "nil" .. RESET
  elseif kind == "boolean" then
    text = BLUE .. tostring(value) .. RESET
  else
    text = tostring(value)
  end
  ao.outbox.Output = setmetatable({ print = true }, printed)
  insert(HANDLER_PRINT_LOGS, text)
end

local function send(msg)
  if msg == nil then
    error("[string \".process\"]:409: attempt to index a nil value (local 'msg')", 0)
  end
  if not msg.Target then
    print("WARN: No target specified for message. Data will be stored, but no process will receive it.")
  end
  local sent = ao.send(msg)
  return { output = "Message added to outbox", receive = sent.receive, onReply = sent.onReply }
end

-- (msg) or (module, msg)
local function spawn(...)
  local module, msg = ...
  if select("#", ...) == 1 then
    module, msg = ao._module, module
  end
  local sent = ao.spawn(module, msg)
  return { output = "Spawn process request added to outbox", after = sent.after, receive = sent.receive }
end

local function assign(wanted)
  ao.assign(wanted)
  print("Assignment added to outbox.")
  return "Assignment added to outbox."
end

-- A list of tags as a map; the first of a name wins.
function globals.tab(msg)
  local map = {}
  for _, tag in ipairs(msg.Tags) do
    if map[tag.name] == nil then
      map[tag.name] = tag.value
    end
  end
  return map
end

function globals.install(process)
  _G.ao = ao
  Handlers = handlers
  Utils = utils
  Dump = require(".dump")
  Colors = { red = RED, green = GREEN, blue = BLUE, reset = RESET, gray = "\27[90m" }
  Bell = "\7"
  HANDLER_PRINT_LOGS = {}
  print = globals.print
  Send, Spawn, Assign, Tab = send, spawn, assign, globals.tab

  function Receive(...)
    return handlers.receive(...)
  end

  function Version()
    print("version: " .. process._version)
  end

  -- The last prompt and what it was made of: each message asks, hardly any changes it.
  local last, name, count, green, gray, blue, red, reset

  function Prompt()
    local colors, size = Colors, #Inbox
    if
      last == nil
      or Name ~= name
      or size ~= count
      or colors.green ~= green
      or colors.gray ~= gray
      or colors.blue ~= blue
      or colors.red ~= red
      or colors.reset ~= reset
    then
      local made = colors.green .. Name .. colors.gray .. "@" .. colors.blue .. "aos-" .. process._version .. colors.gray .. "[Inbox:"
        .. colors.red .. tostring(size) .. colors.gray .. "]" .. colors.reset .. "> "
      last, name, count = made, Name, size
      green, gray, blue, red, reset = colors.green, colors.gray, colors.blue, colors.red, colors.reset
    end
    return last
  end
end

return globals
