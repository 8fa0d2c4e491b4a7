-- Runs a test file inside a process. What the file asks of the simulated network leaves as the answer of an Eval (a JSON request), and the
-- host's reply comes with the next Eval: the file's coroutine waits between them.
local json = require("json")
local create, resume, status, yield = coroutine.create, coroutine.resume, coroutine.status, coroutine.yield
local running, isyieldable = coroutine.running, coroutine.isyieldable
local pack, unpack = table.pack, table.unpack
local getinfo = debug.getinfo

local main

-- Raises an error at the line of the author's code that called, however deep in here it was found.
local function fail(text)
  for level = 2, 50 do
    local info = getinfo(level, "Sl")
    if not info then break end
    if info.source ~= "@runner.lua" and info.currentline > 0 then error(info.short_src .. ":" .. info.currentline .. ": " .. text, 0) end
  end
  error(text, 0)
end

local function ask(request)
  if running() ~= main or not isyieldable() then
    fail("the network can only be used from the test itself, not from inside a coroutine, sort or gsub")
  end
  local reply = yield(request)
  if reply.error then fail(reply.error) end
  return reply.value
end

local function text(value)
  if type(value) == "string" then return string.format("%q", value):gsub("\\\n", "\\n") end
  if type(value) ~= "table" then return tostring(value) end
  return require(".stringify").format(value):gsub("\27%[[%d;]*m", "")
end

-- Values ------------------------------------------------------------------------------------------------------------------------------

local function same(a, b, seen)
  if a == b then return true end
  if type(a) ~= "table" or type(b) ~= "table" then return false end
  if seen[a] == b then return true end
  seen[a] = b
  for key, value in pairs(a) do
    if not same(value, b[key], seen) then return false end
  end
  for key in pairs(b) do
    if a[key] == nil then return false end
  end
  return true
end

local function has(list, wanted)
  if type(list) == "string" then return list:find(wanted, 1, true) ~= nil end
  for _, value in pairs(list) do
    if same(value, wanted, {}) then return true end
  end
  return false
end

local checks = {
  equals = { "to equal", function(value, wanted) return same(value, wanted, {}) end },
  is = { "to be", function(value, wanted) return rawequal(value, wanted) end },
  is_nil = { "to be nil", function(value) return value == nil end },
  is_true = { "to be true", function(value) return value == true end },
  is_false = { "to be false", function(value) return value == false end },
  contains = { "to contain", has },
  matches = { "to match", function(value, pattern) return type(value) == "string" and value:find(pattern) ~= nil end },
  raises = {
    "to raise",
    function(fn, pattern)
      local ok, problem = pcall(fn)
      return not ok and (pattern == nil or tostring(problem):find(pattern, 1, true) ~= nil)
    end,
  },
}

local function expectation(value, wanted)
  return setmetatable({}, {
    __index = function(self, name)
      if name == "never" then return expectation(value, not wanted) end
      local check = checks[name]
      if not check then fail("expect has no check named " .. tostring(name)) end
      return function(...)
        local args = pack(...)
        if args[1] == self then args = pack(select(2, ...)) end
        if check[2](value, unpack(args, 1, args.n)) == wanted then return end
        local words = { "expected", text(value), wanted and "" or "never", check[1], args.n > 0 and text(args[1]) or "" }
        fail((table.concat(words, " "):gsub("  +", " "):gsub(" $", "")))
      end
    end,
  })
end

function expect(value) return expectation(value, true) end

-- The network -------------------------------------------------------------------------------------------------------------------------

local Process, Network = {}, {}
Process.__index, Network.__index = Process, Network

local function call(self, op, fields)
  fields = fields or {}
  fields.op, fields.net, fields.process = op, self.net, self.id
  return ask(fields)
end

local function process(net, value) return setmetatable({ net = net, id = value.id, owner = value.owner }, Process) end

function Process:send(message, from) return call(self, "send", { message = message, from = from }) end
function Process:dryrun(message, from) return call(self, "dryrun", { message = message, from = from }) end
function Process:eval(lua) return call(self, "eval", { lua = lua }) end
function Process:load(file) return call(self, "load", { file = file }) end
function Process:value(expression) return call(self, "value", { lua = expression })[1] end
function Process:outbox() return call(self, "outbox") end
function Process:save() return call(self, "save") end
function Process:restore(saved) call(self, "restore", { saved = saved }) end

