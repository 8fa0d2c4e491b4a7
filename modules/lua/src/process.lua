-- require(".process"): one message in, one result out.
local _, native = ...

local process = { _version = "2.0.4" }

local ao = require(".ao")
local handlers = require(".handlers")
local waiting = require(".waiting")
local intake = require(".intake")
local globals = require(".globals")
local report = require(".report")
local chance = require(".chance")
local json = require("json")

-- Loaded with the process, as programs expect; .base64, .bint, .crypto and .apm come when they are asked for.
require(".pretty")
require(".state")
local host = require(".host")

-- Held here, so that a program that overwrites them can still be reached.
local type, tostring, tonumber, pcall, pairs, error, select = type, tostring, tonumber, pcall, pairs, error, select
local rawget, getmetatable, insert, byte = rawget, getmetatable, table.insert, string.byte
local create, resume, status = coroutine.create, coroutine.resume, coroutine.status
local os, encode, decode = os, native.json.encode, native.json.decode

package.loaded.ao = ao
globals.install(process)

local eval_handle = require(".eval")(ao)
local default_handle = require(".default")()
local boot_handle = require(".boot")(ao)

-- What os.time says: the message's own time, as it came.
local now
local function time()
  return now
end

local function random(...)
  local count = select("#", ...)
  if count == 1 then
    return chance.integer(1, (...))
  elseif count == 2 then
    return chance.integer(...)
  end
  return chance.random()
end

local function seed(msg)
  local sum = 0
  local text = tostring(msg.Owner or "") .. tostring(msg.Module or "") .. tostring(msg.Id or "")
  for at = 1, #text do
    sum = sum + byte(text, at)
  end
  chance.seed(tonumber(tostring(msg["Block-Height"] or "") .. tostring(sum)) or sum)
  math.random = random
end

local owned = false

-- `first` tells that this is the process's own message.
local function make_state(msg, env, first)
  if not Seeded then
    seed(msg)
    Seeded = true
  end
  Errors = Errors or {}
  if type(Inbox) ~= "table" then
    Inbox = {}
  end
  local tags = env.Process.Tags
  if first and not owned then
    owned = true
    Owner = tags["From-Process"] or msg.From
  end
  if not Name then
    Name = tags.Name or "aos"
  end
end

local function is_eval(msg)
  return msg.Action == "Eval" and Owner == msg.From
end

local function is_unhandled()
  return true
end

local function is_boot(msg)
  return msg.Tags.Type == "Process" and Owner == msg.From
end

