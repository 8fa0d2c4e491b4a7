return bit32
