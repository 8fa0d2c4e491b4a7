-- require(".handlers") and the global Handlers: the list of handlers, the walk over it, and receiving inside a handler.
local utils = require(".utils")
local waiting = require(".waiting")

local type, select, error, xpcall, pairs, ipairs, tostring, tonumber = type, select, error, xpcall, pairs, ipairs, tostring, tonumber
local insert, remove = table.insert, table.remove
local matches_spec = utils.matchesSpec

local handlers = {
  _version = "0.0.5",
  list = {},
  coroutines = {},
  onceNonce = 0,
  utils = require(".handlers-utils"),
}

-- Positions in these texts are part of what programs see; they are fixed so that they never change with this file.
local RERAISED = '[string ".handlers"]:723: '
local BAD_PATTERN_RESULT = '[string ".handlers"]:667: Pattern result is not valid, it MUST be string, number, or boolean'
local BAD_ARGUMENTS = '[string ".handlers"]:113: Invalid arguments given. Expected: \n\tname : string, \t'
  .. "pattern : Action : string | MsgMatch : table,\n\t\tfunction(msg: Message) : {-1 = break, 0 = skip, 1 = continue},\n\t"
  .. 'handle(msg : Message) : void) | Resolver,\n\tMaxRuns? : number | "inf" | nil'
local STEPS = { continue = 1, ["break"] = -1 }

-- {[spec] = function(msg)} becomes a handle that calls the first whose spec matches.
function handlers.generateResolver(spec)
  return function(msg)
    if type(spec) ~= "table" then
      error("the handle is neither a function nor a table of functions, but a " .. type(spec), 0)
    end
    for key, handle in pairs(spec) do
      if matches_spec(msg, key) then
        return handle(msg)
      end
    end
  end
end

local function index_of(name)
  for at, entry in ipairs(handlers.list) do
    if entry.name == name then
      return at, entry
    end
  end
end

-- (name, handle), (name, pattern, handle) or (name, pattern, handle, maxRuns)
local function arguments(count, name, pattern, handle, max_runs)
  if count == 2 then
    pattern, handle, max_runs = name, pattern, nil
  end
  local kind = type(pattern)
  if type(name) ~= "string" or (kind ~= "string" and kind ~= "table" and kind ~= "function") then
    error(BAD_ARGUMENTS, 0)
  end
  if type(handle) ~= "function" then
    handle = handlers.generateResolver(handle)
  end
  return { name = name, pattern = pattern, handle = handle, maxRuns = max_runs }
end

-- Changes the handler of that name where it stands.
local function update(made)
  local at, entry = index_of(made.name)
  if at then
    entry.pattern, entry.handle, entry.maxRuns = made.pattern, made.handle, made.maxRuns
  end
  return at
end

function handlers.add(...)
  local made = arguments(select("#", ...), ...)
  if not update(made) then
    insert(handlers.list, made)
  end
  return #handlers.list
end

function handlers.append(...)
  local made = arguments(select("#", ...), ...)
  if not update(made) then
    insert(handlers.list, made)
  end
end

function handlers.prepend(...)
  local made = arguments(select("#", ...), ...)
  if not update(made) then
    insert(handlers.list, 1, made)
  end
end

-- (pattern, handle) or (name, pattern, handle): runs once, before all others.
function handlers.once(...)
  local name, pattern, handle = ...
  if select("#", ...) < 3 then
    handle = pattern
    pattern = name
    name = "_once_" .. tostring(handlers.onceNonce)
    handlers.onceNonce = handlers.onceNonce + 1
  end
  handlers.prepend(name, pattern, handle, 1)
  return
end

local function beside(anchor, offset)
  if type(anchor) ~= "string" then
    error('[string ".handlers"]:525: Handler name MUST be a string', 0)
  end
  return {
    add = function(...)
      local made = arguments(select("#", ...), ...)
      local at = index_of(anchor)
      if at then
        insert(handlers.list, at + offset, made)
      end
    end,
  }
end

function handlers.before(name)
  return beside(name, 0)
end

function handlers.after(name)
  return beside(name, 1)
end

