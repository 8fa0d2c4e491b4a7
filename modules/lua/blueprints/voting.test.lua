describe("voting", function()
  local net, token, alice, bob
  local BLOCK = 120000

  before_each(function()
    net = network()
    alice, bob = net:wallet("alice"), net:wallet("bob")
    token = net:spawn{ file = "token.lua" }
    token:load("staking.lua")
    token:load("voting.lua")
    token:eval('Balances["' .. alice .. '"] = "100" Balances["' .. bob .. '"] = "30"')
    token:send({ Action = "Stake", Quantity = "60" }, alice)
    token:send({ Action = "Stake", Quantity = "30" }, bob)
  end)

  local function vote(from, side, fields)
    fields = fields or {}
    fields.Action, fields.Side, fields.Tags = "Vote", side, { Target = "law-1" }
    return token:send(fields, from)
  end
  local function result()
    for _, sent in ipairs(token:outbox()) do
      if sent.action == "Vote-Result" then return sent end
    end
  end

  it("needs stakers", function()
    expect(net:spawn():load("voting.lua").error).contains("load the staking blueprint first")
    expect(vote(net:wallet("nobody"), "yay").error).contains("Only stakers vote")
  end)

  it("weighs stakes and ends at its deadline", function()
    vote(alice, "yay", { Deadline = "10" })
    vote(bob, "nay")
    local info = token:dryrun({ Action = "Vote-Info", Tags = { Target = "law-1" } }, bob).messages[1].tags
    expect(info.Yay).is("60")
    expect(info.Nay).is("30")
    net:advance(9 * BLOCK)
    token:send({ Action = "Votes" }, bob)
    expect(result()).is_nil()
    net:advance(BLOCK)
    expect(token:send({ Action = "Votes" }, bob).messages[2].data).is("{}")
    expect(result().tags.Result).is("yay")
    expect(result().target).is(alice)
  end)

  it("lets nobody move the clock by a tag", function()
    vote(alice, "yay", { Deadline = "10" })
    token:send({ Action = "Votes", Tags = { ["Block-Height"] = "99999999" } }, bob)
    expect(result()).is_nil()
  end)

  it("counts the last side of each", function()
    vote(alice, "yay", { Deadline = "1" })
    vote(bob, "nay")
    vote(alice, "nay")
    net:advance(BLOCK)
    token:send({ Action = "Votes" }, bob)
    expect(result().tags.Nay).is("90")
  end)

  it("refuses other sides and deadlines", function()
    expect(vote(alice, "maybe").error).contains("Side must be yay or nay")
    expect(vote(alice, "yay", { Deadline = "soon" }).error).contains("Deadline must be")
    expect(token:send({ Action = "Vote", Side = "yay" }, alice).error).contains("Target is required!")
  end)

  it("runs the command of a vote that was won, only when allowed", function()
    vote(alice, "yay", { Deadline = "1", Command = "Law = 1" })
    net:advance(BLOCK)
    token:send({ Action = "Info" }, bob)
    expect(token:value("Law")).is_nil()
    token:eval("VoteRunsCommands = true")
    vote(alice, "yay", { Deadline = "1", Command = "Law = 1" })
    net:advance(BLOCK)
    token:send({ Action = "Info" }, bob)
    expect(token:value("Law")).is(1)
    vote(alice, "yay", { Deadline = "1", Command = "error('no')" })
    net:advance(BLOCK)
    expect(token:send({ Action = "Info" }, bob).error).is_nil()
    expect(token:value("Votes")).equals({})
  end)
end)
