return require(".crypto.cipher.aes-block")(24)
