-- require(".pretty"): tables as plain indented lines.
local pretty = { _version = "0.0.1" }

local function write(out, value, indent, open)
  open[value] = true
  local margin = string.rep(" ", indent)
  for key, one in pairs(value) do
    local label = margin .. tostring(key) .. ": "
    if type(one) ~= "table" then
      out[#out + 1] = label .. tostring(one) .. "\n"
    elseif open[one] then
      out[#out + 1] = label .. "<circular reference>\n"
    else
      out[#out + 1] = label .. "\n"
      write(out, one, indent + 1, open)
    end
  end
  open[value] = nil
end

function pretty.tprint(value, indent)
  if type(value) ~= "table" then
    error("[string \".pretty\"]:35: bad argument #1 to 'for iterator' (table expected, got " .. type(value) .. ")", 0)
  end
  local out = {}
  write(out, value, indent or 0, {})
  return table.concat(out)
end

return pretty