-- A list without what is no handler, so that a program that broke it can still be reached.
local function repaired()
  local list, kept = handlers.list, {}
  if type(list) == "table" then
    for at = 1, #list do
      if type(list[at]) == "table" then
        kept[#kept + 1] = list[at]
      end
    end
  end
  handlers.list = kept
  return kept
end

-- Puts a built-in handler where the one of its name stands, or at the end.
local function keep(name, pattern, handle)
  local list = handlers.list
  if type(list) ~= "table" then
    list = repaired()
  end
  for at = 1, #list do
    local entry = list[at]
    if type(entry) ~= "table" then
      repaired()
      return keep(name, pattern, handle)
    elseif entry.name == name then
      if entry.handle ~= handle or entry.pattern ~= pattern then
        entry.pattern, entry.handle, entry.maxRuns = pattern, handle, nil
      end
      return
    end
  end
  list[#list + 1] = { name = name, pattern = pattern, handle = handle }
end

local has_boot = false

local function keep_built_in(first)
  keep("_eval", is_eval, eval_handle)
  if first then
    handlers.remove("_boot")
    insert(handlers.list, 1, { name = "_boot", pattern = is_boot, handle = boot_handle })
    has_boot = true
  elseif has_boot then
    handlers.remove("_boot")
    has_boot = false
  end
  keep("_default", is_unhandled, default_handle)
end

local function attach(msg)
  -- The caller's table stays as it is: programs keep one and answer with it many times.
  function msg.reply(answer)
    if type(answer) ~= "table" then
      error('[string ".process"]:505: attempt to index a ' .. type(answer) .. " value (local 'replyMsg')", 0)
    end
    local sent = {}
    for key, value in pairs(answer) do
      sent[key] = value
    end
    sent.Target = msg["Reply-To"] or answer.Target or msg.From
    sent["X-Reference"] = msg["X-Reference"] or msg.Reference
    sent["X-Origin"] = msg["X-Origin"]
    return ao.send(sent)
  end
  function msg.forward(target, changes)
    local sent = ao.sanitize(msg)
    sent.reply, sent.forward = nil, nil
    for key, value in pairs(changes or {}) do
      sent[key] = value
    end
    sent.Target = target
    sent["Reply-To"] = msg["Reply-To"] or msg.From
    sent["X-Reference"] = msg["X-Reference"] or msg.Reference
    sent["X-Origin"] = msg["X-Origin"] or msg.From
    ao.send(sent)
  end
end

-- An answer without a handler: only what was printed, and what was sent before.
local function refuse(msg, what)
  globals.print(what .. " From: " .. tostring(msg.From) .. " - Owner: " .. tostring(msg.Owner))
  return ao.result({ Output = { data = report.printed(), prompt = report.prompt(), print = true } })
end

local function untrusted(msg)
  if msg.From ~= msg.Owner and not ao.isTrusted(msg) then
    return refuse(msg, "Message is not trusted!")
  end
  if ao.isAssignment(msg) and not ao.isAssignable(msg) then
    if msg.From ~= ao.id then
      ao.send({ Target = msg.From, Data = "Assignment is not trusted by this process!" })
    end
    return refuse(msg, "Assignment is not trusted!")
  end
end

-- The environment of the last message, with its tags as a map too. The next one nearly always says the same.
local prepared

local function same_environment(process, module)
  local known = prepared.Process
  local list, tags = known.TagArray, process.Tags
  if known.Id ~= process.Id or known.Owner ~= process.Owner or type(tags) ~= "table" or #tags ~= #list then
    return false
  end
  for at = 1, #tags do
    local tag, one = tags[at], list[at]
    if tag.name ~= one.name or tag.value ~= one.value then
      return false
    end
  end
  local known_module = prepared.Module
  return (module and module.Id) == (known_module and known_module.Id)
end

local function prepare(env)
  if env == prepared then
    return env
  end
  local made = type(env) == "table" and env.Process
  if type(made) ~= "table" then
    return env
  end
  if prepared and made.TagArray == nil and same_environment(made, env.Module) then
    return prepared
  end
  if made.TagArray == nil then
    made.TagArray = made.Tags or {}
    made.Tags = globals.tab({ Tags = made.TagArray })
  end
  prepared = env
  return env
end

local function evaluate(msg, env)
  local co = create(pcall)
  local current = Handlers
  local walk = type(current) == "table" and rawget(current, "evaluate") or handlers.evaluate
  local alive, ok, problem = resume(co, walk, msg, env)
  if not alive then
    return false, ok
  elseif status(co) ~= "dead" then
    insert(handlers.coroutines, co)
    return true
  end
  return ok, problem
end

function process.handle(msg, given)
  local env = prepare(given)
  ao.init(env)
  local first = (msg.Id or msg.id) == env.Process.Id
  -- Before tags become fields: a tag must not move the clock of those who wait.
  local slot, timestamp = msg.Nonce, msg.Timestamp
  host.fields = { Id = msg.Id, Nonce = slot, Timestamp = timestamp, ["Block-Height"] = msg["Block-Height"] }
  intake(msg)
  if type(HANDLER_PRINT_LOGS) ~= "table" or rawget(HANDLER_PRINT_LOGS, 1) ~= nil or getmetatable(HANDLER_PRINT_LOGS) ~= nil then
    HANDLER_PRINT_LOGS = {}
  end
  make_state(msg, env, first)
  now = msg.Timestamp
  os.time = time
  if msg.Tags["Content-Type"] == "application/json" and type(msg.Data or "{}") == "string" then
    msg.Data = json.decode(msg.Data or "{}")
  end
  ao.clearOutbox()
  handlers.takeOrigin()
  local refused = untrusted(msg)
  if refused then
    return refused
  end
  keep_built_in(first)
  attach(msg)
  waiting.tick(handlers, slot, timestamp, report.late)
  local ok, problem = evaluate(msg, env)
  ao.Nonce = msg.Nonce
  if not ok then
    return report.failure(msg, problem, handlers.takeOrigin())
  end
  return report.success(msg)
end

-- The message and the environment as JSON texts.
function handle(message, environment)
  local ok, response = pcall(function()
    return process.handle(decode(message), decode(environment))
  end)
  return encode({ ok = ok, response = response })
end

return process
