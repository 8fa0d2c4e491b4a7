-- Collection: a curated list of NFTs with a name, pictures and a creator
--
-- Actions: Info, Assets, Has-Asset for everyone; Add-Assets, Remove-Assets, Set-Info and Transfer-Ownership for the creator. Lists are JSON
-- arrays of ids in Data.
local json = require("json")

local tags = ao.env.Process.Tags
Collection = Collection
  or {
    name = tags.Title or tags.Name or Name,
    description = tags.Description or "",
    banner = tags.Banner,
    thumbnail = tags.Thumbnail,
    creator = tags.Creator or Owner,
  }
-- In the order they were added; the set says where each is.
Assets = Assets or {}
AssetSet = AssetSet or {}
local PAGE = 1000

local function only_creator(msg) assert(msg.From == Collection.creator, "Only the creator may change the collection") end

local function ids(msg)
  local ok, list = pcall(json.decode, msg.Data or "")
  if type(msg.Data) == "table" then ok, list = true, msg.Data end
  assert(ok and type(list) == "table" and #list > 0, "Data must be a JSON array of ids")
  for _, id in ipairs(list) do
    assert(type(id) == "string" and #id == 43 and id:match("^[%w_-]+$"), "Data holds something that is no id: " .. tostring(id))
  end
  return list
end

Handlers.add("info", "Info", function(msg)
  msg.reply({
    Action = "Collection-Info",
    Name = Collection.name,
    Description = Collection.description ~= "" and Collection.description or nil,
    Banner = Collection.banner,
    Thumbnail = Collection.thumbnail,
    Creator = Collection.creator,
    Count = tostring(#Assets),
    Data = json.encode(Collection),
  })
end)

Handlers.add("assets", "Assets", function(msg)
  local from = math.tointeger(tonumber(msg.Tags.Offset or "0"))
  local limit = math.tointeger(tonumber(msg.Tags.Limit or tostring(PAGE)))
  assert(from and from >= 0 and limit and limit > 0 and limit <= PAGE, "Offset and Limit (at most " .. PAGE .. ") must be numbers")
  local page = table.move(Assets, from + 1, math.min(#Assets, from + limit), 1, {})
  msg.reply({ Action = "Assets", Count = tostring(#Assets), Data = #page > 0 and json.encode(page) or "[]" })
end)

Handlers.add("hasAsset", "Has-Asset", function(msg)
  local id = msg.Tags.Asset
  assert(id, "Asset is required!")
  msg.reply({ Action = "Has-Asset", Asset = id, Has = tostring(AssetSet[id] == true) })
end)

Handlers.add("addAssets", "Add-Assets", function(msg)
  only_creator(msg)
  local added = 0
  for _, id in ipairs(ids(msg)) do
    if not AssetSet[id] then
      AssetSet[id] = true
      Assets[#Assets + 1] = id
      added = added + 1
    end
  end
  msg.reply({ Action = "Assets-Added", Added = tostring(added), Count = tostring(#Assets) })
end)

Handlers.add("removeAssets", "Remove-Assets", function(msg)
  only_creator(msg)
  for _, id in ipairs(ids(msg)) do AssetSet[id] = nil end
  local kept = {}
  for _, id in ipairs(Assets) do
    if AssetSet[id] then kept[#kept + 1] = id end
  end
  local removed = #Assets - #kept
  Assets = kept
  msg.reply({ Action = "Assets-Removed", Removed = tostring(removed), Count = tostring(#Assets) })
end)

Handlers.add("setInfo", "Set-Info", function(msg)
  only_creator(msg)
  for _, field in ipairs({ "Description", "Banner", "Thumbnail" }) do
    if msg.Tags[field] then Collection[field:lower()] = msg.Tags[field] end
  end
  if msg.Tags.Title then Collection.name = msg.Tags.Title end
  msg.reply({ Action = "Info-Set" })
end)

Handlers.add("transferOwnership", "Transfer-Ownership", function(msg)
  only_creator(msg)
  assert(msg.Recipient, "Recipient is required!")
  Collection.creator = msg.Recipient
  msg.reply({ Action = "Ownership-Transferred", Recipient = msg.Recipient })
end)
