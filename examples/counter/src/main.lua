-- A counter that several people share. Loading it again keeps the counts: that is how `hyperloom deploy` upgrades it.
local limits = require("lib.limits")

Counts = Counts or {}

Handlers.add("Add", function(msg)
  local by = limits.amount(msg.By or "1")
  Counts[msg.From] = (Counts[msg.From] or 0) + by
  msg.reply({ Action = "Added", Count = tostring(Counts[msg.From]) })
end)

Handlers.add("Total", function(msg)
  local total = 0
  for _, count in pairs(Counts) do total = total + count end
  msg.reply({ Action = "Total", Data = tostring(total) })
end)
