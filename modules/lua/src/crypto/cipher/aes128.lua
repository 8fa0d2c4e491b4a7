return require(".crypto.cipher.aes-block")(16)
