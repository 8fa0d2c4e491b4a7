-- require(".default")(): the handle of messages that nobody handled. They go to the Inbox.
local json = require("json")

local INBOX_LIMIT = 10000
-- Dropping many at once costs little for each; dropping one moves all the others.
local DROPPED = 100

local GRAY, GREEN, BLUE, RESET = "\27[90m", "\27[32m", "\27[34m", "\27[0m"

local function short(address)
  address = tostring(address)
  return address:sub(1, 3) .. "..." .. address:sub(-3)
end

local function start_of(value)
  if type(value) == "table" then
    local ok, encoded = pcall(json.encode, value)
    value = ok and encoded or tostring(value)
  end
  return tostring(value == nil and "" or value):sub(1, 20)
end

return function(limit)
  limit = limit or INBOX_LIMIT
  return function(msg)
    local inbox = Inbox
    local size = #inbox + 1
    inbox[size] = msg
    if size > limit then
      local dropped = math.min(DROPPED, limit)
      table.move(inbox, dropped + 1, size, 1)
      for at = size - dropped + 1, size do
        inbox[at] = nil
      end
    end
    local what = msg.Action and "Action = " .. BLUE .. start_of(msg.Action) or "Data = " .. BLUE .. start_of(msg.Data)
    print(GRAY .. "New Message From " .. GREEN .. short(msg.From) .. GRAY .. ": " .. GRAY .. what .. RESET)
  end
end
