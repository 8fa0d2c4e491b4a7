import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bytesId } from "../../src/base/ids.ts";
import { createEd25519Signer } from "../../src/crypto/ed25519.ts";
import type { Signer } from "../../src/crypto/signer.ts";
import { type AssignmentFields, createAssignment, signAssignment } from "../../src/protocol/assignment.ts";
import { createItem } from "../../src/protocol/create-item.ts";
import { parseItem, verifyItem } from "../../src/protocol/item.ts";
import { property } from "./support.ts";

const signer = createEd25519Signer(new Uint8Array(32).fill(5));
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const word = (maxLength: number) => fc.string({ unit: "binary", minLength: 1, maxLength }).filter((text) => text.isWellFormed());

test("an item that was made is the item that its bytes read as", () => {
  const fields = fc.record({
    target: fc.oneof(fc.constant("" as const), bytes32.map(bytesId)),
    anchor: fc.option(bytes32, { nil: undefined }),
    tags: fc.array(fc.record({ name: word(100), value: word(700) }), { maxLength: 12 }),
    data: fc.uint8Array({ maxLength: 300 }),
  });
  fc.assert(
    fc.property(fields, ({ anchor, ...rest }) => {
      const made = createItem(anchor === undefined ? rest : { ...rest, anchor }, signer);
      const read = parseItem(made.bytes);
      verifyItem(read);
      assert.deepEqual({ ...made }, { ...read });
    }),
    property(60),
  );
});

test("an assignment signed without its bytes is the one with them", () => {
  const id = bytesId(new Uint8Array(32).fill(9));
  const fields: AssignmentFields = {
    process: id,
    epoch: 0,
    slot: 7,
    hashChain: id,
    blockHeight: 3,
    timestamp: 1_700_000_000_000,
    message: id,
    exclude: ["Data"],
  };
  const anchor = new Uint8Array(32).fill(1);
  const [short, whole] = [signAssignment(fields, anchor, signer), createAssignment(fields, anchor, signer)];
  assert.equal(short.id, whole.id);
  assert.deepEqual(short.signature, whole.signature);
});

test("a signer whose lengths or type are wrong makes no item", () => {
  const made = (changes: Partial<Signer>) => () => createItem({ tags: [], data: new Uint8Array(0) }, { ...signer, ...changes });
  assert.throws(made({ sign: () => new Uint8Array(63) }), { code: "BAD_REQUEST" });
  assert.throws(made({ owner: new Uint8Array(33) }), { code: "BAD_REQUEST" });
  assert.throws(made({ type: 99 }), { code: "SIGNATURE_TYPE_UNSUPPORTED" });
});