function Network:wallet(name) return call(self, "wallet", { name = name }) end
function Network:spawn(options) return process(self.net, call(self, "spawn", { options = options or { name = "aos" } })) end
function Network:process(id) return process(self.net, call(self, "find", { id = id })) end
function Network:inbox(address) return call(self, "inbox", { address = address }) end
function Network:sent() return call(self, "sent") end
function Network:queue() return call(self, "queue") end
function Network:advance(ms) return call(self, "advance", { ms = ms }) end
function Network:now() return call(self, "now") end
function Network:step() return call(self, "step") end
function Network:run(limit) return call(self, "run", { limit = limit }) end

-- `order` gets the list of what waits and gives the list that shall wait.
function Network:reorder(order)
  local places = {}
  for place, entry in ipairs(order(self:queue())) do places[place] = entry.place end
  call(self, "keep", { places = json.encode(places) })
end

-- Loses what `which` says: a function of an entry, or a table of fields that must be equal. Gives how many.
function Network:drop(which)
  local places, dropped = {}, 0
  for _, entry in ipairs(self:queue()) do
    local lost = true
    if type(which) == "function" then
      lost = which(entry)
    else
      for field, value in pairs(which) do lost = lost and entry[field] == value end
    end
    if lost then dropped = dropped + 1 else places[#places + 1] = entry.place end
  end
  call(self, "keep", { places = json.encode(places) })
  return dropped
end

function network(options)
  local value = ask({ op = "network", options = options })
  return setmetatable(value, Network)
end

-- Files -------------------------------------------------------------------------------------------------------------------------------

local builtin = require
function require(name)
  local loaded = package.loaded[name]
  if loaded ~= nil then return loaded end
  local file = ask({ op = "read", file = name:gsub("%.", "/") .. ".lua" })
  if file == nil or not file.source then return builtin(name) end
  local chunk, problem = load(file.source, "@" .. file.name)
  if not chunk then error(problem, 0) end
  local value = chunk(name, file.name)
  if package.loaded[name] == nil then package.loaded[name] = value == nil and true or value end
  return package.loaded[name]
end

function print(...)
  local parts = pack(...)
  for i = 1, parts.n do parts[i] = type(parts[i]) == "string" and parts[i] or text(parts[i]) end
  ask({ op = "print", text = table.concat(parts, "\t") })
end

-- Tests -------------------------------------------------------------------------------------------------------------------------------

local path, hooks, tests = {}, { { before = {}, after = {} } }, {}

local function copy(list) return { unpack(list) } end

function describe(name, body)
  path[#path + 1], hooks[#hooks + 1] = name, { before = {}, after = {} }
  body()
  path[#path], hooks[#hooks] = nil, nil
end

function it(name, body) tests[#tests + 1] = { name = name, body = body, path = copy(path), hooks = copy(hooks) } end

function before_each(fn) table.insert(hooks[#hooks].before, fn) end
function after_each(fn) table.insert(hooks[#hooks].after, fn) end

local function problem(value) return type(value) == "string" and value or text(value) end

local function attempt(test)
  local ok, failure = xpcall(function()
    for _, level in ipairs(test.hooks) do
      for _, hook in ipairs(level.before) do hook() end
    end
    test.body()
  end, problem)
  for place = #test.hooks, 1, -1 do
    for _, hook in ipairs(test.hooks[place].after) do
      local fine, why = xpcall(hook, problem)
      if ok and not fine then ok, failure = false, "after_each: " .. why end
    end
  end
  return ok, failure
end

local function run(source, name)
  local chunk, wrong = load(source, "@" .. name)
  if not chunk then error(wrong, 0) end
  chunk()
  for _, test in ipairs(tests) do
    local names = copy(test.path)
    names[#names + 1] = test.name
    local ok, failure = attempt(test)
    ask({ op = "result", names = json.encode(names), ok = ok, failure = not ok and failure or nil })
  end
end

local function answer(ok, request)
  if not ok then return json.encode({ op = "crash", failure = problem(request) }) end
  if status(main) == "dead" then return json.encode({ op = "end" }) end
  return json.encode(request)
end

__runner = {
  start = function(source, name)
    main = create(run)
    return answer(resume(main, source, name))
  end,
  reply = function(text) return answer(resume(main, json.decode(text))) end,
}
