-- require(".state")(): what a process holds, as {[global] = {type, bytes, entries}}. Standard names are left out.
-- Sizes are those of the contents, counted once, without the memory manager's own overhead.
local VISITS = 200000

local standard = {}
for name in pairs(_G) do
  standard[name] = true
end
for name in
  ("ao Handlers Utils Dump Colors Bell HANDLER_PRINT_LOGS print Send Spawn Assign Tab Receive Version Prompt handle Seeded"):gmatch("%S+")
do
  standard[name] = true
end

local function measure(value, seen, budget)
  local kind = type(value)
  if kind == "string" then
    return #value + 24
  elseif kind ~= "table" then
    return kind == "function" and 40 or 0
  elseif seen[value] or budget.left <= 0 then
    return 0
  end
  seen[value] = true
  local bytes = 56
  for key, one in next, value do
    budget.left = budget.left - 1
    if budget.left <= 0 then
      budget.cut = true
      break
    end
    bytes = bytes + 40 + measure(key, seen, budget) + measure(one, seen, budget)
  end
  return bytes
end

return function()
  local rows, seen, budget = {}, {}, { left = VISITS, cut = false }
  local names = {}
  for name in next, _G do
    if type(name) == "string" and not standard[name] then
      names[#names + 1] = name
    end
  end
  table.sort(names)
  for _, name in ipairs(names) do
    local value = rawget(_G, name)
    local entries
    if type(value) == "table" then
      entries = 0
      for _ in next, value do
        entries = entries + 1
      end
    end
    rows[name] = { type = type(value), bytes = measure(value, seen, budget), entries = entries }
  end
  rows["(memory)"] = { type = "all", bytes = math.floor(collectgarbage("count") * 1024), cut = budget.cut or nil }
  return rows
end
