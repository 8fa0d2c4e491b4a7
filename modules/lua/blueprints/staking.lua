-- Staking: holders lock a part of their balance and get it back after a delay
--
-- Actions: Stake, Unstake, Stake-Info. Load it after the token blueprint: it moves what is in `Balances`. `Stakers[address]` is
-- { amount, unstake_at }; voting counts it. `UnstakeDelay` is in blocks.
local bint = require(".bint")(256)

assert(Balances, "staking needs a token: load the token blueprint first")
Stakers = Stakers or {}
Unstaking = Unstaking or {}
UnstakeDelay = UnstakeDelay or 670

-- A tag can overwrite the field of a message, so the host is asked where it can be (on stock aos it cannot: a stranger may move the clock).
local function height_of(msg) return tonumber((ao.host and ao.host() or msg)["Block-Height"]) end

local function quantity(msg)
  local digits = type(msg.Quantity) == "string" and msg.Quantity:match("^0*(%d+)$")
  assert(digits and digits ~= "0", "Quantity must be greater than 0")
  return bint(digits)
end

local function set(address, amount) Balances[address] = not bint.iszero(amount) and tostring(amount) or nil end

Handlers.add("stake", "Stake", function(msg)
  local amount = quantity(msg)
  local held = bint(Balances[msg.From] or "0")
  assert(amount <= held, "Insufficient balance to stake")
  local staker = Stakers[msg.From] or { amount = "0" }
  set(msg.From, held - amount)
  staker.amount = tostring(bint(staker.amount) + amount)
  Stakers[msg.From] = staker
  msg.reply({ Action = "Staked", Quantity = tostring(amount), Staked = staker.amount })
end)

Handlers.add("unstake", "Unstake", function(msg)
  local amount = quantity(msg)
  local staker = Stakers[msg.From]
  assert(staker and amount <= bint(staker.amount), "Insufficient staked amount")
  local left = bint(staker.amount) - amount
  staker.amount = tostring(left)
  if bint.iszero(left) then Stakers[msg.From] = nil end
  local free = height_of(msg) + UnstakeDelay
  table.insert(Unstaking, { address = msg.From, amount = tostring(amount), free = free })
  msg.reply({ Action = "Unstaking", Quantity = tostring(amount), ["Free-At"] = tostring(free) })
end)

Handlers.add("stakeInfo", "Stake-Info", function(msg)
  local account = msg.Tags.Recipient or msg.From
  local waiting = bint(0)
  for _, entry in ipairs(Unstaking) do
    if entry.address == account then waiting = waiting + bint(entry.amount) end
  end
  msg.reply({
    Action = "Stake-Info",
    Account = account,
    Staked = Stakers[account] and Stakers[account].amount or "0",
    Unstaking = tostring(waiting),
  })
end)

-- What has waited long enough goes back before anything else happens.
Handlers.prepend("releaseStakes", function() return "continue" end, function(msg)
  local height = height_of(msg)
  if not height or #Unstaking == 0 then return end
  local waiting = {}
  for _, entry in ipairs(Unstaking) do
    if entry.free <= height then
      set(entry.address, bint(Balances[entry.address] or "0") + bint(entry.amount))
    else
      waiting[#waiting + 1] = entry
    end
  end
  Unstaking = waiting
end)
