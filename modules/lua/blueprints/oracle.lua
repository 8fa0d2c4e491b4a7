-- Oracle: answers from outside, agreed on by several providers
--
-- A Request (Kind, Data, and as tags Quorum, Deadline in milliseconds, Rule) waits until enough providers have sent a Report (Request-Id,
-- Data); then its sender gets an Oracle-Response. Rule is majority (the same answer from a quorum) or median (of numbers). Without enough
-- reports in time it gets an Oracle-Timeout. Providers ask for what is open with Open-Requests. The owner sets Add-Provider, Remove-Provider.
local json = require("json")

Providers = Providers or {}
Requests = Requests or {}
NextRequest = NextRequest or 1
OracleQuorum = OracleQuorum or 1
OracleDeadlineMs = OracleDeadlineMs or 3600000
-- The most open requests of all askers together.
OracleLimit = OracleLimit or 10000
OpenRequests = OpenRequests or 0

-- A tag can overwrite the field of a message, so the host is asked where it can be (on stock aos it cannot: a stranger may move the clock).
local function now(msg) return tonumber((ao.host and ao.host() or msg).Timestamp) end

local function only_owner(msg) assert(msg.From == Owner or msg.From == ao.id, "Only the owner may do this") end

local function close(id, action, fields)
  local request = Requests[id]
  Requests[id] = nil
  OpenRequests = OpenRequests - 1
  fields.Target, fields.Action, fields["Request-Id"], fields["X-Reference"] = request.from, action, id, request.reference
  ao.send(fields)
end

local function median(values)
  table.sort(values)
  local middle = #values // 2
  if #values % 2 == 1 then return values[middle + 1] end
  return (values[middle] + values[middle + 1]) / 2
end

local function settle(id)
  local request = Requests[id]
  if request.rule == "median" then
    local values = {}
    for _, answer in pairs(request.reports) do values[#values + 1] = tonumber(answer) end
    if #values >= request.quorum then
      close(id, "Oracle-Response", { Data = string.format("%.14g", median(values)), Reports = tostring(#values) })
    end
    return
  end
  local votes = {}
  for _, answer in pairs(request.reports) do
    votes[answer] = (votes[answer] or 0) + 1
    if votes[answer] >= request.quorum then
      close(id, "Oracle-Response", { Data = answer, Reports = tostring(votes[answer]) })
      return
    end
  end
end

Handlers.add("request", "Request", function(msg)
  local tags = msg.Tags
  local quorum = math.tointeger(tonumber(tags.Quorum or tostring(OracleQuorum)))
  local wait = math.tointeger(tonumber(tags.Deadline or tostring(OracleDeadlineMs)))
  local rule = tags.Rule or "majority"
  assert(quorum and quorum > 0, "Quorum must be a number above 0")
  assert(wait and wait > 0 and wait <= OracleDeadlineMs, "Deadline must be from 1 to " .. OracleDeadlineMs .. " milliseconds")
  assert(rule == "majority" or rule == "median", "Rule must be majority or median")
  assert(OpenRequests < OracleLimit, "Too many open requests")
  local id = tostring(NextRequest)
  NextRequest = NextRequest + 1
  OpenRequests = OpenRequests + 1
  Requests[id] = {
    from = msg.From,
    reference = tags["X-Reference"] or tags.Reference,
    kind = tags.Kind or "",
    query = type(msg.Data) == "string" and msg.Data or json.encode(msg.Data),
    quorum = quorum,
    rule = rule,
    ends = now(msg) + wait,
    reports = {},
  }
  msg.reply({ Action = "Request-Taken", ["Request-Id"] = id })
end)

Handlers.add("openRequests", "Open-Requests", function(msg)
  local open = {}
  for id, request in pairs(Requests) do
    if not request.reports[msg.From] then
      open[#open + 1] = { id = id, kind = request.kind, query = request.query, rule = request.rule, ends = request.ends }
    end
  end
  table.sort(open, function(a, b) return tonumber(a.id) < tonumber(b.id) end)
  msg.reply({ Action = "Open-Requests", Data = #open > 0 and json.encode(open) or "[]" })
end)

Handlers.add("report", "Report", function(msg)
  assert(Providers[msg.From], "Only providers report")
  local id = msg.Tags["Request-Id"]
  local request = id and Requests[id]
  assert(request, "There is no open request of this id")
  assert(not request.reports[msg.From], "You have reported already")
  local answer = type(msg.Data) == "string" and msg.Data or json.encode(msg.Data)
  if request.rule == "median" then
    local number = tonumber(answer)
    assert(number and number == number and number ~= math.huge and number ~= -math.huge, "Data must be a number")
  end
  request.reports[msg.From] = answer
  settle(id)
end)

Handlers.add("addProvider", "Add-Provider", function(msg)
  only_owner(msg)
  assert(msg.Tags.Provider, "Provider is required!")
  Providers[msg.Tags.Provider] = true
  msg.reply({ Action = "Provider-Added", Provider = msg.Tags.Provider })
end)

Handlers.add("removeProvider", "Remove-Provider", function(msg)
  only_owner(msg)
  Providers[msg.Tags.Provider or ""] = nil
  msg.reply({ Action = "Provider-Removed", Provider = msg.Tags.Provider })
end)

-- Requests whose time is over are answered before anything else happens.
Handlers.prepend("expireRequests", function() return "continue" end, function(msg)
  local time = now(msg)
  if not time or OpenRequests == 0 then return end
  local ended = {}
  for id, request in pairs(Requests) do
    if request.ends <= time then ended[#ended + 1] = id end
  end
  table.sort(ended, function(a, b) return tonumber(a) < tonumber(b) end)
  for _, id in ipairs(ended) do close(id, "Oracle-Timeout", { Error = "Too few reports in time" }) end
end)
