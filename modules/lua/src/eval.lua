-- require(".eval")(ao): the handle of Eval messages.
local stringify = require(".stringify")
-- Held here, so that a program that overwrites them can still be reached.
local load, rawget, type, tostring, error, match, insert = load, rawget, type, tostring, error, string.match, table.insert

-- Words that no expression starts with: "return " in front of them could only fail, and failing is slow.
local STATEMENTS = {}
for word in ("return local if for while do repeat break goto"):gmatch("%l+") do
  STATEMENTS[word] = true
end

return function(ao)
  return function(msg)
    local text = msg.Data
    local kind = type(text)
    if kind ~= "string" and kind ~= "number" then
      error("[string \".eval\"]:33: attempt to concatenate a " .. kind .. " value (local 'expr')", 0)
    end
    -- Typing State in a console shows the state, unless the program has a State of its own.
    if text == "State" and rawget(_G, "State") == nil then
      text = 'require(".state")()'
    end
    local run, problem
    if not STATEMENTS[match(text, "^%s*(%l+)%f[^%w_]") or ""] then
      run = load("return " .. text, "aos", "t", _G)
    end
    if run == nil then
      run, problem = load(text .. "", "aos", "t", _G)
    end
    if run == nil then
      ao.outbox.Error = problem
      return
    end
    local value, also = run()
    if also then
      ao.outbox.Error = also
      return
    end
    if value then
      insert(HANDLER_PRINT_LOGS, type(value) == "table" and stringify.format(value) or tostring(value))
    end
    -- A prompt that fails must fail now, while this message can still be undone.
    ao.outbox.Output = { data = value, prompt = Prompt() }
  end
end
