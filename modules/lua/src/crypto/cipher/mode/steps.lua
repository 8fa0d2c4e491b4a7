-- What the modes have in common: collecting blocks, keys and padding.
local Array = require(".crypto.util.array")
local Queue = require(".crypto.util.queue")

-- process(block, iv, crypt) gives the output and the next iv. The first block is the iv, unless the mode has none.
return function(process, decrypts, hasNoIv)
  return function()
    local key, blockCipher, padding, inputQueue, outputQueue, iv
    local self = {}

    local function crypt(block)
      return (decrypts and blockCipher.decrypt or blockCipher.encrypt)(key, block)
    end

    function self.setKey(bytes)
      key = bytes
      return self
    end

    function self.setBlockCipher(cipher)
      blockCipher = cipher
      return self
    end

    function self.setPadding(make)
      padding = make
      return self
    end

    function self.init()
      inputQueue, outputQueue, iv = Queue(), Queue(), nil
      return self
    end

    function self.update(stream)
      local byte = stream()
      while byte ~= nil do
        inputQueue.push(byte)
        if inputQueue.size() >= blockCipher.blockSize then
          local block, output = Array.readFromQueue(inputQueue, blockCipher.blockSize), nil
          if iv == nil and not hasNoIv then
            iv = block
          else
            output, iv = process(block, iv, crypt)
            Array.writeToQueue(outputQueue, output)
          end
        end
        byte = stream()
      end
      return self
    end

    function self.finish()
      return self.update(padding(blockCipher.blockSize, inputQueue.getHead()))
    end

    function self.getOutputQueue()
      return outputQueue
    end

    -- These three empty the output.
    function self.asBytes()
      return Array.readFromQueue(outputQueue, outputQueue.size())
    end

    function self.asHex()
      return Array.toHex(self.asBytes())
    end

    function self.asString()
      return Array.toString(self.asBytes())
    end

    return self
  end
end
