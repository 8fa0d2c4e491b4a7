-- Voting: stakers decide, by the weight of their stake, until a block height
--
-- Actions: Vote (Side yay or nay, Target, and with the first vote Deadline in blocks and a Command), Vote-Info, Votes. Load it after the
-- staking blueprint. Votes end on the first message after their deadline: a Vote-Result goes to who called it, and when the yays weigh
-- more, its `Command`, if `VoteRunsCommands` is true, is evaluated.
local bint = require(".bint")(256)
local json = require("json")

assert(Stakers, "voting needs stakers: load the staking blueprint first")
Votes = Votes or {}
VoteBlocks = VoteBlocks or 720
if VoteRunsCommands == nil then VoteRunsCommands = false end

-- A tag can overwrite the field of a message, so the host is asked where it can be (on stock aos it cannot: a stranger may move the clock).
local function height_of(msg) return tonumber((ao.host and ao.host() or msg)["Block-Height"]) end

local function weigh(vote)
  local sums = { yay = bint(0), nay = bint(0) }
  for address, side in pairs(vote.sides) do
    local staker = Stakers[address]
    if staker then sums[side] = sums[side] + bint(staker.amount) end
  end
  return sums.yay, sums.nay
end

Handlers.add("vote", "Vote", function(msg)
  local side, target = msg.Side, msg.Tags.Target
  assert(Stakers[msg.From], "Only stakers vote")
  assert(side == "yay" or side == "nay", "Side must be yay or nay")
  assert(type(target) == "string" and target ~= "", "Target is required!")
  local vote = Votes[target]
  if not vote then
    local blocks = msg.Deadline == nil and VoteBlocks or math.tointeger(tonumber(msg.Deadline))
    assert(blocks and blocks > 0, "Deadline must be a number of blocks")
    vote = { deadline = height_of(msg) + blocks, by = msg.From, command = msg.Command, sides = {} }
    Votes[target] = vote
  end
  vote.sides[msg.From] = side
  msg.reply({ Action = "Voted", Vote = target, Side = side, Deadline = tostring(vote.deadline) })
end)

Handlers.add("voteInfo", "Vote-Info", function(msg)
  local target = msg.Tags.Target
  local vote = Votes[target]
  assert(vote, "There is no vote on this target")
  local yay, nay = weigh(vote)
  msg.reply({ Action = "Vote-Info", Yay = tostring(yay), Nay = tostring(nay), Deadline = tostring(vote.deadline), Command = vote.command })
end)

Handlers.add("votes", "Votes", function(msg)
  local open = {}
  for target, vote in pairs(Votes) do open[target] = { deadline = vote.deadline, by = vote.by } end
  msg.reply({ Action = "Votes", Data = next(open) and json.encode(open) or "{}" })
end)

local function finish(target, vote)
  local yay, nay = weigh(vote)
  local result = yay > nay and "yay" or "nay"
  ao.send({ Target = vote.by, Action = "Vote-Result", Vote = target, Result = result, Yay = tostring(yay), Nay = tostring(nay) })
  if result == "yay" and vote.command and VoteRunsCommands then
    local command, problem = load(vote.command, "=vote")
    local ok, failure = command ~= nil, problem
    if command then ok, failure = pcall(command) end
    -- A command that fails must not keep every later message from being handled.
    if not ok then ao.send({ Target = vote.by, Action = "Vote-Command-Failed", Vote = target, Data = tostring(failure) }) end
  end
end

Handlers.prepend("finishVotes", function() return "continue" end, function(msg)
  local height = height_of(msg)
  if not height then return end
  local ended = {}
  for target, vote in pairs(Votes) do
    if vote.deadline <= height then ended[#ended + 1] = target end
  end
  table.sort(ended)
  for _, target in ipairs(ended) do
    local vote = Votes[target]
    Votes[target] = nil
    finish(target, vote)
  end
end)
