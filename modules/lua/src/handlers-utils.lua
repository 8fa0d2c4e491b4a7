-- Handlers.utils: ready-made patterns and handles.
local helpers = { _version = "0.0.2" }
local utils = require(".utils")
local type, ipairs, error = type, ipairs, error

local function fail(text)
  error('[string ".handlers-utils"]:' .. text, 0)
end

function helpers.hasMatchingTag(name, value)
  if type(name) ~= "string" or type(value) ~= "string" then
    fail("45: invalid arguments: (name : string, value : string)")
  end
  return function(msg)
    return msg.Tags[name] == value
  end
end

function helpers.hasMatchingTagOf(name, values)
  if type(name) ~= "string" or type(values) ~= "table" then
    fail("71: invalid arguments: (name : string, values : string[])")
  end
  return function(msg)
    local found = msg.Tags[name]
    for _, value in ipairs(values) do
      if found == value then
        return true
      end
    end
    return 0
  end
end

function helpers.hasMatchingData(value)
  if type(value) ~= "string" then
    fail("109: invalid arguments: (value : string)")
  end
  return function(msg)
    return msg.Data == value
  end
end

function helpers.reply(input)
  local kind = type(input)
  if kind ~= "string" and kind ~= "table" then
    fail("131: invalid arguments: (input : table or string)")
  end
  return function(msg)
    msg.reply(kind == "string" and { Data = input } or input)
  end
end

-- The pattern, but the handlers after it run too.
function helpers.continue(pattern)
  return function(msg)
    local answer = utils.matchesSpec(msg, pattern)
    if not answer or answer == 0 or answer == "skip" then
      return answer
    end
    return 1
  end
end

return helpers
