/**
 * The processes of the benchmarks, in Lua for aos.
 * @module
 */

export const COUNTER = `
Count = 0
Handlers.add("Count", function(msg) Count = Count + 1; msg.reply({ Action = "Counted", Data = tostring(Count) }) end)
return "ready"`;

/** Answers each Ball with a Ball until its Left tag is used up. */
export const PING_PONG = `
Handlers.add("Serve", function(msg) Send({ Target = msg.To, Action = "Ball", Left = tostring(tonumber(msg.Left) - 1) }) end)
Handlers.add("Ball", function(msg)
  local left = tonumber(msg.Left)
  if left > 0 then Send({ Target = msg.From, Action = "Ball", Left = tostring(left - 1) }) end
end)
return "ready"`;

/** The usual token actions, written for this benchmark. */
export const TOKEN = `
Balances = { [Owner] = 1000000 }
Handlers.add("Balance", function(msg)
  msg.reply({ Action = "Balance", Data = tostring(Balances[msg.Recipient or msg.From] or 0) })
end)
Handlers.add("Transfer", function(msg)
  local quantity = tonumber(msg.Quantity)
  assert(quantity and quantity > 0, "Quantity must be greater than 0")
  local have = Balances[msg.From] or 0
  if have < quantity then msg.reply({ Action = "Transfer-Error", Error = "Insufficient Balance!" }) return end
  Balances[msg.From] = have - quantity
  Balances[msg.Recipient] = (Balances[msg.Recipient] or 0) + quantity
  msg.reply({ Action = "Debit-Notice", Quantity = msg.Quantity, Recipient = msg.Recipient })
  Send({ Target = msg.Recipient, Action = "Credit-Notice", Quantity = msg.Quantity, Sender = msg.From })
end)
return "ready"`;
