-- NFT: an atomic asset, whose data, metadata and owners are one process
--
-- The picture is an item of the weave (`Image`, a transaction id) or the data of the process itself. Metadata come from the tags of the
-- process, or are set before loading: Title, Description, Image, Topics, Creator, Collection, License. One whole asset by default; spawn
-- with the tag Supply for editions or fractions. Actions: Info, Balance, Balances, Transfer.
local json = require("json")

local tags = ao.env.Process.Tags
Asset = Asset
  or {
    title = tags.Title or tags.Name or Name,
    description = tags.Description or "",
    image = tags.Image or ao.id,
    contentType = tags["Content-Type"],
    topics = tags.Topics,
    license = tags.License,
    collection = tags.Collection,
    creator = tags.Creator or Owner,
    created = tags["Date-Created"],
    -- A tag Transferable: false binds the asset to its first owner.
    transferable = tags.Transferable ~= "false",
  }
if not Balances then
  local supply = math.tointeger(tonumber(tags.Supply or "1"))
  assert(supply and supply > 0, "Supply must be a whole number above 0")
  Supply = supply
  Balances = { [Asset.creator] = tostring(supply) }
end

local function held(address) return math.tointeger(tonumber(Balances[address] or "0")) end
local function set(address, amount) Balances[address] = amount > 0 and tostring(amount) or nil end

Handlers.add("info", "Info", function(msg)
  local info = { Name = Name, Ticker = "ATOMIC", Denomination = "0", Supply = tostring(Supply), Balances = Balances, Asset = Asset }
  msg.reply({
    Action = "Read-Success",
    Name = Asset.title,
    Image = Asset.image,
    Creator = Asset.creator,
    Collection = Asset.collection,
    Supply = tostring(Supply),
    Transferable = tostring(Asset.transferable),
    Data = json.encode(info),
  })
end)

Handlers.add("balance", "Balance", function(msg)
  local account = msg.Tags.Recipient or msg.Tags.Target or msg.From
  local balance = Balances[account] or "0"
  msg.reply({ Balance = balance, Account = account, Data = balance })
end)

Handlers.add("balances", "Balances", function(msg) msg.reply({ Data = json.encode(Balances) }) end)

Handlers.add("transfer", "Transfer", function(msg)
  local to = msg.Recipient
  assert(type(to) == "string" and to ~= "", "Recipient is required!")
  local text = msg.Quantity or "1"
  local amount = text:match("^%d+$") and math.tointeger(tonumber(text))
  assert(amount and amount > 0, "Quantity must be greater than 0")
  local function refuse(why) msg.reply({ Action = "Transfer-Error", ["Message-Id"] = msg.Id, Error = why }) end
  if not Asset.transferable then return refuse("This asset cannot be transferred") end
  if held(msg.From) < amount then return refuse("Insufficient Balance!") end
  set(msg.From, held(msg.From) - amount)
  set(to, held(to) + amount)
  if msg.Cast then return end
  local function notice(fields)
    fields.Quantity = text
    for name, value in pairs(msg) do
      if type(name) == "string" and name:sub(1, 2) == "X-" then fields[name] = value end
    end
    return fields
  end
  msg.reply(notice({ Action = "Debit-Notice", Recipient = to }))
  ao.send(notice({ Target = to, Action = "Credit-Notice", Sender = msg.From }))
end)
