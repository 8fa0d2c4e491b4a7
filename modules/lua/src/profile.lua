-- Counts what each handler does. Nothing here depends on a clock, so all machines count the same.
return function()
  local rows = {}

  local function row(name)
    local found = rows[name]
    if found == nil then
      found = { runs = 0, errors = 0, sent = 0, kib = 0 }
      rows[name] = found
    end
    return found
  end

  return {
    run = function(entry, msg, note)
      local ao = require(".ao")
      local counted = row(entry.name)
      local sent, memory = ao.reference, collectgarbage("count")
      local ok, problem = xpcall(entry.handle, note, msg)
      counted.runs = counted.runs + 1
      counted.errors = counted.errors + (ok and 0 or 1)
      counted.sent = counted.sent + math.max(0, ao.reference - sent)
      counted.kib = counted.kib + math.max(0, collectgarbage("count") - memory)
      return ok, problem
    end,
    report = function()
      return rows
    end,
  }
end
