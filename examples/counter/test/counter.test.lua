-- Run in the project's folder: hyperloom test --coverage
describe("counter", function()
  local net, counter, alice, bob

  before_each(function()
    net = network()
    alice, bob = net:wallet("alice"), net:wallet("bob")
    counter = net:spawn{ file = "src/main.lua" }
  end)

  it("counts for each sender", function()
    counter:send({ Action = "Add", By = "5" }, alice)
    counter:send({ Action = "Add" }, bob)
    expect(counter:value("Counts")).equals({ [alice] = 5, [bob] = 1 })
    net:run()
    expect(net:inbox(alice)[1].tags.Count).is("5")
  end)

  it("refuses what is too much, and changes nothing", function()
    local result = counter:send({ Action = "Add", By = "101" }, alice)
    expect(result.error).contains("By must be a whole number from 1 to 100")
    expect(counter:value("Counts")).equals({})
  end)

  it("keeps its counts when it is upgraded", function()
    counter:send({ Action = "Add", By = "7" }, alice)
    counter:load("src/main.lua")
    expect(counter:dryrun({ Action = "Total" }, bob).messages[1].data).is("7")
  end)
end)
