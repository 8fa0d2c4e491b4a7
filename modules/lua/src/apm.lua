-- require(".apm"): client of the package registry. Packages are asked for by message and arrive later.
local apm = {
  _version = "2.0.6",
  registry = "DKF8oXtPvh3q8s0fJFIeHFyHNM6oKrwMCUrPxEMroak",
  installed = {},
}
local json = require("json")

local GREEN, RED, RESET = "\27[32m", "\27[31m", "\27[0m"
local DEFAULT_VENDOR = "@apm/"

local function say(color, text)
  print(color .. "[APM] " .. RESET .. text)
end

local function full_name(name)
  if type(name) ~= "string" or name == "" then
    error("the name of a package is a text such as @vendor/name", 3)
  end
  return name:sub(1, 1) == "@" and name or DEFAULT_VENDOR .. name
end

-- What require finds: @vendor/name, but packages of @apm by their bare name.
local function module_name(name)
  if name:sub(1, #DEFAULT_VENDOR) == DEFAULT_VENDOR then
    return name:sub(#DEFAULT_VENDOR + 1)
  end
  return name
end

local function split(wanted)
  local name, version = wanted:match("^(@?[^@]+)@(.+)$")
  if name then
    return name, version
  end
  return wanted, nil
end

local function ask(action, data)
  ao.send({ Target = apm.registry, Action = action, Data = data })
end

-- name or @vendor/name, with @version or not
function apm.install(name)
  ask("APM.Download", full_name(name))
  return "📦 Download request sent"
end

function apm.search(text)
  if type(text) ~= "string" then
    error("what to search for is a text", 2)
  end
  ask("APM.Search", text)
  return "🔎 Searching for packages"
end

function apm.info(name)
  ask("APM.Info", full_name(name))
  return "ℹ️ Information requested"
end

function apm.update()
  ask("APM.Update")
  return "📥 Update requested"
end

function apm.uninstall(name)
  local full = split(full_name(name))
  if apm.installed[full] == nil then
    return "❌ Package is not installed"
  end
  apm.installed[full] = nil
  package.loaded[module_name(full)] = nil
  return "📦 Package has been uninstalled"
end

local function from_hex(text)
  if #text % 2 ~= 0 or text:find("[^%x]") then
    error("the registry sent a source that is not hex", 0)
  end
  return (text:gsub("%x%x", function(pair)
    return string.char(tonumber(pair, 16))
  end))
end

local function compile(name, source)
  local run, problem = load(source, name, "t", _G)
  if run == nil then
    error(problem, 0)
  end
  local made = run()
  return made == nil and true or made
end

local function installed(msg)
  local name, version = msg.Tags.Name, msg.Tags.Version
  if type(name) ~= "string" then
    error("the registry sent a package without a name", 0)
  end
  local dependencies = {}
  if type(msg.Tags.Dependencies) == "string" and msg.Tags.Dependencies ~= "" then
    dependencies = json.decode(msg.Tags.Dependencies)
  end
  for dependency, wanted in pairs(dependencies) do
    if type(dependency) == "string" and apm.installed[dependency] == nil then
      local at = type(wanted) == "table" and wanted.version or wanted
      apm.install(type(at) == "string" and dependency .. "@" .. at or dependency)
    end
  end
  package.loaded[module_name(name)] = compile(name, from_hex(msg.Data))
  apm.installed[name] = version
  say(GREEN, "installed " .. name .. "@" .. tostring(version))
end

local function updated(msg)
  local made = compile("apm", from_hex(msg.Data))
  package.loaded[".apm"] = made
  say(GREEN, "the client is now " .. tostring(type(made) == "table" and made._version or msg.Tags.Version))
end

local function shown(msg)
  local ok, found = pcall(json.decode, msg.Data)
  print(ok and found or msg.Data)
end

local answers = {
  ["APM.DownloadResponse"] = installed,
  ["APM.UpdateResponse"] = updated,
  ["APM.SearchResponse"] = shown,
  ["APM.InfoResponse"] = shown,
}

-- Only the registry is believed.
Handlers.add("APM.answers", function(msg)
  return msg.From == apm.registry and answers[msg.Action] ~= nil
end, function(msg)
  if msg.Tags.Result ~= "success" then
    say(RED, msg.Action .. ": " .. tostring(msg.Data))
    return
  end
  answers[msg.Action](msg)
end)

return apm
