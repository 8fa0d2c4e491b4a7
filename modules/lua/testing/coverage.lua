-- Counts which lines of loaded files run. Evaluated in a process of a test network before anything else; files are loaded by `__coverage.load`.
local hits, lines = {}, {}
local getinfo, sethook = debug.getinfo, debug.sethook
local found, exact = pcall(require, ".coverage")

local function hook(_, line)
  local source = getinfo(2, "S").source
  local of = hits[source]
  if of then of[line] = true end
end

-- Lines of a function and, where the environment can tell, of those inside it.
local function note(fn, into)
  local active = found and exact.lines(fn) or getinfo(fn, "L").activelines
  for line in pairs(active) do into[line] = true end
end

local function cover(fn)
  return function(...)
    sethook(hook, "l")
    return fn(...)
  end
end

-- Messages and coroutines run in threads of their own, and a hook belongs to a thread.
Handlers.evaluate = cover(Handlers.evaluate)
local create, wrap = coroutine.create, coroutine.wrap
coroutine.create = function(fn) return create(type(fn) == "function" and cover(fn) or fn) end
coroutine.wrap = function(fn) return wrap(type(fn) == "function" and cover(fn) or fn) end

local function sorted(set)
  local list = {}
  for line in pairs(set) do list[#list + 1] = line end
  table.sort(list)
  return list
end

__coverage = {
  load = function(source, name)
    local fn = assert(load(source, name))
    hits[name] = hits[name] or {}
    lines[name] = lines[name] or {}
    note(fn, lines[name])
    return cover(fn)
  end,
  report = function()
    local files = {}
    for name, all in pairs(lines) do files[#files + 1] = { file = name:sub(2), lines = sorted(all), hit = sorted(hits[name]) } end
    return require("json").encode(files)
  end,
}
