-- Both ways between bytes and pairs of digits. A pair of mixed case stands for nothing.
local byteOf, pairOf = {}, {}
for byte = 0, 255 do
  local pair = string.format("%02X", byte)
  byteOf[pair], byteOf[pair:lower()], pairOf[byte] = byte, byte, pair
end
return { byteOf = byteOf, pairOf = pairOf }
