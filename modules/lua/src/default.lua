-- require(".default")(): the handle of messages that nobody handled. They go to the Inbox.
local json = require("json")

local tostring, type, pcall, sub, min, move = tostring, type, pcall, string.sub, math.min, table.move

local INBOX_LIMIT = 10000
-- Dropping many at once costs little for each; dropping one moves all the others.
local DROPPED = 100

local GRAY, GREEN, BLUE, RESET = "\27[90m", "\27[32m", "\27[34m", "\27[0m"

local function short(address)
  address = tostring(address)
  return sub(address, 1, 3) .. "..." .. sub(address, -3)
end

local function start_of(value)
  if type(value) == "table" then
    local ok, encoded = pcall(json.encode, value)
    value = ok and encoded or tostring(value)
  end
  return sub(tostring(value == nil and "" or value), 1, 20)
end

return function(limit)
  limit = limit or INBOX_LIMIT
  return function(msg)
    local inbox = Inbox
    local size = #inbox + 1
    inbox[size] = msg
    if size > limit then
      local dropped = min(DROPPED, limit)
      move(inbox, dropped + 1, size, 1)
      for at = size - dropped + 1, size do
        inbox[at] = nil
      end
    end
    local what = msg.Action and "Action = " .. BLUE .. start_of(msg.Action) or "Data = " .. BLUE .. start_of(msg.Data)
    print(GRAY .. "New Message From " .. GREEN .. short(msg.From) .. GRAY .. ": " .. GRAY .. what .. RESET)
  end
end
