-- A result whose `asBytes` gives the pieces it was made of.
local _, native = ...

return function(chunks)
  local text = table.concat(chunks)
  return {
    asBytes = function()
      return chunks
    end,
    asHex = function()
      return native.stream.hex(text)
    end,
    asString = function()
      return text
    end,
  }
end
