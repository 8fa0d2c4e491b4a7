local issac = require(".crypto.cipher.issac")

return {
  _version = "0.0.1",
  cipher = require(".crypto.cipher.init"),
  digest = require(".crypto.digest.init"),
  kdf = require(".crypto.kdf.init"),
  mac = require(".crypto.mac.init"),
  random = issac.random,
  utils = require(".crypto.util.init"),
}
