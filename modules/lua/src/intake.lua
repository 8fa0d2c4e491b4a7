-- A message as the host gives it becomes a message as handlers see it: fields and tags in Title-Case, tags on the root too,
-- Tags as a map (the first of a name wins), TagArray as the list.
local ao = require(".ao")
local titles = require(".titles")

local pairs, type = pairs, type

return function(msg)
  local renamed
  for key in pairs(msg) do
    if titles[key] ~= key then
      renamed = renamed or {}
      renamed[#renamed + 1] = key
    end
  end
  if renamed then
    for i = 1, #renamed do
      local key = renamed[i]
      local value = msg[key]
      msg[key] = nil
      msg[titles[key]] = value
    end
  end
  local tags = msg.Tags
  if type(tags) ~= "table" then
    tags = {}
  end
  local skip, map = ao.notExtracted(), {}
  for i = 1, #tags do
    local tag = tags[i]
    local given = type(tag) == "table" and tag.name
    if type(given) == "string" then
      local name, value = titles[given], tag.value
      if name ~= given then
        tag.name = name
      end
      if not skip[name] then
        msg[name] = value
      end
      if map[name] == nil then
        map[name] = value
      end
    end
  end
  msg.TagArray = tags
  msg.Tags = map
end
