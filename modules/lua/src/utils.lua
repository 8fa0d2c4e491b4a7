-- require(".utils") and the global Utils: message matching and small functional helpers.
local utils = { _version = "0.0.5" }

local find, lower, match, gsub, sub, upper = string.find, string.lower, string.match, string.gsub, string.sub, string.upper
local type, pairs, ipairs, tostring, select = type, pairs, ipairs, tostring, select
local pack, unpack, getinfo = table.pack, table.unpack, debug.getinfo

-- Positions in these texts are part of what programs see; they are fixed so that they never change with this file.
local function fail(text)
  error('[string ".utils"]:' .. text, 0)
end

-- Text patterns in lower case, with whether they are Lua patterns. Bounded: specs can be made from messages.
local CACHED_PATTERNS = 256
local lowered, is_pattern, cached = {}, {}, 0

local function remember(pattern)
  if cached >= CACHED_PATTERNS then
    lowered, is_pattern, cached = {}, {}, 0
  end
  cached = cached + 1
  lowered[pattern] = lower(pattern)
  is_pattern[pattern] = find(pattern, "[%^%$%(%)%%%.%[%]%*%+%?]") ~= nil
end

local matches_pattern

local function matches_text(pattern, value)
  local kind = type(value)
  if kind == "boolean" then
    value = tostring(value)
  elseif kind ~= "string" and kind ~= "number" then
    return false
  end
  if not lowered[pattern] then
    remember(pattern)
  end
  if is_pattern[pattern] then
    return match(lower(value), lowered[pattern]) ~= nil
  end
  return lower(value) == lowered[pattern]
end

function matches_pattern(pattern, value, msg)
  if not pattern then
    return false
  end
  if pattern == "_" then
    return true
  end
  local kind = type(pattern)
  if kind == "string" then
    return matches_text(pattern, value)
  end
  if kind == "function" then
    return pattern(value, msg) and true or false
  end
  if kind == "table" then
    for _, one in pairs(pattern) do
      if matches_pattern(one, value, msg) then
        return true
      end
    end
  end
  return false
end
utils.matchesPattern = matches_pattern

-- A spec is a function (its answer counts), an Action, or a table of root keys (or tags) and patterns.
function utils.matchesSpec(msg, spec)
  local kind = type(spec)
  if kind == "function" then
    return spec(msg)
  end
  if kind == "string" then
    return msg.Action == spec
  end
  if kind ~= "table" then
    return false
  end
  for key, pattern in pairs(spec) do
    -- The field or the tag: they differ when a tag comes twice or does not become a field.
    local value, tags = msg[key], msg.Tags
    local tag = tags and tags[key]
    if not ((value and matches_pattern(pattern, value, msg)) or (tag and tag ~= value and matches_pattern(pattern, tag, msg))) then
      return false
    end
  end
  return true
end

function utils.capitalize(text)
  if type(text) ~= "string" then
    return text
  end
  return upper(sub(text, 1, 1)) .. lower(sub(text, 2))
end

-- foo_bar -> Foo-Bar
function utils.normalize(name)
  if type(name) ~= "string" then
    return name
  end
  return (gsub(gsub(name, "_", "-"), "[^-]+", utils.capitalize))
end

-- Collects arguments, over any number of calls, until there are `arity` of them.
local function curry(fn, arity)
  if type(fn) ~= "function" then
    fail("345: function is required as first argument")
  end
  arity = arity or getinfo(fn, "u").nparams
  if arity < 2 then
    return fn
  end
  local function collect(count, ...)
    local held = pack(...)
    return function(...)
      local more = pack(...)
      -- A trailing nil does not count, an inner one does.
      while more.n > 0 and more[more.n] == nil and count + more.n < arity do
        more.n = more.n - 1
      end
      local all = {}
      for i = 1, count do
        all[i] = held[i]
      end
      for i = 1, more.n do
        all[count + i] = more[i]
      end
      local n = count + more.n
      if n >= arity then
        return fn(unpack(all, 1, n))
      end
      return collect(n, unpack(all, 1, n))
    end
  end
  return collect(0)
end
utils.curry = curry

local function is_array(value)
  if type(value) ~= "table" then
    return false
  end
  for key in pairs(value) do
    if type(key) ~= "number" then
      return false
    end
  end
  return true
