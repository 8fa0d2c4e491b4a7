-- MORUS-1280. What is encrypted begins with the associated data in the clear and ends with a tag of 16 bytes.
local _, native = ...
local chunked = require(".crypto.cipher.chunked")
local KEY, TAG = 32, 16

local function encrypt(key, iv, m, ad)
  if type(m) ~= "string" then
    return #m
  end
  ad = ad or ""
  local text, tag = native.aead.morus(key, iv, m, ad)
  local chunks = { ad }
  for part in text:gmatch("." .. (".?"):rep(31)) do
    chunks[#chunks + 1] = part
  end
  chunks[#chunks + 1] = tag
  return chunked(chunks)
end

local function decrypt(key, iv, e, adlen)
  local size
  size, adlen = #e, (adlen or 0) + 0
  if size - TAG - adlen < 0 or adlen < 0 then
    error("the text is shorter than its parts")
  end
  local text, tag = native.aead.morus(key, iv, e:sub(adlen + 1, size - TAG), e:sub(1, adlen), true)
  if tag ~= e:sub(size - TAG + 1) then
    return nil, "decrypt error"
  end
  return text
end

return {
  key_size = KEY,
  nonce_size = 16,
  variant = "Morus-1280",
  encrypt = encrypt,
  decrypt = decrypt,
  state_update = native.aead.morus_update,
}
