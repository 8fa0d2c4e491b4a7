-- Chatroom: members register and hear what others broadcast
--
-- Actions: Register, Unregister, Broadcast, Members. `Members` is the array of addresses; its owner may change it at will.
Members = Members or {}
-- The most members: a broadcast costs one message for each.
MemberLimit = MemberLimit or 1000

local function find(address)
  for at, member in ipairs(Members) do
    if member == address then return at end
  end
end

Handlers.add("Register", "Register", function(msg)
  if find(msg.From) then
    msg.reply({ Action = "Registered", Data = "Already registered." })
    return
  end
  assert(#Members < MemberLimit, "The room is full!")
  Members[#Members + 1] = msg.From
  msg.reply({ Action = "Registered", Data = "Registered." })
end)

Handlers.add("Unregister", "Unregister", function(msg)
  local at = find(msg.From)
  if at then table.remove(Members, at) end
  msg.reply({ Action = "Unregistered", Data = at and "Unregistered" or "Not registered" })
end)

Handlers.add("Broadcast", "Broadcast", function(msg)
  if not find(msg.From) then
    msg.reply({ Action = "Broadcast-Error", Error = "Not registered" })
    return
  end
  local told = {}
  for _, member in ipairs(Members) do
    -- An owner may have listed someone twice.
    if not told[member] then
      told[member] = true
      ao.send({
        Target = member,
        Action = "Broadcast-Notice",
        Broadcaster = msg.From,
        Nickname = msg.Nickname or string.sub(msg.From, 1, 4) .. "..." .. string.sub(msg.From, -4),
        Topic = msg.Topic,
        Data = msg.Data,
      })
    end
  end
  msg.reply({ Action = "Broadcasted", Data = "Broadcasted." })
end)

Handlers.add("Members", "Members", function(msg)
  msg.reply({ Action = "Members", Count = tostring(#Members), Data = #Members > 0 and require("json").encode(Members) or "[]" })
end)
