-- require(".assignment"): which assignments (messages meant for others) this process accepts.
local assignment = { _version = "0.1.0" }
local utils = require(".utils")

local function fail(text)
  error('[string ".assignment"]:' .. text, 0)
end

local function index_of(ao, name)
  for at, entry in ipairs(ao.assignables) do
    if entry.name == name then
      return at
    end
  end
end

function assignment.init(ao)
  ao.assignables = ao.assignables or {}

  -- (spec) or (name, spec); the same name again changes the spec.
  ao.addAssignable = ao.addAssignable
    or function(...)
      local name, spec = ...
      if select("#", ...) == 1 then
        name, spec = nil, name
      elseif type(name) ~= "string" then
        fail("95: MatchSpec name MUST be a string")
      end
      local at = name and index_of(ao, name)
      if at then
        ao.assignables[at].pattern = spec
      else
        table.insert(ao.assignables, { name = name, pattern = spec })
      end
    end

  ao.removeAssignable = ao.removeAssignable
    or function(which)
      local at = which
      if type(which) == "string" then
        at = index_of(ao, which)
        if at == nil then
          return
        end
      elseif type(which) ~= "number" then
        fail("133: index MUST be a number")
      end
      if ao.assignables[at] ~= nil then
        table.remove(ao.assignables, at)
      end
    end

  ao.isAssignment = ao.isAssignment or function(msg)
    return msg.Target ~= ao.id
  end

  ao.isAssignable = ao.isAssignable
    or function(msg)
      for _, entry in ipairs(ao.assignables) do
        local answer = utils.matchesSpec(msg, entry.pattern)
        if answer and answer ~= 0 and answer ~= "skip" then
          return true
        end
      end
      return false
    end
end

return assignment
