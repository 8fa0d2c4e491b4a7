return {
  -- A whole number from 1 to 100.
  amount = function(text)
    local amount = math.tointeger(tonumber(text))
    assert(amount and amount >= 1 and amount <= 100, "By must be a whole number from 1 to 100")
    return amount
  end,
}
