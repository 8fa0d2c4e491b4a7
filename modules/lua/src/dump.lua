-- require(".dump") and the global Dump: a value as Lua text, keys in a fixed order.
local type, pairs, tostring, format, rep, concat, sort, find, math_type =
  type, pairs, tostring, string.format, string.rep, table.concat, table.sort, string.find, math.type

local next, ipairs, error = next, ipairs, error

local RESERVED = {}
for word in
  ("and break do else elseif end false for function goto if in local nil not or repeat return then true until while"):gmatch("%a+")
do
  RESERVED[word] = true
end

local function quoted(value)
  return format("%q", tostring(value))
end

-- Numbers first, then texts, then the rest.
local function key_text(key)
  local kind = type(key)
  if kind == "number" then
    return 1, "[" .. tostring(key) .. "]"
  elseif kind ~= "string" then
    return 3, "[" .. (kind == "boolean" and tostring(key) or kind == "table" and "{}" or quoted(key)) .. "]"
  elseif find(key, "^[%a_][%w_]*$") and not RESERVED[key] then
    return 2, key
  end
  return 2, "[" .. quoted(key) .. "]"
end

local function before(a, b)
  if a.rank ~= b.rank then
    return a.rank < b.rank
  elseif a.rank == 1 then
    return a.key < b.key
  end
  return a.text < b.text
end

local function is_list(value)
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

-- The only thing that every Eval dumps is a list of texts.
local function write_list(out, value, style, level)
  for at = 1, #value do
    out[#out + 1] = (at == 1 and "" or ",") .. style.line .. style.margin(level + 1) .. "[" .. at .. "] = "
    write(out, value[at], style, level + 1)
  end
end

local function write_sorted(out, value, style, level)
  local entries = {}
  for key, one in pairs(value) do
    local rank, text = key_text(key)
    entries[#entries + 1] = { rank = rank, key = key, text = text, value = one }
  end
  sort(entries, before)
  for at, entry in ipairs(entries) do
    out[#out + 1] = (at == 1 and "" or ",") .. style.line .. style.margin(level + 1) .. entry.text .. " = "
    write(out, entry.value, style, level + 1)
  end
end

function write(out, value, style, level)
  local kind = type(value)
  if kind == "number" or kind == "boolean" then
    out[#out + 1] = tostring(value)
  elseif kind ~= "table" then
    out[#out + 1] = quoted(value)
  elseif style.open[value] then
    out[#out + 1] = quoted("<Circular " .. tostring(value) .. ">")
  elseif next(value) == nil then
    out[#out + 1] = "{}"
  else
    style.open[value] = true
    out[#out + 1] = "{"
    if is_list(value) then
      write_list(out, value, style, level)
    else
      write_sorted(out, value, style, level)
    end
    out[#out + 1] = style.line .. style.margin(level) .. "}"
    style.open[value] = nil
  end
end

local function natural(value, name, default)
  if value == nil then
    return default
  end
  if math_type(value) ~= "integer" or value < 0 then
    error(name .. " must be unsigned integer", 3)
  end
  return value
end

-- indent: spaces a level, 4; 0 writes one line. padding: spaces before every line but the first, 0.
return function(value, indent, padding)
  indent = natural(indent, "indent", 4)
  padding = natural(padding, "padding", 0)
  if type(value) ~= "table" then
    return quoted(value)
  end
  local margins = {}
  local style = {
    open = {},
    line = indent == 0 and " " or "\n",
    margin = function(level)
      local margin = margins[level]
      if margin == nil then
        margin = indent == 0 and "" or rep(" ", padding + indent * level)
        margins[level] = margin
      end
      return margin
    end,
  }
  local out = {}
  write(out, value, style, 0)
  return concat(out)
end
