describe("token", function()
  local net, token, alice, bob

  before_each(function()
    net = network()
    alice, bob = net:wallet("alice"), net:wallet("bob")
    token = net:spawn{ name = "Gold", file = "token.lua", owner = net:wallet("issuer") }
  end)

  local function give(amount) return token:eval('Balances["' .. alice .. '"] = "' .. amount .. '"') end
  local function transfer(fields, from)
    fields.Action = "Transfer"
    return token:send(fields, from or alice)
  end
  local function held(address) return token:value('Balances["' .. address .. '"]') end

  it("starts with everything held by itself", function()
    expect(token:value("TotalSupply")).is("10000000000000000")
    expect(held(token.id)).is("10000000000000000")
  end)

  it("takes over balances that were there", function()
    local other = net:spawn{ source = 'Balances = { a = 5, b = "7" }' }
    other:load("token.lua")
    expect(other:value("TotalSupply")).is("12")
    expect(other:value("Balances.b")).is("7")
    other:load("token.lua")
    expect(other:value("Balances.a")).is("5")
  end)

  it("tells about itself", function()
    local tags = token:send({ Action = "Info" }, alice).messages[1].tags
    expect(tags.Name).is("Gold")
    expect(tags.Ticker).is("PNTS")
    expect(tags.Denomination).is("12")
    expect(tags.Supply).is("10000000000000000")
  end)

  it("moves a quantity and tells both sides", function()
    give("100")
    local result = transfer{ Recipient = bob, Quantity = "30", ["X-Note"] = "rent" }
    expect(result.error).is_nil()
    expect(held(alice)).is("70")
    expect(held(bob)).is("30")
    net:run()
    local debit, credit = net:inbox(alice)[1], net:inbox(bob)[1]
    expect(debit.action).is("Debit-Notice")
    expect(debit.tags.Recipient).is(bob)
    expect(debit.tags.Quantity).is("30")
    expect(debit.tags["X-Note"]).is("rent")
    expect(credit.action).is("Credit-Notice")
    expect(credit.tags.Sender).is(alice)
    expect(credit.tags["X-Note"]).is("rent")
  end)

  it("keeps no empty balance", function()
    give("5")
    transfer{ Recipient = bob, Quantity = "5" }
    expect(held(alice)).is_nil()
  end)

  it("moves to oneself without making or losing anything", function()
    give("5")
    transfer{ Recipient = alice, Quantity = "5" }
    expect(held(alice)).is("5")
    transfer{ Recipient = alice, Quantity = "2" }
    expect(held(alice)).is("5")
  end)

  it("is silent with Cast", function()
    give("5")
    expect(transfer{ Recipient = bob, Quantity = "1", Cast = "true" }.messages).equals({})
    expect(held(bob)).is("1")
  end)

  it("refuses more than is held", function()
    give("5")
    local answer = transfer{ Recipient = bob, Quantity = "6" }.messages[1]
    expect(answer.action).is("Transfer-Error")
    expect(answer.tags.Error).is("Insufficient Balance!")
    expect(held(alice)).is("5")
  end)

  it("refuses what is no quantity", function()
    give("5")
    expect(transfer{ Quantity = "1" }.error).contains("Recipient is required!")
    expect(transfer{ Recipient = bob }.error).contains("Quantity is required!")
    for _, bad in ipairs({ "0", "-1", "1.5", "x", "1e3", "000", " 1", ("9"):rep(77) }) do
      expect(transfer{ Recipient = bob, Quantity = bad }.error).contains("Quantity must")
    end
    expect(held(alice)).is("5")
  end)

  it("is exact beyond the numbers of Lua", function()
    local huge = "1" .. ("0"):rep(60)
    give(huge)
    transfer{ Recipient = bob, Quantity = "1" }
    expect(held(alice)).is(("9"):rep(60))
    transfer({ Recipient = alice, Quantity = "0001" }, bob)
    expect(held(alice)).is(huge)
    give("999999999999999999")
    transfer{ Recipient = bob, Quantity = "999999999999999999" }
    give("999999999999999999")
    transfer{ Recipient = bob, Quantity = "999999999999999999" }
    expect(held(bob)).is("1999999999999999998")
  end)

  it("answers balances", function()
    give("42")
    local function ask(fields, from)
      fields.Action = "Balance"
      return token:dryrun(fields, from or bob).messages[1]
    end
    expect(ask({ Recipient = alice }).data).is("42")
    expect(ask({ Tags = { Target = alice } }).tags.Account).is(alice)
    expect(ask({}, alice).tags.Balance).is("42")
    expect(ask({}).data).is("0")
  end)

  it("lists all balances, or a part of them", function()
    give("42")
    local json = require("json")
    local all = json.decode(token:dryrun({ Action = "Balances" }, bob).messages[1].data)
    expect(all[alice]).is("42")
    local count, from = 0, "1"
    while from do
      local answer = token:dryrun({ Action = "Balances", ["From-Shard"] = from, Shards = "100" }, bob).messages[1]
      for _ in pairs(json.decode(answer.data)) do count = count + 1 end
      from = answer.tags["Next-Shard"]
    end
    expect(count).is(2)
  end)

  it("lets only itself and its owner mint", function()
    expect(token:send({ Action = "Mint", Quantity = "5" }, alice).messages[1].action).is("Mint-Error")
    token:send({ Action = "Mint", Quantity = "5", Recipient = alice }, token.owner)
    expect(held(alice)).is("5")
    expect(token:value("TotalSupply")).is("10000000000000005")
  end)

  it("burns what its holder gives up", function()
    give("5")
    token:send({ Action = "Burn", Quantity = "2" }, alice)
    expect(held(alice)).is("3")
    expect(token:value("TotalSupply")).is("9999999999999998")
    expect(token:send({ Action = "Burn", Quantity = "9" }, alice).messages[1].action).is("Burn-Error")
  end)

  it("says its supply to others", function()
    expect(token:send({ Action = "Total-Supply" }, alice).messages[1].data).is("10000000000000000")
  end)

  it("patches only when asked to", function()
    give("5")
    token:eval("Patch = true")
    local messages = transfer{ Recipient = bob, Quantity = "1" }.messages
    expect(messages[3].tags.device).is("patch@1.0")
    expect(messages[3].tags.balances).contains('"1"')
  end)

  it("walks its balances as one table", function()
    give("5")
    local sum = token:value('(function() local n = 0 for _ in pairs(Balances) do n = n + 1 end return n end)()')
    expect(sum).is(2)
  end)
end)
