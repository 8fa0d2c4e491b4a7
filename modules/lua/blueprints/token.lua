-- Token: balances, transfers with notices, minting, burning
--
-- Actions: Info, Balance, Balances, Transfer, Mint, Burn, Total-Supply. Quantities are decimal strings of whole units.
-- Set Name, Ticker, Logo, Denomination and the first balances before or after loading; loading it again keeps them all.
local json = require("json")
local bint = require(".bint")(256)

local format, sub, byte = string.format, string.sub, string.byte

-- Balances lie in shards, so that neither a rehash nor a step of the collector ever has to walk a million of them at once. `Balances`
-- looks like one table: index it, assign to it, walk it with pairs.
local SHARDS = 1024

local function place(address)
  local a, b, c = byte(address, 1, 3)
  return ((a or 0) * 31 + (b or 0) * 1021 + (c or 0) * 7) % SHARDS + 1
end

local function sharded(shards)
  return setmetatable({}, {
    shards = shards,
    __index = function(_, address)
      local shard = type(address) == "string" and shards[place(address)]
      return shard and shard[address]
    end,
    __newindex = function(_, address, balance)
      assert(type(address) == "string", "a balance belongs to an address")
      local at = place(address)
      local shard = shards[at]
      if not shard then
        shard = {}
        shards[at] = shard
      end
      shard[address] = balance
    end,
    __pairs = function()
      local at, shard, key = 0, nil, nil
      return function()
        while true do
          if shard then
            local value
            key, value = next(shard, key)
            if key ~= nil then return key, value end
          end
          at = at + 1
          if at > SHARDS then return nil end
          shard, key = shards[at], nil
        end
      end
    end,
  })
end

-- Balances that are a plain table, as other token programs keep them, are taken over.
if not (getmetatable(Balances) or {}).shards then
  local shards = {}
  for at = 1, SHARDS do shards[at] = false end
  local taken = sharded(shards)
  for address, balance in pairs(Balances or {}) do taken[address] = tostring(balance) end
  Balances = taken
end

Denomination = Denomination or 12
if not TotalSupply then
  local total = bint(0)
  for _, balance in pairs(Balances) do total = total + bint(balance) end
  if bint.iszero(total) then
    total = bint(10000) * bint.ipow(10, Denomination)
    Balances[ao.id] = tostring(total)
  end
  TotalSupply = tostring(total)
end
Ticker = Ticker or "PNTS"
Logo = Logo or "SBCCXwwecBlDqRLUjb8dYABExTJXLieawf7m2aBJ-KY"

-- Sums. Most fit a machine integer, which is many times cheaper than a big one.
local SMALL = 18

local function add(a, b)
  if #a <= SMALL and #b <= SMALL then return format("%d", math.tointeger(a) + math.tointeger(b)) end
  return tostring(bint(a) + bint(b))
end

local function subtract(a, b)
  if #a <= SMALL and #b <= SMALL then return format("%d", math.tointeger(a) - math.tointeger(b)) end
  return tostring(bint(a) - bint(b))
end

-- Both are whole and not negative, without leading zeros.
local function less(a, b)
  if #a ~= #b then return #a < #b end
  return a < b
end

