describe("chatroom", function()
  local net, room, alice, bob

  before_each(function()
    net = network()
    alice, bob = net:wallet("alice"), net:wallet("bob")
    room = net:spawn{ file = "chatroom.lua" }
  end)

  local function say(action, from, data) return room:send({ Action = action, Data = data }, from).messages end

  it("registers once", function()
    expect(say("Register", alice)[1].data).is("Registered.")
    expect(say("Register", alice)[1].data).is("Already registered.")
    expect(room:value("Members")).equals({ alice })
  end)

  it("unregisters", function()
    expect(say("Unregister", alice)[1].data).is("Not registered")
    say("Register", alice)
    expect(say("Unregister", alice)[1].data).is("Unregistered")
    expect(room:value("#Members")).is(0)
  end)

  it("tells every member once", function()
    say("Register", alice)
    say("Register", bob)
    room:eval('table.insert(Members, "' .. bob .. '")')
    local sent = say("Broadcast", alice, "hello")
    expect(#sent).is(3)
    net:run()
    local heard = net:inbox(bob)
    expect(heard[#heard].action).is("Broadcast-Notice")
    expect(heard[#heard].data).is("hello")
    expect(heard[#heard].tags.Broadcaster).is(alice)
  end)

  it("lets only members speak", function()
    expect(say("Broadcast", alice, "hello")[1].action).is("Broadcast-Error")
  end)

  it("has a limit", function()
    room:eval("MemberLimit = 1")
    say("Register", alice)
    expect(room:send({ Action = "Register" }, bob).error).contains("The room is full!")
  end)

  it("lists members, and keeps them when it is loaded again", function()
    expect(room:dryrun({ Action = "Members" }, bob).messages[1].data).is("[]")
    say("Register", alice)
    room:load("chatroom.lua")
    expect(room:dryrun({ Action = "Members" }, bob).messages[1].data).is('["' .. alice .. '"]')
  end)
end)
