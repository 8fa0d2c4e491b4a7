describe("oracle", function()
  local net, oracle, asker, owner
  local json = require("json")

  before_each(function()
    net = network()
    asker, owner = net:wallet("asker"), net:wallet("operator")
    oracle = net:spawn{ file = "oracle.lua", owner = owner }
    for _, name in ipairs({ "p1", "p2", "p3" }) do
      oracle:send({ Action = "Add-Provider", Provider = net:wallet(name) }, owner)
    end
  end)

  local function request(tags, data)
    tags.Kind = tags.Kind or "price"
    return oracle:send({ Action = "Request", Data = data or "AR/USD", Tags = tags }, asker).messages[1].tags["Request-Id"]
  end
  local function report(name, id, data)
    return oracle:send({ Action = "Report", Data = data, Tags = { ["Request-Id"] = id } }, net:wallet(name))
  end

  it("answers when enough providers agree", function()
    local id = request{ Quorum = "2" }
    report("p1", id, "7")
    report("p2", id, "8")
    expect(oracle:value("OpenRequests")).is(1)
    local sent = report("p3", id, "7").messages[1]
    expect(sent.action).is("Oracle-Response")
    expect(sent.target).is(asker)
    expect(sent.data).is("7")
    expect(oracle:value("OpenRequests")).is(0)
  end)

  it("takes the median of numbers", function()
    local id = request{ Quorum = "3", Rule = "median" }
    report("p1", id, "10")
    report("p2", id, "1000")
    expect(report("p3", id, "nan").error).contains("Data must be a number")
    expect(report("p3", id, "11").messages[1].data).is("11")
  end)

  it("lists what a provider has not answered", function()
    request({ Quorum = "2" }, "A")
    local second = request({ Quorum = "2" }, "B")
    report("p1", second, "1")
    local open = json.decode(oracle:dryrun({ Action = "Open-Requests" }, net:wallet("p1")).messages[1].data)
    expect(#open).is(1)
    expect(open[1].query).is("A")
  end)

  it("hears providers only, once each", function()
    local id = request{ Quorum = "2" }
    expect(report("mallory", id, "1").error).contains("Only providers report")
    report("p1", id, "1")
    expect(report("p1", id, "1").error).contains("reported already")
    expect(report("p1", "99", "1").error).contains("no open request")
    expect(oracle:send({ Action = "Add-Provider", Provider = asker }, asker).error).contains("Only the owner")
  end)

  it("takes the middle of an even number, and forgets providers", function()
    local id = request{ Quorum = "2", Rule = "median" }
    report("p1", id, "10")
    expect(report("p2", id, "11").messages[1].data).is("10.5")
    oracle:send({ Action = "Remove-Provider", Provider = net:wallet("p1") }, owner)
    expect(report("p1", request{}, "1").error).contains("Only providers report")
  end)

  it("says when it was in vain", function()
    local id = request{ Deadline = "5000" }
    net:advance(5000)
    local sent = oracle:send({ Action = "Open-Requests" }, net:wallet("p1")).messages
    expect(sent[1].action).is("Oracle-Timeout")
    expect(sent[1].tags["Request-Id"]).is(id)
    expect(sent[2].data).is("[]")
  end)

  it("lets nobody move the clock by a tag", function()
    request{ Deadline = "5000" }
    oracle:send({ Action = "Open-Requests", Tags = { Timestamp = "9999999999999" } }, net:wallet("p1"))
    expect(oracle:value("OpenRequests")).is(1)
  end)

  it("refuses odd requests", function()
    for tags, why in pairs({ [{ Quorum = "0" }] = "Quorum", [{ Deadline = "-1" }] = "Deadline", [{ Rule = "best" }] = "Rule" }) do
      expect(oracle:send({ Action = "Request", Data = "x", Tags = tags }, asker).error).contains(why)
    end
    oracle:eval("OracleLimit = 0")
    expect(oracle:send({ Action = "Request", Data = "x" }, asker).error).contains("Too many open requests")
  end)
end)