-- A quantity as it is stored; an error when it is not one.
local function quantity(msg)
  local text = msg.Quantity
  assert(type(text) == "string", "Quantity is required!")
  local digits = text:match("^0*(%d+)$")
  assert(digits and digits ~= "0", "Quantity must be greater than 0")
  assert(#digits <= 76, "Quantity must have at most 76 digits")
  return digits
end

local function balance(address) return Balances[address] or "0" end

-- Tags that a user added for the other side.
local function forwarded(msg, notice)
  for name, value in pairs(msg) do
    if type(name) == "string" and sub(name, 1, 2) == "X-" then notice[name] = value end
  end
  return notice
end

-- `Patch = true` also tells HyperBEAM's cache of every change.
local function patch(...)
  if not Patch then return end
  local balances = {}
  for _, address in ipairs({ ... }) do balances[address] = balance(address) end
  ao.send({
    Target = ao.id,
    device = "patch@1.0",
    balances = balances,
    ["token-info"] = { name = Name, ticker = Ticker, logo = Logo, denomination = tostring(Denomination), supply = TotalSupply },
  })
end

Handlers.add("info", "Info", function(msg)
  msg.reply({
    Name = Name,
    Ticker = Ticker,
    Logo = Logo,
    Denomination = tostring(Denomination),
    Supply = TotalSupply,
    name = Name,
    ticker = Ticker,
    logo = Logo,
    denomination = tostring(Denomination),
    supply = TotalSupply,
  })
end)

Handlers.add("balance", "Balance", function(msg)
  local tags = msg.Tags
  local account = tags.Recipient or tags.Target or msg.From
  local held = balance(account)
  msg.reply({ Balance = held, Ticker = Ticker, Account = account, Data = held })
end)

-- Everything at once: for small tokens, or in parts with the tags From-Shard (1, 2, ...) and Shards (how many).
Handlers.add("balances", "Balances", function(msg)
  local first = math.tointeger(tonumber(msg.Tags["From-Shard"] or "")) or 1
  local count = math.tointeger(tonumber(msg.Tags.Shards or "")) or SHARDS
  assert(first >= 1 and count >= 1, "From-Shard and Shards must be 1 or more")
  local shards, list = getmetatable(Balances).shards, {}
  for at = first, math.min(SHARDS, first + count - 1) do
    for address, held in pairs(shards[at] or {}) do list[address] = held end
  end
  local reply = { Ticker = Ticker, Data = next(list) and json.encode(list) or "{}" }
  if first + count <= SHARDS then reply["Next-Shard"] = tostring(first + count) end
  msg.reply(reply)
end)

Handlers.add("transfer", "Transfer", function(msg)
  local from, to = msg.From, msg.Recipient
  assert(type(to) == "string" and to ~= "", "Recipient is required!")
  local amount = quantity(msg)
  local held = balance(from)
  if less(held, amount) then
    msg.reply({ Action = "Transfer-Error", ["Message-Id"] = msg.Id, Error = "Insufficient Balance!" })
    return
  end
  local left = subtract(held, amount)
  Balances[from] = left ~= "0" and left or nil
  Balances[to] = add(balance(to), amount)
  if not msg.Cast then
    msg.reply(forwarded(msg, {
      Action = "Debit-Notice",
      Recipient = to,
      Quantity = amount,
      Data = Colors.gray .. "You transferred " .. Colors.blue .. amount .. Colors.gray .. " to " .. Colors.green .. to .. Colors.reset,
    }))
    ao.send(forwarded(msg, {
      Target = to,
      Action = "Credit-Notice",
      Sender = from,
      Quantity = amount,
      Data = Colors.gray .. "You received " .. Colors.blue .. amount .. Colors.gray .. " from " .. Colors.green .. from .. Colors.reset,
    }))
  end
  patch(from, to)
end)

Handlers.add("mint", "Mint", function(msg)
  local amount = quantity(msg)
  if msg.From ~= ao.id and msg.From ~= Owner then
    msg.reply({
      Action = "Mint-Error",
      ["Message-Id"] = msg.Id,
      Error = "Only the process itself or its owner can mint new " .. Ticker .. " tokens!",
    })
    return
  end
  local to = msg.Tags.Recipient or msg.From
  Balances[to] = add(balance(to), amount)
  TotalSupply = add(TotalSupply, amount)
  msg.reply({ Data = Colors.gray .. "Successfully minted " .. Colors.blue .. amount .. Colors.reset })
  patch(to)
end)

Handlers.add("burn", "Burn", function(msg)
  local amount = quantity(msg)
  local held = balance(msg.From)
  if less(held, amount) then
    msg.reply({ Action = "Burn-Error", ["Message-Id"] = msg.Id, Error = "Insufficient Balance!" })
    return
  end
  local left = subtract(held, amount)
  Balances[msg.From] = left ~= "0" and left or nil
  TotalSupply = subtract(TotalSupply, amount)
  msg.reply({ Action = "Burn-Notice", Quantity = amount, Data = Colors.gray .. "Successfully burned " .. Colors.blue .. amount .. Colors.reset })
  patch(msg.From)
end)

Handlers.add("totalSupply", "Total-Supply", function(msg)
  assert(msg.From ~= ao.id, "Cannot call Total-Supply from the same process!")
  msg.reply({ Action = "Total-Supply", Data = TotalSupply, Ticker = Ticker })
end)
