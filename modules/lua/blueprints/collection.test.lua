describe("collection", function()
  local net, collection, alice, bob
  local json = require("json")
  local function id(letter) return letter:rep(43) end

  before_each(function()
    net = network()
    alice, bob = net:wallet("alice"), net:wallet("bob")
    collection = net:spawn{ file = "collection.lua", owner = alice, tags = { Title = "Skies", Banner = "B" } }
  end)

  local function add(list, from) return collection:send({ Action = "Add-Assets", Data = json.encode(list) }, from or alice) end

  it("describes itself", function()
    local tags = collection:dryrun({ Action = "Info" }, bob).messages[1].tags
    expect(tags.Name).is("Skies")
    expect(tags.Banner).is("B")
    expect(tags.Creator).is(alice)
    expect(tags.Count).is("0")
  end)

  it("adds each asset once, in order", function()
    add({ id("b"), id("a") })
    expect(add({ id("a"), id("c") }).messages[1].tags.Added).is("1")
    local page = collection:dryrun({ Action = "Assets", Tags = { Offset = "1", Limit = "1" } }, bob).messages[1]
    expect(json.decode(page.data)).equals({ id("a") })
    expect(page.tags.Count).is("3")
    expect(collection:dryrun({ Action = "Has-Asset", Asset = id("c") }, bob).messages[1].tags.Has).is("true")
  end)

  it("removes", function()
    add({ id("a"), id("b") })
    collection:send({ Action = "Remove-Assets", Data = json.encode({ id("a"), id("z") }) }, alice)
    expect(collection:value("Assets")).equals({ id("b") })
    expect(collection:dryrun({ Action = "Assets", Tags = { Offset = "5" } }, bob).messages[1].data).is("[]")
  end)

  it("obeys its creator only", function()
    expect(add({ id("a") }, bob).error).contains("Only the creator")
    collection:send({ Action = "Transfer-Ownership", Recipient = bob }, alice)
    expect(add({ id("a") }, bob).error).is_nil()
    collection:send({ Action = "Set-Info", Title = "Seas", Tags = { Description = "deep" } }, bob)
    expect(collection:value("Collection.name")).is("Seas")
    expect(collection:value("Collection.description")).is("deep")
  end)

  it("refuses what is no list of ids", function()
    for _, bad in ipairs({ "x", "[]", '["short"]', "{}", "[1]" }) do
      expect(collection:send({ Action = "Add-Assets", Data = bad }, alice).error).contains("Data")
    end
    expect(collection:value("#Assets")).is(0)
  end)
end)
