describe("staking", function()
  local net, token, alice
  local BLOCK = 120000

  before_each(function()
    net = network()
    alice = net:wallet("alice")
    token = net:spawn{ file = "token.lua" }
    token:load("staking.lua")
    token:eval('Balances["' .. alice .. '"] = "100"')
  end)

  local function held() return token:value('Balances["' .. alice .. '"]') end
  local function staked() return token:value('Stakers["' .. alice .. '"] and Stakers["' .. alice .. '"].amount') end

  it("needs a token", function()
    expect(net:spawn():load("staking.lua").error).contains("load the token blueprint first")
  end)

  it("locks a part of the balance", function()
    expect(token:send({ Action = "Stake", Quantity = "60" }, alice).messages[1].tags.Staked).is("60")
    expect(held()).is("40")
    expect(staked()).is("60")
    token:send({ Action = "Stake", Quantity = "40" }, alice)
    expect(held()).is_nil()
    expect(staked()).is("100")
  end)

  it("refuses more than there is", function()
    expect(token:send({ Action = "Stake", Quantity = "101" }, alice).error).contains("Insufficient balance to stake")
    expect(token:send({ Action = "Unstake", Quantity = "1" }, alice).error).contains("Insufficient staked amount")
    expect(token:send({ Action = "Stake", Quantity = "-1" }, alice).error).contains("Quantity must be greater than 0")
    expect(held()).is("100")
  end)

  it("gives it back after the delay, not before", function()
    token:send({ Action = "Stake", Quantity = "60" }, alice)
    token:send({ Action = "Unstake", Quantity = "50" }, alice)
    expect(staked()).is("10")
    net:advance(669 * BLOCK)
    token:send({ Action = "Info" }, alice)
    expect(held()).is("40")
    net:advance(BLOCK)
    token:send({ Action = "Info" }, alice)
    expect(held()).is("90")
    expect(token:value("#Unstaking")).is(0)
  end)

  it("lets nobody move the clock by a tag", function()
    token:send({ Action = "Stake", Quantity = "60" }, alice)
    token:send({ Action = "Unstake", Quantity = "50" }, alice)
    token:send({ Action = "Info", Tags = { ["Block-Height"] = "99999999" } }, alice)
    expect(held()).is("40")
  end)

  it("tells what is staked and what waits", function()
    token:send({ Action = "Stake", Quantity = "60" }, alice)
    token:send({ Action = "Unstake", Quantity = "20" }, alice)
    local tags = token:dryrun({ Action = "Stake-Info" }, alice).messages[1].tags
    expect(tags.Staked).is("40")
    expect(tags.Unstaking).is("20")
  end)
end)
