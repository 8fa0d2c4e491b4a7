-- require(".stringify"): tables as coloured text for the console.
local stringify = { _version = "0.0.1" }

local type, pairs, tostring, rep, concat = type, pairs, tostring, string.rep, table.concat
local RED, GREEN, BLUE, RESET = "\27[31m", "\27[32m", "\27[34m", "\27[0m"

-- True for {} and for lists of nothing but texts and numbers.
function stringify.isSimpleArray(value)
  local expected = 1
  for key, one in pairs(value) do
    local kind = type(one)
    if key ~= expected or (kind ~= "number" and kind ~= "string") then
      return false
    end
    expected = expected + 1
  end
  return true
end

local function is_array(value)
  local expected = 1
  for key in pairs(value) do
    if key ~= expected then
      return false
    end
    expected = expected + 1
  end
  return true
end

local write

-- Appends one value to `out`. `open` holds the tables that are being written.
local function write_value(out, value, indent, open)
  local kind = type(value)
  if kind == "table" then
    if open[value] then
      out[#out + 1] = "<circular reference>"
    else
      write(out, value, indent, open)
    end
  elseif kind == "string" then
    out[#out + 1] = GREEN .. '"' .. value .. '"' .. RESET
  else
    out[#out + 1] = BLUE .. tostring(value) .. RESET
  end
end

function write(out, value, indent, open)
  open[value] = true
  if stringify.isSimpleArray(value) then
    out[#out + 1] = "{ "
    local first = true
    for _, one in pairs(value) do
      if not first then
        out[#out + 1] = ", "
      end
      first = false
      write_value(out, one, indent, open)
    end
    out[#out + 1] = " }"
  elseif is_array(value) then
    local margin = rep(" ", indent + 2)
    out[#out + 1] = "{\n"
    for at, one in pairs(value) do
      out[#out + 1] = at == 1 and margin or ",\n" .. margin
      write_value(out, one, indent + 2, open)
    end
    out[#out + 1] = "\n" .. rep(" ", indent + 1) .. "}"
  else
    local margin = rep(" ", indent + 3) .. RED
    out[#out + 1] = "{\n"
    local first = true
    for key, one in pairs(value) do
      out[#out + 1] = (first and "" or ",\n") .. margin .. tostring(key) .. RESET .. " = "
      first = false
      write_value(out, one, indent + 2, open)
    end
    out[#out + 1] = "\n" .. rep(" ", indent) .. "}"
  end
  open[value] = nil
end

function stringify.format(value, indent)
  if type(value) ~= "table" then
    error("[string \".stringify\"]:49: bad argument #1 to 'for iterator' (table expected, got " .. type(value) .. ")", 0)
  end
  local out = {}
  write(out, value, indent or 0, {})
  return concat(out)
end

return stringify
