-- require(".ao") and the global ao: identity of the process, its outbox, and what goes into it.
local _, native = ...
local handlers = require(".handlers")
local encode = native.json.encode

local type, pairs, tostring, error, format, sub, insert, move = type, pairs, tostring, error, string.format, string.sub, table.insert, table.move
local math_type, select, ipairs, setmetatable, getmetatable = math.type, select, ipairs, setmetatable, getmetatable
local gmatch, find = string.gmatch, string.find

local ao = {
  _version = "0.0.6",
  id = "",
  _module = "",
  authorities = {},
  reference = 0,
  outbox = { Output = {}, Messages = {}, Spawns = {}, Assignments = {} },
  assignables = {},
  nonExtractableTags = {
    "Data-Protocol", "Variant", "From-Process", "From-Module", "Type", "From", "Owner", "Anchor", "Target", "Data", "Tags", "Read-Only",
  },
  nonForwardableTags = {
    "Data-Protocol", "Variant", "From-Process", "From-Module", "Type", "From", "Owner", "Anchor", "Target", "Tags", "TagArray",
    "Hash-Chain", "Timestamp", "Nonce", "Epoch", "Signature", "Forwarded-By", "Pushed-For", "Read-Only", "Cron", "Block-Height",
    "Reference", "Id", "Reply-To",
  },
}

local function fail(text)
  error('[string ".ao"]:' .. text, 0)
end

-- A list of names as a set. Programs may change the lists, so a set is made again when its list has changed.
local function set_of(read)
  local list, size, last, set
  return function()
    local now = read()
    if now ~= list or #now ~= size or now[#now] ~= last then
      list, size, last, set = now, #now, now[#now], {}
      for _, name in ipairs(now) do
        set[name] = true
      end
    end
    return set
  end
end
local not_extracted = set_of(function()
  return ao.nonExtractableTags
end)
local not_forwarded = set_of(function()
  return ao.nonForwardableTags
end)

local function clone(value, seen)
  if type(value) ~= "table" then
    return value
  end
  local known = seen[value]
  if known ~= nil then
    return known
  end
  local copy = {}
  seen[value] = copy
  for key, one in pairs(value) do
    copy[clone(key, seen)] = clone(one, seen)
  end
  return setmetatable(copy, getmetatable(value))
end

function ao.clone(value)
  return clone(value, {})
end

-- The tags of a message, except a few, also become fields of the message.
function ao.normalize(msg)
  local skip = not_extracted()
  for _, tag in ipairs(msg.Tags) do
    if not skip[tag.name] then
      msg[tag.name] = tag.value
    end
  end
  return msg
end

-- A copy without the fields that belong to one delivery.
function ao.sanitize(msg)
  local skip = not_forwarded()
  local kept = {}
  for key, value in pairs(msg) do
    if not skip[key] then
      kept[key] = ao.clone(value)
    end
  end
  return kept
end

-- Authorities of the process tags, as a list made once per environment.
local granted, granted_for = {}, nil

