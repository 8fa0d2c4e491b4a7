-- What the host says of the message that is here now. Tags of a message can overwrite these on the message itself.
return { fields = {} }
