-- require(".base64"): the coding is in C, the tables of other alphabets are made here.
local _, native = ...
local CODES = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

local base64 = {}

function base64.makeencoder(s62, s63, pad)
  local encoder = {}
  for i = 1, #CODES do
    encoder[i - 1] = CODES:byte(i)
  end
  for code, char in pairs({ [62] = s62 or "+", [63] = s63 or "/", [64] = pad or "=" }) do
    encoder[code] = char:byte()
  end
  return encoder
end

function base64.makedecoder(s62, s63, pad)
  local decoder = {}
  for code, byte in pairs(base64.makeencoder(s62, s63, pad)) do
    decoder[byte] = code
  end
  return decoder
end

-- A third argument (whether to cache) is accepted and means nothing here.
function base64.encode(text, encoder)
  return native.base64.encode(text, encoder)
end

function base64.decode(text, decoder)
  return native.base64.decode(text, decoder)
end

return base64
