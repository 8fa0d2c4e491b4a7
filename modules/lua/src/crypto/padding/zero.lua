-- Zeros that fill the last block. There are more of them than that needs; the rest never makes a block.
return function(blockSize, byteCount)
  local left = blockSize - (byteCount - 1) % blockSize + 1
  return function()
    if left > 0 then
      left = left - 1
      return 0
    end
    return nil
  end
end
