-- Sub-ledger: a process that keeps the accounts of another token, so that its transfers need not burden that token's process
--
-- Send tokens of the parent to this process: a Credit-Notice of the parent credits their sender here (or the address in the tag
-- X-Recipient). Transfer moves them here; Withdraw sends them out through the parent. The sum of `Balances` is what the parent holds for this
-- process, but for what is under way. Set `ParentToken` (and `SourceToken`, the token at the root, when the parent is itself a sub-ledger)
-- by the process tags Parent-Token and Source-Token or before loading.
local json = require("json")
local bint = require(".bint")(256)

ParentToken = ParentToken or ao.env.Process.Tags["Parent-Token"]
SourceToken = SourceToken or ao.env.Process.Tags["Source-Token"] or ParentToken
assert(type(ParentToken) == "string", "set ParentToken, or spawn with the tag Parent-Token")
Balances = Balances or {}
-- Withdrawals that the parent has not answered, by the reference of the message that asked for them.
Withdrawals = Withdrawals or {}

local function held(address) return bint(Balances[address] or "0") end
local function set(address, amount) Balances[address] = not bint.iszero(amount) and tostring(amount) or nil end
local function credit(address, amount) set(address, held(address) + amount) end

local function quantity(msg)
  assert(type(msg.Quantity) == "string", "Quantity is required!")
  local digits = msg.Quantity:match("^0*(%d+)$")
  assert(digits and digits ~= "0" and #digits <= 76, "Quantity must be greater than 0")
  return bint(digits)
end

local function forwarded(msg, notice)
  for name, value in pairs(msg) do
    if type(name) == "string" and name:sub(1, 2) == "X-" and name ~= "X-Reference" then notice[name] = value end
  end
  return notice
end

-- Only the parent can bring money in.
Handlers.add("deposit", function(msg) return msg.Action == "Credit-Notice" and msg.From == ParentToken end, function(msg)
  local account = msg["X-Recipient"] or msg.Sender
  local amount = quantity(msg)
  credit(account, amount)
  ao.send({ Target = account, Action = "Deposit-Notice", Quantity = tostring(amount), Sender = msg.Sender })
end)

Handlers.add("info", "Info", function(msg)
  msg.reply({ Name = Name, ["Parent-Token"] = ParentToken, ["Source-Token"] = SourceToken })
end)

Handlers.add("balance", "Balance", function(msg)
  local account = msg.Tags.Recipient or msg.Tags.Target or msg.From
  local balance = Balances[account] or "0"
  msg.reply({ Balance = balance, Account = account, Data = balance })
end)

Handlers.add("balances", "Balances", function(msg) msg.reply({ Data = next(Balances) and json.encode(Balances) or "{}" }) end)

Handlers.add("transfer", "Transfer", function(msg)
  local to = msg.Recipient
  assert(type(to) == "string" and to ~= "", "Recipient is required!")
  local amount = quantity(msg)
  if held(msg.From) < amount then
    msg.reply({ Action = "Transfer-Error", ["Message-Id"] = msg.Id, Error = "Insufficient Balance!" })
    return
  end
  set(msg.From, held(msg.From) - amount)
  credit(to, amount)
  if msg.Cast then return end
  local text = tostring(amount)
  msg.reply(forwarded(msg, { Action = "Debit-Notice", Recipient = to, Quantity = text }))
  ao.send(forwarded(msg, { Target = to, Action = "Credit-Notice", Sender = msg.From, Quantity = text }))
end)

Handlers.add("withdraw", "Withdraw", function(msg)
  local to = msg.Recipient or msg.From
  local amount = quantity(msg)
  if held(msg.From) < amount then
    msg.reply({ Action = "Withdraw-Error", ["Message-Id"] = msg.Id, Error = "Insufficient Balance!" })
    return
  end
  set(msg.From, held(msg.From) - amount)
  ao.send({ Target = ParentToken, Action = "Transfer", Recipient = to, Quantity = tostring(amount) })
  -- What answers a message carries its reference.
  Withdrawals[tostring(ao.reference)] = { from = msg.From, amount = tostring(amount) }
  msg.reply({ Action = "Withdrawing", Recipient = to, Quantity = tostring(amount) })
end)

-- The parent has paid.
Handlers.add("withdrawn", function(msg) return msg.Action == "Debit-Notice" and msg.From == ParentToken end, function(msg)
  local withdrawal = Withdrawals[msg["X-Reference"] or ""]
  if not withdrawal then return end
  Withdrawals[msg["X-Reference"]] = nil
  ao.send({ Target = withdrawal.from, Action = "Withdraw-Notice", Recipient = msg.Recipient, Quantity = withdrawal.amount })
end)

-- The parent could not pay.
Handlers.add("withdrawalFailed", function(msg) return msg.Action == "Transfer-Error" and msg.From == ParentToken end, function(msg)
  local withdrawal = Withdrawals[msg["X-Reference"] or ""]
  if not withdrawal then return end
  Withdrawals[msg["X-Reference"]] = nil
  credit(withdrawal.from, bint(withdrawal.amount))
  ao.send({ Target = withdrawal.from, Action = "Withdraw-Error", Error = msg.Error or "the token refused" })
end)
