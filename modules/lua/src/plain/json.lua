-- require("json"): the C encoder and decoder.
local _, native = ...

return { _version = "0.2.0", encode = native.json.encode, decode = native.json.decode }
