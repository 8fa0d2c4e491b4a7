import assert from "node:assert/strict";
import { test } from "node:test";
import * as protocol from "../../src/protocol/public.ts";

test("a stranger can make, bundle, parse and verify with the public surface alone", () => {
  const signer = protocol.createEd25519Signer(new Uint8Array(32).fill(1));
  const item = protocol.createItem(
    {
      tags: [
        { name: "Data-Protocol", value: "ao" },
        { name: "Type", value: "Message" },
      ],
      target: signer.address,
      data: new Uint8Array(1),
    },
    signer,
  );
  const { items } = protocol.readBundle(protocol.createBundle([item]));
  const read = items[0]?.item;
  assert.ok(read);
  protocol.verifyItem(read);
  assert.equal(protocol.describeMessage(read).process, signer.address);
  assert.throws(() => protocol.parseItem(new Uint8Array(3)), protocol.LoomError);
});
