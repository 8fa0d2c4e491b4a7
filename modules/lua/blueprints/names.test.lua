describe("names", function()
  local net, registry, alice, bob
  local json = require("json")

  before_each(function()
    net = network()
    alice, bob = net:wallet("alice"), net:wallet("bob")
    registry = net:spawn{ file = "names.lua" }
  end)

  local function ask(action, name, from, tags)
    tags = tags or {}
    tags.Name = name
    return registry:send({ Action = action, Tags = tags }, from or alice)
  end

  it("registers and resolves", function()
    local reply = ask("Register", "sky", alice, { ["Process-Id"] = "P1" }).messages[1]
    expect(reply.action).is("Registered")
    local found = ask("Resolve", "sky", bob).messages[1].tags
    expect(found["Process-Id"]).is("P1")
    expect(found["Name-Owner"]).is(alice)
    expect(ask("Resolve", "sea", bob).messages[1].action).is("Resolve-Error")
  end)

  it("gives a name once", function()
    ask("Register", "sky")
    expect(ask("Register", "sky", bob).error).contains("taken")
  end)

  it("refuses odd names", function()
    for _, bad in ipairs({ "Sky", "-a", "a-", "a.b", ("a"):rep(52), "é" }) do
      expect(ask("Register", bad).error).contains("Name must be")
    end
  end)

  it("obeys the owner only", function()
    ask("Register", "sky")
    for _, action in ipairs({ "Update", "Transfer-Name", "Release", "Renew" }) do
      expect(ask(action, "sky", bob, { ["Process-Id"] = "P" }).error).contains("belongs to someone else")
    end
    ask("Update", "sky", alice, { ["Process-Id"] = "P2" })
    expect(ask("Resolve", "sky").messages[1].tags["Process-Id"]).is("P2")
    registry:send({ Action = "Transfer-Name", Recipient = bob, Tags = { Name = "sky" } }, alice)
    expect(ask("Release", "sky", alice).error).contains("belongs to someone else")
    ask("Release", "sky", bob)
    expect(ask("Resolve", "sky").messages[1].action).is("Resolve-Error")
    expect(registry:value("NameCounts")).equals({})
  end)

  it("ends a lease", function()
    registry:eval("LeaseMs = 1000")
    ask("Register", "sky")
    net:advance(600)
    ask("Renew", "sky")
    net:advance(999)
    expect(ask("Resolve", "sky").messages[1].action).is("Resolved")
    net:advance(1)
    expect(ask("Resolve", "sky").messages[1].action).is("Resolve-Error")
    expect(ask("Renew", "sky").error).contains("Nobody holds")
    expect(ask("Register", "sky", bob).messages[1].tags["Name-Owner"]).is(bob)
    expect(registry:value("NameCounts")).equals({ [bob] = 1 })
  end)

  it("lets nobody move the clock by a tag", function()
    registry:eval("LeaseMs = 1000")
    ask("Register", "sky")
    ask("Register", "sky", bob, { Timestamp = "9999999999999" })
    expect(ask("Resolve", "sky").messages[1].tags["Name-Owner"]).is(alice)
  end)

  it("finds the name of a target", function()
    ask("Register", "sky", alice, { ["Process-Id"] = "P1" })
    expect(ask("Reverse", nil, bob, { ["Process-Id"] = "P1" }).messages[1].tags.Name).is("sky")
    ask("Update", "sky", alice, { ["Process-Id"] = "P2" })
    expect(ask("Reverse", nil, bob, { ["Process-Id"] = "P1" }).messages[1].action).is("Resolve-Error")
  end)

  it("lists in order, and has a limit for each owner", function()
    registry:eval("NameLimit = 2")
    ask("Register", "b")
    ask("Register", "a")
    expect(ask("Register", "c").error).contains("as many names as one may")
    ask("Register", "c", bob)
    expect(json.decode(ask("Names").messages[1].data)).equals({ "a", "b", "c" })
    expect(json.decode(ask("Names", nil, bob, { After = "a", ["Name-Owner"] = alice }).messages[1].data)).equals({ "b" })
  end)
end)
