-- Small programs as people write them.
--@ counter
Count = Count or 0
Handlers.add("inc", { Action = "Increment" }, function(msg) Count = Count + 1 msg.reply({ Action = "Count", Data = tostring(Count) }) end)
Handlers.add("get", { Action = "Get" }, function(msg) msg.reply({ Data = tostring(Count) }) end)
--> Action=Increment from=stranger
--> Action=Increment from=friend
--> Action=Get from=friend Reference=3
--@ token unordered
local json = require("json") local bint = require(".bint")(256)
Denomination, Balances, Ticker, Logo = 12, { [ao.id] = tostring(bint(10000 * 10 ^ 12)) }, "PNTS", "logo"
local utils = { add = function(a, b) return tostring(bint(a) + bint(b)) end, subtract = function(a, b) return tostring(bint(a) - bint(b)) end }
Handlers.add("info", "Info", function(msg) msg.reply({ Name = Name, Ticker = Ticker, Logo = Logo, Denomination = tostring(Denomination) }) end)
Handlers.add("balance", "Balance", function(msg)
  local who = msg.Tags.Recipient or msg.Tags.Target or msg.From
  msg.reply({ Balance = Balances[who] or "0", Ticker = Ticker, Account = who, Data = Balances[who] or "0" })
end)
Handlers.add("balances", "Balances", function(msg) msg.reply({ Data = json.encode(Balances) }) end)
Handlers.add("transfer", "Transfer", function(msg)
  assert(type(msg.Recipient) == "string", "Recipient is required!")
  assert(type(msg.Quantity) == "string", "Quantity is required!")
  assert(bint.__lt(0, bint(msg.Quantity)), "Quantity must be greater than 0")
  Balances[msg.From] = Balances[msg.From] or "0" Balances[msg.Recipient] = Balances[msg.Recipient] or "0"
  if bint(msg.Quantity) <= bint(Balances[msg.From]) then
    Balances[msg.From] = utils.subtract(Balances[msg.From], msg.Quantity)
    Balances[msg.Recipient] = utils.add(Balances[msg.Recipient], msg.Quantity)
    if not msg.Cast then
      local debit = { Action = "Debit-Notice", Recipient = msg.Recipient, Quantity = msg.Quantity, Data = Colors.gray .. "You transferred " .. Colors.blue .. msg.Quantity .. Colors.reset }
      local credit = { Target = msg.Recipient, Action = "Credit-Notice", Sender = msg.From, Quantity = msg.Quantity, Data = "You received " .. msg.Quantity }
      for tag, value in pairs(msg) do if string.sub(tag, 1, 2) == "X-" then debit[tag] = value credit[tag] = value end end
      msg.reply(debit) Send(credit)
    end
  else
    msg.reply({ Action = "Transfer-Error", ["Message-Id"] = msg.Id, Error = "Insufficient Balance!" })
  end
end)
Handlers.add("mint", "Mint", function(msg)
  if msg.From == ao.id then Balances[msg.From] = utils.add(Balances[msg.From] or "0", msg.Quantity) msg.reply({ Data = "Successfully minted " .. msg.Quantity })
  else msg.reply({ Action = "Mint-Error", ["Message-Id"] = msg.Id, Error = "Only the Process Id can mint new " .. Ticker .. " tokens!" }) end
end)
--> Action=Info from=stranger Reference=1
--> Action=Balance from=stranger
--> Action=Balance from=stranger Recipient=<self>
--> Action=Transfer from=self Recipient=<stranger> Quantity=500 X-Note=hello X-Reference=8 Reference=4
--> Action=Balance from=stranger
--> Action=Transfer from=stranger Recipient=<friend> Quantity=501
--> Action=Transfer from=stranger Recipient=<friend> Quantity=200 Cast=true
--> Action=Transfer from=stranger Quantity=1
--> Action=Transfer from=stranger Recipient=<friend>
--> Action=Transfer from=stranger Recipient=<friend> Quantity=-5
--> Action=Balances from=friend
--> Action=Mint from=stranger Quantity=5
--> Action=Mint from=self Quantity=99999999999999999999999
--> Action=Balance from=stranger Target=<self>
--@ token-bad-quantity
local bint = require(".bint")(256) Balances = { ["<stranger>"] = "5" }
Handlers.add("transfer", "Transfer", function(msg) assert(bint.__lt(0, bint(msg.Quantity)), "Quantity must be greater than 0") print("moved") end)
--> Action=Transfer from=stranger Quantity=5
--> Action=Transfer from=stranger Quantity=abc
--@ token-fraction
local bint = require(".bint")(256) local ok, e = pcall(bint, "1.5") return { tostring(ok), tostring(bint.tobint("1.5")) }
--@ chatroom
Members = Members or {}
Handlers.add("register", "Register", function(m)
  for _, id in ipairs(Members) do if id == m.From then m.reply({ Data = "Already registered." }) return end end
  table.insert(Members, m.From) Handlers.utils.reply("Registered.")(m)
end)
Handlers.add("broadcast", { Action = "Broadcast" }, function(m)
  for _, id in ipairs(Members) do ao.send({ Target = id, Action = "Broadcast-Notice", Sender = m.From, Data = m.Data }) end
  m.reply({ Data = "Broadcasted." })
end)
--> Action=Register from=stranger
--> Action=Register from=friend Reference=7
--> Action=Register from=friend
--> Action=Broadcast from=friend
Hello everybody
-->eval
return Members
--@ ping-pong
Handlers.add("ping", Handlers.utils.hasMatchingTag("Action", "Ping"), function(m) ao.send({ Target = m.From, Action = "Pong", Data = "Pong for " .. m.Id }) end)
--> Action=Ping from=stranger
--> Action=Ping from=process
--@ router
Handlers.add("router", function(m) return m.Action and m.Action:match("^Api%.") and true or false end, function(m)
  local name = m.Action:sub(5) local routes = { Hello = function() return "hi " .. (m["User-Name"] or "you") end }
  m.reply({ Data = routes[name] and routes[name]() or "no route " .. name })
end)
--> Action=Api.Hello from=stranger User-Name=Ann
--> Action=Api.Bye from=stranger
--> Action=Other from=stranger
--@ vote
Votes = {}
Handlers.add("vote", "Vote", function(m)
  assert(m.Side == "yay" or m.Side == "nay", "Side must be yay or nay")
  Votes[m.Side] = (Votes[m.Side] or 0) + 1 m.reply({ Data = "voted" })
end)
Handlers.prepend("deadline", function(m) return m["Block-Height"] > 1500003 and "continue" or false end, function() print("closed") end)
--> Action=Vote Side=yay from=stranger
--> Action=Vote Side=maybe from=stranger
--> Action=Vote Side=nay from=friend
-->eval
return Votes.yay .. ":" .. Votes.nay
--@ key-value-store
Store = {}
Handlers.add("set", "Set", function(m) Store[m.Key] = m.Data m.reply({ Data = "ok" }) end)
Handlers.add("get", "Get", function(m) m.reply({ Data = Store[m.Key], Found = tostring(Store[m.Key] ~= nil) }) end)
--> Action=Set Key=a from=stranger
value of a
--> Action=Get Key=a from=friend
--> Action=Get Key=b from=friend
--@ order-book
Book = {} Handlers.add("order", { Action = "Order", Price = "%d+", Side = { "buy", "sell" } }, function(m)
  table.insert(Book, { price = tonumber(m.Price), side = m.Side, who = m.From }) table.sort(Book, function(a, b) return a.price < b.price end)
  print(#Book) end)
--> Action=Order Price=5 Side=buy from=stranger
--> Action=Order Price=3 Side=SELL from=friend
--> Action=Order Price=x Side=buy from=friend
-->eval
local t = {} for i, o in ipairs(Book) do t[i] = o.price .. o.side end return t
--@ cron-tick
Ticks = 0 Handlers.add("tick", Handlers.utils.hasMatchingTag("Action", "Cron"), function(m) Ticks = Ticks + 1 if Ticks % 2 == 0 then Send({ Target = Owner, Data = "tick " .. Ticks }) end end)
--> Action=Cron cron=true from=self
--> Action=Cron cron=true from=self
-->eval
return Ticks
--@ class
Account = {} Account.__index = Account
function Account.new(b) return setmetatable({ balance = b }, Account) end
function Account:deposit(v) self.balance = self.balance + v return self end
return Account.new(5):deposit(10).balance
-->eval
A = Account.new(1) return A:deposit(2).balance
-->eval
return A.balance
--@ json-api
Handlers.add("api", "Api", function(m)
  local ok, body = pcall(require("json").decode, m.Data)
  if not ok then m.reply({ Status = "400", Data = "bad json" }) return end
  m.reply({ Status = "200", Data = require("json").encode({ sum = body.a + body.b }) })
end)
--> Action=Api from=stranger
{"a": 1, "b": 2.5}
--> Action=Api from=stranger
{broken
--> Action=Api from=stranger
{"a": 1}
--@ ask-two-processes
Handlers.add("quote", "Quote", function(m)
  local a = Send({ Target = "<process>", Action = "Price" }).receive()
  local b = Send({ Target = "<friend>", Action = "Price" }).receive()
  m.reply({ Data = tostring(tonumber(a.Data) + tonumber(b.Data)) })
end)
--> Action=Quote from=stranger Reference=77
--> from=process X-Reference=1
20
--> from=friend X-Reference=2
22
--@ lottery
Players = {} Handlers.add("join", "Join", function(m) Players[#Players + 1] = m.From if #Players == 3 then local w = Players[math.random(#Players)] Send({ Target = w, Action = "Won" }) Players = {} end end)
--> Action=Join from=stranger
--> Action=Join from=friend
--> Action=Join from=process
--@ escrow
Escrow = {} Handlers.add("credit", "Credit-Notice", function(m) Escrow[m.Sender] = (Escrow[m.Sender] or 0) + tonumber(m.Quantity) end)
Handlers.add("withdraw", "Withdraw", function(m) local q = Escrow[m.From] or 0 assert(q > 0, "nothing to withdraw") Escrow[m.From] = nil
  Send({ Target = "<process>", Action = "Transfer", Recipient = m.From, Quantity = tostring(q) }) end)
--> Action=Credit-Notice from=process Sender=<stranger> Quantity=50
--> Action=Withdraw from=stranger
--> Action=Withdraw from=stranger
--@ module-in-eval
package.loaded["util"] = (function() local M = {} function M.double(x) return x * 2 end return M end)() return require("util").double(21)
--@ load-module-text
local f = load([[local M = {} function M.hi() return "hi" end return M]], "mod") package.loaded.mod = f() return require("mod").hi()
--@ search-inbox
--> Action=A from=stranger
1
--> Action=B from=stranger
2
--> Action=A from=friend
3
-->eval
local found = Utils.filter(function(m) return m.Action == "A" end, Inbox) return #found .. found[2].Data
--@ upgrade-handler
Handlers.add("v", "V", function(m) m.reply({ Data = "v1" }) end)
--> Action=V from=stranger
-->eval
Handlers.add("v", "V", function(m) m.reply({ Data = "v2" }) end)
--> Action=V from=stranger
--@ middleware
Handlers.prepend("log", function() return "continue" end, function(m) Log = (Log or "") .. (m.Action or "?") .. ";" end)
--> Action=A from=stranger
--> from=stranger
-->eval
return Log
--@ guard
Handlers.prepend("guard", function(m) return m.Action == "Admin" and m.From ~= Owner end, function(m) m.reply({ Error = "not allowed" }) end)
Handlers.add("admin", "Admin", function(m) print("admin work") end)
--> Action=Admin from=stranger
--> Action=Admin from=owner
--@ subscription
Subs = {} Handlers.add("sub", "Subscribe", function(m) Subs[#Subs + 1] = { who = m.From, until_ = m.Timestamp + 2500 } end)
Handlers.add("pub", "Publish", function(m) for _, s in ipairs(Subs) do if s.until_ >= m.Timestamp then Send({ Target = s.who, Data = m.Data }) end end end)
--> Action=Subscribe from=stranger
--> Action=Publish from=owner
soon
--> Action=Subscribe from=friend
--> Action=Publish from=owner
later
--@ factory
Children = {} Handlers.add("make", "Make", function(m) local c = ao.spawn(ao.env.Module.Id, { Name = m.Child, Authority = ao.authorities[1], ["On-Boot"] = "Data", Data = "print('born')" }).receive() Children[#Children + 1] = c.Process m.reply({ Process = c.Process }) end)
--> Action=Make Child=one from=stranger Reference=3
--> Action=Spawned from=self Reference=1 Process=child-id
-->eval
return Children
