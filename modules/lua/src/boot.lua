-- require(".boot")(ao): the handle of the message that made the process.
local _, native = ...
local eval = require(".eval")

local function read(id)
  local text = native.readfile and native.readfile("/data/" .. id)
  if text == nil then
    local file = io.open("/data/" .. id, "r")
    if file then
      text = file:read("a")
      file:close()
    end
  end
  return text
end

return function(ao)
  return function(msg)
    if #Inbox == 0 then
      table.insert(Inbox, msg)
    end
    local source = msg.Tags["On-Boot"]
    if source == nil then
      return
    end
    if source == "Data" then
      eval(ao)(msg)
      return
    end
    local text = read(source)
    if text == nil then
      error("On-Boot: the weave has no data of " .. tostring(source), 0)
    end
    eval(ao)({ Data = text })
  end
end
