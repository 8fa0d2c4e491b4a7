-- What the expressions use, and P(text): evaluates one and tells what it gave, on one line.
C = require(".crypto")
S, A, H, Q = C.utils.stream, C.utils.array, C.utils.hex, C.utils.queue
bint = require(".bint")(256)
b64 = require(".base64")
chance = require(".chance")

-- The fields of a table as they are, whatever its metatable says.
function raw(value)
  local fields = {}
  for k, v in pairs(value) do
    fields[#fields + 1] = tostring(k) .. "=" .. tostring(v)
  end
  table.sort(fields)
  return table.concat(fields, ",")
end

local function escaped(text)
  return (string.format("%q", text):gsub("[\1-\31\127-\255]", function(c)
    return string.format("\\x%02x", c:byte())
  end))
end

local function before(a, b)
  if type(a) == type(b) and (type(a) == "number" or type(a) == "string") then
    return a < b
  end
  return tostring(a) < tostring(b)
end

local function show(value, depth)
  local kind = type(value)
  if kind == "string" then
    return escaped(value)
  end
  if kind == "number" then
    return math.type(value) == "float" and string.format("float %.17g", value) or tostring(value)
  end
  if kind ~= "table" then
    return kind == "function" and kind or tostring(value)
  end
  local meta = getmetatable(value)
  if type(meta) == "table" and rawget(meta, "__tostring") then
    return "<" .. tostring(value) .. ">"
  end
  if depth > 4 then
    return "{...}"
  end
  local keys, parts = {}, {}
  for k in pairs(value) do
    keys[#keys + 1] = k
  end
  table.sort(keys, before)
  for i, k in ipairs(keys) do
    parts[i] = (k == i and "" or tostring(k) .. "=") .. show(value[k], depth + 1)
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

function P(text)
  local f = load("return " .. text, "=x") or assert(load(text, "=x"))
  local results = table.pack(pcall(f))
  local parts = {}
  for i = 2, results.n do
    parts[#parts + 1] = show(results[i], 0)
  end
  return (results[1] and "" or "RAISES ") .. table.concat(parts, " | ")
end