local function read_authorities(tags)
  granted = {}
  for _, tag in ipairs(tags) do
    if tag.name == "Authority" then
      for part in gmatch(tostring(tag.value), "[^,]+") do
        granted[#granted + 1] = part
      end
    end
  end
end

function ao.init(env)
  local process = type(env) == "table" and env.Process
  if type(process) ~= "table" then
    fail("297: attempt to index a nil value (local 'env')")
  end
  if env ~= granted_for then
    granted_for = env
    local list = process.TagArray or process.Tags
    read_authorities(list)
    for _, tag in ipairs(list) do
      if tag.name == "Module" then
        ao._module = tag.value
        break
      end
    end
  end
  ao.id = process.Id
  local authorities = ao.authorities
  for i = 1, #granted do
    local authority = granted[i]
    local known = false
    for at = 1, #authorities do
      if authorities[at] == authority then
        known = true
        break
      end
    end
    if not known then
      authorities[#authorities + 1] = authority
    end
  end
  ao.env = env
end

function ao.log(text)
  if type(ao.outbox.Output) ~= "table" then
    ao.outbox.Output = {}
  end
  insert(ao.outbox.Output, text)
end

function ao.clearOutbox()
  ao.outbox = { Output = {}, Messages = {}, Spawns = {}, Assignments = {} }
end

local ZEROS = ("0"):rep(32)

local function anchor_of(reference)
  local digits = tostring(reference)
  if math_type(reference) ~= "integer" or reference < 0 then
    return format("%032d", reference)
  end
  return sub(ZEROS, #digits + 1) .. digits
end

-- Who must answer. The target may be a stranger's text (a Reply-To), so it must not count as a pattern.
local function only(target)
  if type(target) == "string" and (target == "_" or find(target, "[^%w_-]")) then
    return function(from)
      return from == target
    end
  end
  return target
end

local SEND_FIELDS = { Target = true, Data = true, Anchor = true, Tags = true, From = true }

-- Appends the caller's own tags: fields of the root, then Tags, a list or a map.
local function append_tags(tags, msg, size, content_type)
  if content_type then
    size = size + 1
    tags[size] = { name = "Content-Type", value = content_type }
  end
  for key, value in pairs(msg) do
    if not SEND_FIELDS[key] and not (content_type and key == "Content-Type") then
      size = size + 1
      tags[size] = { name = key, value = value }
    end
  end
  local own = msg.Tags
  if own ~= nil and type(own) ~= "table" then
    fail("431: bad argument #1 to 'for iterator' (table expected, got " .. type(own) .. ")")
  elseif own then
    if own[1] ~= nil then
      for i = 1, #own do
        size = size + 1
        tags[size] = own[i]
      end
    else
      for name, value in pairs(own) do
        size = size + 1
        tags[size] = { name = name, value = value }
      end
    end
  end
  return size
end

-- A table as Data goes out as JSON.
local function data_of(msg)
  local data = msg.Data
  if type(data) == "table" then
    return encode(data), "application/json"
  end
  return data, nil
end

-- Queues a message; a pattern of its answer stands behind onReply and receive of what comes back.
function ao.send(msg)
  if type(msg) ~= "table" then
    fail("367: msg should be a table")
  end
  local data, content_type = data_of(msg)
  local number = ao.reference + 1
  ao.reference = number
  local reference = tostring(number)
  local tags = {
    { name = "Data-Protocol", value = "ao" },
    { name = "Variant", value = "ao.TN.1" },
    { name = "Type", value = "Message" },
    { name = "Reference", value = reference },
  }
  local size = append_tags(tags, msg, 4, content_type)
  local target, anchor = msg.Target, anchor_of(number)
  insert(ao.outbox.Messages, { Target = target, Data = data, Anchor = anchor, Tags = tags })
  return {
    Target = target,
    Data = data,
    Anchor = anchor,
    Tags = move(tags, 1, size, 1, {}),
    onReply = function(...)
      local from, resolver = ...
      if select("#", ...) < 2 then
        from, resolver = only(target), from
      end
      handlers.once({ From = from, ["X-Reference"] = reference }, resolver)
    end,
    receive = function(from, limit)
      return handlers.receive({ From = from or only(target), ["X-Reference"] = reference }, limit)
    end,
  }
end

function ao.spawn(module, msg)
  if type(module) ~= "string" then
    fail("483: Module source id is required!")
  end
  if type(msg) ~= "table" then
    fail("485: Message must be a table")
  end
  local data, content_type = data_of(msg)
  if not data then
    data = "NODATA"
  end
  local number = ao.reference + 1
  ao.reference = number
  local reference = tostring(number)
  local tags = {
    { name = "Data-Protocol", value = "ao" },
    { name = "Variant", value = "ao.TN.1" },
    { name = "Type", value = "Process" },
    { name = "From-Process", value = ao.id },
    { name = "From-Module", value = ao._module },
    { name = "Module", value = module },
    { name = "Reference", value = reference },
  }
  local size = append_tags(tags, msg, 7, content_type)
  local anchor, parent = anchor_of(number), ao.id
  insert(ao.outbox.Spawns, { Data = data, Anchor = anchor, Tags = tags })
  local function answer()
    return { Action = "Spawned", From = parent, Reference = reference }
  end
  return {
    Data = data,
    Anchor = anchor,
    Tags = move(tags, 1, size, 1, {}),
    onReply = function(resolver)
      handlers.once(answer(), resolver)
    end,
    receive = function(limit)
      return handlers.receive(answer(), limit)
    end,
  }
end

function ao.assign(wanted)
  if type(wanted) ~= "table" then
    fail("819: assignment should be a table")
  end
  if type(wanted.Processes) ~= "table" then
    fail("821: Processes should be a table")
  end
  if type(wanted.Message) ~= "string" then
    fail("823: Message should be a string")
  end
  insert(ao.outbox.Assignments, wanted)
end

function ao.isTrusted(msg)
  local from, owner = msg.From, msg.Owner
  for _, authority in ipairs(ao.authorities) do
    if from == authority or owner == authority then
      return true
    end
  end
  return false
end

function ao.result(result)
  local outbox = ao.outbox
  if result.Error or outbox.Error then
    return { Error = result.Error or outbox.Error }
  end
  return {
    Output = result.Output or outbox.Output,
    Messages = outbox.Messages,
    Spawns = outbox.Spawns,
    Assignments = outbox.Assignments,
  }
end

-- Remembers where a sender's state can be read, as its tags Hint and Hint-TTL say it.
function ao.registerHint(msg)
  local tags = msg.Tags
  local from, hint, ttl
  if type(tags) == "table" and tags[1] == nil then
    from, hint, ttl = tags["From-Process"], tags["Hint"], tags["Hint-TTL"]
  else
    for _, tag in ipairs(tags or {}) do
      if tag.name == "From-Process" then
        from = tag.value
      elseif tag.name == "Hint" then
        hint = tag.value
      elseif tag.name == "Hint-TTL" then
        ttl = tag.value
      end
    end
  end
  if from and hint then
    ao._hints = ao._hints or {}
    ao._hints[from] = { hint = hint, ttl = ttl }
  end
end

require(".assignment").init(ao)

-- What is new here stands behind the table, so that a walk over ao finds what it always found.
setmetatable(ao, {
  __index = {
    -- The names of nonExtractableTags as a set.
    notExtracted = not_extracted,
    state = function()
      return require(".state")()
    end,
    -- Id, Nonce, Timestamp and Block-Height of the message as the scheduler gave them, whatever its tags say.
    host = function()
      local fields = {}
      for name, value in pairs(require(".host").fields) do
        fields[name] = value
      end
      return fields
    end,
  },
})

return ao
