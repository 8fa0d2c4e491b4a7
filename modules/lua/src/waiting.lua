-- Coroutines that wait for a message, and their time limits.
local waiting = {}

local type, error, pcall, ipairs, tostring, tonumber = type, error, pcall, ipairs, tostring, tonumber
local insert, remove = table.insert, table.remove
local running, yield, status, continue = coroutine.running, coroutine.yield, coroutine.status, coroutine.resume

-- Waits with a limit: {co, name, slot | ms}
local limited = {}
local slot, now = 0, 0

local RESUMED = '[string ".handlers"]:199: '

-- Forgets a coroutine that the process started for a message. False for one that a program made.
function waiting.retire(handlers, co)
  local list = handlers.coroutines
  for at = #list, 1, -1 do
    if list[at] == co then
      remove(list, at)
      return true
    end
  end
  return false
end

-- Runs `co` on; raises what it raised. The process's own end with what pcall gave.
local function resume(handlers, co, ...)
  local alive, ok, problem = continue(co, ...)
  if alive and status(co) ~= "dead" then
    return
  end
  local own = waiting.retire(handlers, co)
  if not alive then
    ok, problem = false, ok
  elseif not own then
    return
  end
  if not ok then
    error(type(problem) == "string" and RESUMED .. problem or problem, 0)
  end
end

local function positive(value, name)
  if type(value) ~= "number" or value ~= value or value < 0 then
    error(name .. " must be a number of at least 0", 4)
  end
  return value
end

local function forget(wait)
  for at, one in ipairs(limited) do
    if one == wait then
      remove(limited, at)
      return
    end
  end
end

function waiting.receive(handlers, pattern, limit)
  local co = running()
  if limit == nil then
    handlers.once(pattern, function(msg)
      resume(handlers, co, msg)
    end)
    return yield(pattern)
  end
  if type(limit) ~= "table" or (limit.slots == nil and limit.ms == nil) then
    error("the limit of a receive is {slots = n} or {ms = n}", 3)
  end
  local wait = {
    co = co,
    name = "_once_" .. tostring(handlers.onceNonce),
    slot = limit.slots and slot + positive(limit.slots, "slots"),
    ms = limit.ms and now + positive(limit.ms, "ms"),
  }
  handlers.once(pattern, function(msg)
    forget(wait)
    resume(handlers, co, msg)
  end)
  limited[#limited + 1] = wait
  return yield(pattern)
end

-- Before each message: ends the waits whose time is over. A coroutine that fails then fails alone: its error goes to `report`.
function waiting.tick(handlers, nonce, timestamp, report)
  slot = tonumber(nonce) or slot
  now = tonumber(timestamp) or now
  if #limited == 0 then
    return
  end
  local over = {}
  for at = #limited, 1, -1 do
    local wait = limited[at]
    if (wait.slot and slot > wait.slot) or (wait.ms and now > wait.ms) then
      insert(over, 1, remove(limited, at))
    end
  end
  for _, wait in ipairs(over) do
    handlers.remove(wait.name)
    local ok, problem = pcall(resume, handlers, wait.co, nil, "timeout")
    if not ok then
      report(problem)
    end
  end
end

return waiting