end

-- Key and value of an array in ascending order of keys, with or without holes.
local function each(array)
  local count = 0
  for _ in pairs(array) do
    count = count + 1
  end
  if count == #array then
    return ipairs(array)
  end
  local keys = {}
  for key in pairs(array) do
    keys[#keys + 1] = key
  end
  table.sort(keys)
  local at = 0
  return function()
    at = at + 1
    local key = keys[at]
    if key ~= nil then
      return key, array[key]
    end
  end
end

utils.concat = curry(function(first, second)
  if type(first) ~= "table" then
    fail("395: first argument should be a table that is an array")
  end
  if type(second) ~= "table" then
    fail("397: second argument should be a table that is an array")
  end
  if not is_array(first) then
    fail("399: first argument should be a table")
  end
  if not is_array(second) then
    fail("401: second argument should be a table")
  end
  local all = {}
  for _, value in each(first) do
    all[#all + 1] = value
  end
  for _, value in each(second) do
    all[#all + 1] = value
  end
  return all
end, 2)

local function reduce(fn, initial, array)
  if type(fn) ~= "function" then
    fail("443: first argument should be a function that accepts (result, value, key)")
  end
  if not is_array(array) then
    fail("445: third argument should be a table that is an array")
  end
  local result = initial
  for key, value in each(array) do
    if result == nil then
      result = value
    else
      result = fn(result, value, key)
    end
  end
  return result
end
utils.reduce = curry(reduce, 3)

utils.map = curry(function(fn, array)
  if type(fn) ~= "function" then
    fail("485: first argument should be a unary function")
  end
  if not is_array(array) then
    fail("487: second argument should be an Array")
  end
  local mapped = {}
  for key, value in each(array) do
    mapped[key] = fn(value, key)
  end
  return mapped
end, 2)

utils.filter = curry(function(fn, array)
  if type(fn) ~= "function" then
    fail("523: first argument should be a unary function")
  end
  if not is_array(array) then
    fail("525: second argument should be an Array")
  end
  local kept = {}
  for _, value in each(array) do
    if fn(value) then
      kept[#kept + 1] = value
    end
  end
  return kept
end, 2)

utils.find = curry(function(fn, array)
  if type(fn) ~= "function" then
    fail("565: first argument should be a unary function")
  end
  if type(array) ~= "table" then
    fail("567: second argument should be a table that is an array")
  end
  for _, value in ipairs(array) do
    if fn(value) then
      return value
    end
  end
end, 2)

utils.propEq = curry(function(name, wanted, object)
  if type(name) ~= "string" then
    fail("601: first argument should be a string")
  end
  if type(wanted) ~= "string" then
    fail("603: second argument should be a string")
  end
  if type(object) ~= "table" then
    fail("605: third argument should be a table<object>")
  end
  return object[name] == wanted
end, 3)

function utils.reverse(array)
  if type(array) ~= "table" then
    fail("629: argument needs to be a table that is an array")
  end
  if not is_array(array) then
    fail("445: third argument should be a table that is an array")
  end
  local reversed = {}
  for _, value in each(array) do
    table.insert(reversed, 1, value)
  end
  return reversed
end

-- compose(f, g)(x) = f(g(x))
utils.compose = curry(function(...)
  local fns = pack(...)
  return function(value)
    for i = fns.n, 1, -1 do
      value = fns[i](value)
    end
    return value
  end
end, 2)

utils.prop = curry(function(name, object)
  return object[name]
end, 2)

utils.includes = curry(function(wanted, array)
  if type(array) ~= "table" then
    fail("727: argument needs to be a table")
  end
  if not is_array(array) then
    fail("729: argument should be a table that is an array")
  end
  for _, value in pairs(array) do
    if value == wanted then
      return true
    end
  end
  return false
end, 2)

function utils.keys(object)
  if type(object) ~= "table" then
    fail("749: argument needs to be a table")
  end
  local keys = {}
  for key in pairs(object) do
    keys[#keys + 1] = key
  end
  return keys
end

function utils.values(object)
  if type(object) ~= "table" then
    fail("777: argument needs to be a table")
  end
  local values = {}
  for _, value in pairs(object) do
    values[#values + 1] = value
  end
  return values
end

return utils
