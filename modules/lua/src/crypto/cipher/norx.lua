-- NORX64-4-1. What is encrypted ends with a tag of 32 bytes.
local _, native = ...
local chunked = require(".crypto.cipher.chunked")
local TAG, RATE = 32, 96

local function encrypt(key, nonce, plain, header, trailer)
  if type(plain) ~= "string" then
    return #plain
  end
  local text, tag = native.aead.norx(key, nonce, plain, header, trailer)
  local chunks, whole = {}, #text - #text % RATE
  for at = 1, whole, 8 do
    chunks[#chunks + 1] = text:sub(at, at + 7)
  end
  if #text > 0 then
    chunks[#chunks + 1] = text:sub(whole + 1)
  end
  chunks[#chunks + 1] = tag
  return chunked(chunks)
end

local function decrypt(key, nonce, crypted, header, trailer)
  assert(#crypted >= TAG)
  local text, tag = native.aead.norx(key, nonce, crypted:sub(1, -TAG - 1), header, trailer, true)
  if tag ~= crypted:sub(-TAG) then
    return nil, "auth failure"
  end
  return text
end

return {
  key_size = 32,
  nonce_size = 32,
  variant = "NORX 64-4-1",
  encrypt = encrypt,
  decrypt = decrypt,
}
