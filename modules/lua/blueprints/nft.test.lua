describe("nft", function()
  local net, alice, bob
  local json = require("json")

  before_each(function()
    net = network()
    alice, bob = net:wallet("alice"), net:wallet("bob")
  end)

  local function asset(tags)
    return net:spawn{ file = "nft.lua", owner = alice, tags = tags or { Title = "Dawn", Description = "light", Image = "IMG" } }
  end
  local function give(process, to, fields, from)
    fields = fields or {}
    fields.Action, fields.Recipient = "Transfer", to
    return process:send(fields, from or alice).messages[1]
  end

  it("belongs to its creator and describes itself", function()
    local nft = asset()
    local info = nft:dryrun({ Action = "Info" }, bob).messages[1]
    expect(info.tags.Name).is("Dawn")
    expect(info.tags.Image).is("IMG")
    expect(info.tags.Creator).is(alice)
    local data = json.decode(info.data)
    expect(data.Asset.description).is("light")
    expect(data.Balances[alice]).is("1")
  end)

  it("is its own picture when no other is named", function()
    local nft = asset({ Title = "Self" })
    expect(nft:dryrun({ Action = "Info" }, bob).messages[1].tags.Image).is(nft.id)
  end)

  it("changes hands whole", function()
    local nft = asset()
    expect(give(nft, bob).action).is("Debit-Notice")
    expect(nft:value("Balances")).equals({ [bob] = "1" })
    expect(give(nft, bob).tags.Error).is("Insufficient Balance!")
    net:run()
    expect(net:inbox(bob)[1].action).is("Credit-Notice")
  end)

  it("comes in editions", function()
    local nft = asset({ Supply = "10" })
    give(nft, bob, { Quantity = "3" })
    expect(nft:value("Balances")).equals({ [alice] = "7", [bob] = "3" })
    expect(nft:dryrun({ Action = "Balance" }, bob).messages[1].data).is("3")
    expect(nft:send({ Action = "Transfer", Recipient = bob, Quantity = "0.5" }, alice).error).contains("Quantity must be greater than 0")
  end)

  it("can be bound", function()
    expect(give(asset({ Transferable = "false" }), bob).tags.Error).contains("cannot be transferred")
  end)

  it("keeps its owners when it is loaded again", function()
    local nft = asset()
    give(nft, bob)
    nft:load("nft.lua")
    expect(nft:value("Balances")).equals({ [bob] = "1" })
  end)
end)