function handlers.remove(name)
  if type(name) ~= "string" then
    error('[string ".handlers"]:611: name MUST be string', 0)
  end
  local at = index_of(name)
  if at then
    remove(handlers.list, at)
  end
end

-- Waits for a message that matches. With {slots = n} or {ms = n} at most that long: then nil, "timeout" come back, in the first
-- message that arrives after the time.
function handlers.receive(pattern, limit)
  return waiting.receive(handlers, pattern, limit)
end

-- Where the last error came from, for the report of the process. Frames are gone once an error is caught, so they are noted before.
local origin = {}
-- The handler whose pattern is asked.
local asked

-- True when this is the noted error on its way up, with a position in front.
local function is_noted(problem)
  local noted = origin.problem
  if type(problem) == "string" and type(noted) == "string" then
    return problem:sub(-#noted) == noted
  end
  return noted ~= nil and noted == problem
end

local function note(problem)
  if not is_noted(problem) then
    origin = { problem = problem, trace = debug.traceback("", 2) }
  end
  return problem
end

local function reraise(entry, problem)
  if origin.entry == nil then
    origin.entry = entry
  end
  if type(problem) == "string" then
    error(RERAISED .. problem, 0)
  end
  error(problem, 0)
end

local profile

-- The place of `entry` after its run, so that the walk goes on with the one behind it whatever the run did to the list.
local function place(list, at, entry, follower)
  if list[at] == entry then
    return at + 1
  end
  for i, one in ipairs(list) do
    if one == entry then
      return i + 1
    end
  end
  for i, one in ipairs(list) do
    if one == follower then
      return i
    end
  end
  return follower == nil and #list + 1 or at
end

local function lower_runs(list, entry)
  local left = tonumber(entry.maxRuns)
  if left == nil then
    return
  end
  entry.maxRuns = left - 1
  if left - 1 == 0 then
    for at, one in ipairs(list) do
      if one == entry then
        remove(list, at)
        return
      end
    end
  end
end

local function run(entry, msg)
  local ok, problem
  if profile then
    ok, problem = profile.run(entry, msg, note)
  else
    ok, problem = xpcall(entry.handle, note, msg)
  end
  if not ok then
    reraise(entry, problem)
  end
end

-- Gives the message to the handlers in order, until one ends the walk; to `_default` when none did.
function handlers.evaluate(msg, env)
  if type(msg) ~= "table" then
    error('[string ".handlers"]:653: msg is not valid', 0)
  end
  if type(env) ~= "table" then
    error('[string ".handlers"]:655: env is not valid', 0)
  end
  local list = handlers.list
  local at = 1
  local entry = list[1]
  while entry do
    local pattern = entry.pattern
    local step
    if entry.name == "_default" then
      step = 0
    elseif type(pattern) == "string" then
      step = msg.Action == pattern and -1 or 0
    else
      asked = entry
      step = matches_spec(msg, pattern)
      asked = nil
      if step == true then
        step = -1
      elseif step == false then
        step = 0
      elseif type(step) == "string" then
        step = STEPS[step] or 0
      elseif type(step) ~= "number" then
        asked = entry
        error(BAD_PATTERN_RESULT, 0)
      end
    end
    if step == 0 then
      at = at + 1
    else
      local follower = list[at + 1]
      run(entry, msg)
      if entry.maxRuns ~= nil then
        lower_runs(handlers.list, entry)
      end
      if step < 0 then
        return true
      end
      list = handlers.list
      at = place(list, at, entry, follower)
    end
    entry = list[at]
  end
  local _, default = index_of("_default")
  if default then
    return default.handle(msg, env)
  end
end

-- What is new here stands behind the table, so that a walk over Handlers finds what it always found.
setmetatable(handlers, {
  __index = {
    -- profile(true) starts counting, profile(false) stops, profile() gives {[name] = {runs, errors, sent, kib}}.
    profile = function(on)
      if on == true then
        profile = profile or require(".profile")()
      elseif on == false then
        profile = nil
      end
      return profile and profile.report() or {}
    end,
    -- For the process: takes the origin of the last error.
    takeOrigin = function()
      local taken, pattern_of = origin, asked
      if taken.problem ~= nil then
        origin = {}
      end
      asked = nil
      return taken, pattern_of
    end,
  },
})

return handlers
