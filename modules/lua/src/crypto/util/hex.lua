local hex = {}

-- With `ln`, a line break after every so many bytes and `separator` between the others.
function hex.stringToHex(s, ln, separator)
  local size = #s
  if size == 0 then
    return ""
  end
  if not ln then
    return (s:gsub(".", function(c)
      return string.format("%02x", c:byte())
    end))
  end
  separator = separator or ""
  local parts = {}
  for i = 1, size - 1 do
    parts[i] = string.format("%02x", s:byte(i)) .. (i % ln == 0 and "\n" or separator)
  end
  parts[size] = string.format("%02x", s:byte(size))
  return table.concat(parts)
end

-- Blanks are left out, unless `unsafe`: then all that is no pair of digits stays as it is.
function hex.hexToString(text, unsafe)
  local gsub = string.gsub
  if not unsafe then
    text = gsub(text, "%s+", "")
    if text:find("%W") or #text % 2 ~= 0 then
      error("invalid hex string")
    end
  end
  return (gsub(text, "(%x%x)", function(pair)
    return string.char(tonumber(pair, 16))
  end))
end

return hex
