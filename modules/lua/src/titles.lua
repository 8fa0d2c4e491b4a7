-- Names of tags and fields as a process sees them: Title-Case-With-Dashes.
local utils = require(".utils")
local type, pairs, rawset = type, pairs, rawset

local CACHED_NAMES = 1024
local KNOWN = {}
for name in
  ("Id Owner From Target Data Tags Anchor Signature Module Cron Timestamp Nonce Epoch Block-Height Hash-Chain Read-Only Forwarded-By "
    .. "Action Type Variant Data-Protocol Reference X-Reference X-Origin Reply-To From-Process From-Module Content-Type Name Authority "
    .. "Scheduler Recipient Quantity Sender Ticker Process Message-Id Pushed-For Error"):gmatch("%S+")
do
  KNOWN[name] = name
end

-- Bounded: anybody can send any name. Unknown names come through __index, so a hit costs one table read.
local cached = 0
local titles
titles = setmetatable({}, {
  __index = function(all, name)
    if type(name) ~= "string" then
      return name
    end
    local title = KNOWN[name]
    if title == nil then
      title = utils.normalize(name)
    end
    if cached >= CACHED_NAMES then
      for key in pairs(all) do
        all[key] = nil
      end
      cached = 0
    end
    if #name <= 64 then
      rawset(all, name, title)
      cached = cached + 1
    end
    return title
  end,
})

return titles
