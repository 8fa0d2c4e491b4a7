describe("sub-ledger", function()
  local net, token, ledger, alice, bob

  before_each(function()
    net = network()
    alice, bob = net:wallet("alice"), net:wallet("bob")
    token = net:spawn{ file = "token.lua" }
    ledger = net:spawn{ file = "sub-ledger.lua", tags = { ["Parent-Token"] = token.id } }
    token:eval('Balances["' .. alice .. '"] = "100"')
  end)

  local function deposit(amount, fields)
    fields = fields or {}
    fields.Action, fields.Recipient, fields.Quantity = "Transfer", ledger.id, amount
    token:send(fields, alice)
    net:run()
  end
  local function held(process, address) return process:value('Balances["' .. address .. '"]') end

  it("needs a parent", function()
    expect(net:spawn():load("sub-ledger.lua").error).contains("Parent-Token")
  end)

  it("credits what the parent sends", function()
    deposit("40")
    expect(held(ledger, alice)).is("40")
    deposit("10", { ["X-Recipient"] = bob })
    expect(held(ledger, bob)).is("10")
    expect(held(token, ledger.id)).is("50")
  end)

  it("believes nobody else", function()
    ledger:send({ Action = "Credit-Notice", Sender = alice, Quantity = "5" }, alice)
    expect(held(ledger, alice)).is_nil()
    local other = net:spawn()
    ledger:send({ Action = "Credit-Notice", Sender = alice, Quantity = "5" }, other.id)
    expect(held(ledger, alice)).is_nil()
  end)

  it("moves inside without the token", function()
    deposit("40")
    local before = token:value("#Inbox")
    ledger:send({ Action = "Transfer", Recipient = bob, Quantity = "15", ["X-Note"] = "n" }, alice)
    net:run()
    expect(held(ledger, alice)).is("25")
    expect(held(ledger, bob)).is("15")
    expect(held(token, ledger.id)).is("40")
    expect(token:value("#Inbox")).is(before)
    expect(ledger:send({ Action = "Transfer", Recipient = bob, Quantity = "26" }, alice).messages[1].action).is("Transfer-Error")
  end)

  it("pays out", function()
    deposit("40")
    ledger:send({ Action = "Withdraw", Quantity = "15", Recipient = bob }, alice)
    net:run()
    expect(held(ledger, alice)).is("25")
    expect(held(token, bob)).is("15")
    expect(ledger:value("Withdrawals")).equals({})
    local heard = net:inbox(alice)
    expect(heard[#heard].action).is("Withdraw-Notice")
  end)

  it("answers balances", function()
    local json = require("json")
    expect(ledger:dryrun({ Action = "Balances" }, bob).messages[1].data).is("{}")
    deposit("40")
    expect(ledger:dryrun({ Action = "Balance" }, alice).messages[1].data).is("40")
    expect(ledger:dryrun({ Action = "Balance", Recipient = bob }, alice).messages[1].data).is("0")
    expect(json.decode(ledger:dryrun({ Action = "Balances" }, bob).messages[1].data)).equals({ [alice] = "40" })
    expect(ledger:send({ Action = "Withdraw", Quantity = "41" }, alice).messages[1].action).is("Withdraw-Error")
  end)

  it("gives back what the parent did not pay", function()
    deposit("40")
    token:eval('Balances["' .. ledger.id .. '"] = nil')
    ledger:send({ Action = "Withdraw", Quantity = "15" }, alice)
    net:run()
    expect(held(ledger, alice)).is("40")
    expect(ledger:value("Withdrawals")).equals({})
  end)

  it("can stand on another sub-ledger", function()
    local upper = net:spawn{ file = "sub-ledger.lua", tags = { ["Parent-Token"] = ledger.id, ["Source-Token"] = token.id } }
    deposit("40")
    ledger:send({ Action = "Transfer", Recipient = upper.id, Quantity = "10" }, alice)
    net:run()
    expect(held(upper, alice)).is("10")
    upper:send({ Action = "Withdraw", Quantity = "4" }, alice)
    net:run()
    expect(held(ledger, alice)).is("34")
    expect(upper:dryrun({ Action = "Info" }, bob).messages[1].tags["Source-Token"]).is(token.id)
  end)
end)
