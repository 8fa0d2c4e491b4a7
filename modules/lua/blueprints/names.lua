-- Names: a registry that gives names to processes and addresses
--
-- Actions: Register, Resolve, Update, Transfer-Name, Release, Renew, Reverse, Names. A name is held for `LeaseMs` milliseconds (false: for
-- ever); when its time is over anyone may register it. `NameLimit` is the most names of one owner.
local json = require("json")

Names = Names or {}
-- How many names an owner has, and which name a target carries (the last that was given it).
NameCounts = NameCounts or {}
Reverse = Reverse or {}
if LeaseMs == nil then LeaseMs = 365 * 24 * 3600 * 1000 end
NameLimit = NameLimit or 100
local PAGE = 500

-- A tag can overwrite the field of a message, so the host is asked where it can be (on stock aos it cannot: a stranger may move the clock).
local function now(msg) return tonumber((ao.host and ao.host() or msg).Timestamp) end

local function count(owner, change)
  local left = (NameCounts[owner] or 0) + change
  NameCounts[owner] = left > 0 and left or nil
end

local function forget(name)
  local record = Names[name]
  if Reverse[record.target] == name then Reverse[record.target] = nil end
  count(record.owner, -1)
  Names[name] = nil
end

-- The record of a name; nil when nobody holds it, or no longer.
local function lookup(name, msg)
  local record = type(name) == "string" and Names[name]
  if record and record.expires and record.expires <= now(msg) then return nil end
  return record or nil
end

local function wanted(msg)
  local name = msg.Tags.Name
  assert(type(name) == "string" and #name <= 51 and name:match("^[a-z0-9][a-z0-9-]*$") and not name:match("-$"), "Name must be 1 to 51 of a-z, 0-9 and -, not beginning or ending in -")
  return name
end

local function owned(msg)
  local name = wanted(msg)
  local record = lookup(name, msg)
  assert(record, "Nobody holds this name")
  assert(record.owner == msg.From, "This name belongs to someone else")
  return name, record
end

local function tell(msg, action, name, record)
  msg.reply({
    Action = action,
    Name = name,
    ["Process-Id"] = record.target,
    ["Name-Owner"] = record.owner,
    Expires = record.expires and tostring(record.expires) or nil,
  })
end

Handlers.add("register", "Register", function(msg)
  local name = wanted(msg)
  assert(not lookup(name, msg), "This name is taken")
  if Names[name] then forget(name) end
  assert((NameCounts[msg.From] or 0) < NameLimit, "You hold as many names as one may")
  local record = { owner = msg.From, target = msg.Tags["Process-Id"] or msg.From, expires = LeaseMs and now(msg) + LeaseMs or nil }
  Names[name] = record
  Reverse[record.target] = name
  count(msg.From, 1)
  tell(msg, "Registered", name, record)
end)

Handlers.add("resolve", "Resolve", function(msg)
  local name = wanted(msg)
  local record = lookup(name, msg)
  if record then tell(msg, "Resolved", name, record) else msg.reply({ Action = "Resolve-Error", Name = name, Error = "Nobody holds this name" }) end
end)

Handlers.add("update", "Update", function(msg)
  local name, record = owned(msg)
  local target = msg.Tags["Process-Id"]
  assert(target, "Process-Id is required!")
  if Reverse[record.target] == name then Reverse[record.target] = nil end
  record.target = target
  Reverse[target] = name
  tell(msg, "Updated", name, record)
end)

Handlers.add("transferName", "Transfer-Name", function(msg)
  local name, record = owned(msg)
  local to = msg.Recipient
  assert(type(to) == "string" and to ~= "", "Recipient is required!")
  count(record.owner, -1)
  record.owner = to
  count(to, 1)
  tell(msg, "Name-Transferred", name, record)
  ao.send({ Target = to, Action = "Name-Received", Name = name, Sender = msg.From })
end)

Handlers.add("release", "Release", function(msg)
  local name = owned(msg)
  forget(name)
  msg.reply({ Action = "Released", Name = name })
end)

Handlers.add("renew", "Renew", function(msg)
  local name, record = owned(msg)
  if record.expires then record.expires = now(msg) + (LeaseMs or 0) end
  if not LeaseMs then record.expires = nil end
  tell(msg, "Renewed", name, record)
end)

Handlers.add("reverse", "Reverse", function(msg)
  local target = msg.Tags["Process-Id"] or msg.From
  local name = Reverse[target]
  local record = lookup(name, msg)
  if record then tell(msg, "Reversed", name, record) else msg.reply({ Action = "Resolve-Error", Error = "It carries no name" }) end
end)

-- Names in alphabetical order after the tag After; the names of one owner with the tag Name-Owner.
Handlers.add("names", "Names", function(msg)
  local after, owner = msg.Tags.After or "", msg.Tags["Name-Owner"]
  local found = {}
  for name in pairs(Names) do
    local record = lookup(name, msg)
    if record and name > after and (not owner or record.owner == owner) then found[#found + 1] = name end
  end
  table.sort(found)
  local page = table.move(found, 1, math.min(#found, PAGE), 1, {})
  msg.reply({ Action = "Names", More = tostring(#found > PAGE), Data = #page > 0 and json.encode(page) or "[]" })
end)
