import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { bytesId } from "../../src/base/ids.ts";
import type { Tag } from "../../src/base/tags.ts";
import {
  type AssignmentFields,
  assignmentTags,
  createAssignment,
  parseAssignment,
  rebuildAssignment,
} from "../../src/protocol/assignment.ts";
import { firstHashChain, nextHashChain } from "../../src/protocol/hash-chain.ts";
import { parseItem, verifyItem } from "../../src/protocol/item.ts";
import { codeOf, property, seed, seededSigners } from "./support.ts";

const anyId = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(bytesId);
const anyFields: fc.Arbitrary<AssignmentFields> = fc
  .record({
    process: anyId,
    slot: fc.nat(),
    hashChain: anyId,
    blockHeight: fc.oneof(fc.nat(), fc.constant(999_999_999_999)),
    timestamp: fc.nat(2 ** 31).map((n) => n * 1000),
    message: fc.option(anyId),
    exclude: fc.array(fc.string({ minLength: 1, maxLength: 20 }), { maxLength: 3 }),
    environment: fc.option(fc.string({ minLength: 1, maxLength: 20 })),
  })
  .map(({ environment, ...fields }) => ({ ...fields, epoch: 0 as const, ...(environment === null ? {} : { environment }) }));

const fields: AssignmentFields = {
  process: bytesId(seed(1)),
  epoch: 0,
  slot: 7,
  hashChain: bytesId(seed(2)),
  blockHeight: 1_440_001,
  timestamp: 1_700_000_000_123,
  message: bytesId(seed(3)),
  exclude: ["Data", "Owner"],
};

test("tags are in the order of the reference scheduler, the environment last", () => {
  assert.deepEqual(
    assignmentTags({ ...fields, environment: "1" }).map(({ name, value }) => `${name}=${value}`),
    [
      `Process=${fields.process}`,
      "Epoch=0",
      "Nonce=7",
      `Hash-Chain=${fields.hashChain}`,
      "Block-Height=000001440001",
      "Timestamp=1700000000123",
      "Data-Protocol=ao",
      "Type=Assignment",
      "Variant=ao.TN.1",
      `Message=${fields.message}`,
      "Exclude=Data",
      "Exclude=Owner",
      "Environment=1",
    ],
  );
  assert.equal(assignmentTags({ ...fields, message: null, exclude: [] }).at(-1)?.name, "Variant");
});

test("an assignment is a verifiable item without target and data; its fields come back", () => {
  fc.assert(
    fc.property(anyFields, fc.constantFrom(...seededSigners), (any, signer) => {
      const item = createAssignment(any, seed(9), signer);
      verifyItem(parseItem(item.bytes));
      assert.deepEqual([item.target, item.data.byteLength, item.anchor], ["", 0, seed(9)]);
      assert.deepEqual(parseAssignment(item), any);
    }),
    property(60),
  );
});

test("its bytes can be rebuilt from what is kept", () => {
  fc.assert(
    fc.property(anyFields, fc.constantFrom(...seededSigners), (any, signer) => {
      const { bytes, signature, owner, signatureType, anchor } = createAssignment(any, seed(9), signer);
      assert.deepEqual(rebuildAssignment(any, anchor ?? seed(0), signature, owner, signatureType), bytes);
    }),
    property(60),
  );
});

test("broken assignments are refused by tag", () => {
  const good = assignmentTags(fields);
  const without = (name: string): Tag[] => good.filter((tag) => tag.name !== name);
  const set = (name: string, value: string): Tag[] => good.map((tag) => (tag.name === name ? { name, value } : tag));
  assert.deepEqual(parseAssignment({ tags: good }), fields);
  for (const name of ["Process", "Epoch", "Nonce", "Hash-Chain", "Block-Height", "Timestamp", "Data-Protocol", "Type"]) {
    assert.equal(
      codeOf(() => parseAssignment({ tags: without(name) })),
      "ASSIGNMENT_INVALID",
      `without ${name}`,
    );
    assert.equal(
      codeOf(() => parseAssignment({ tags: set(name, "-1") })),
      "ASSIGNMENT_INVALID",
      `${name} = -1`,
    );
    if (name !== "Data-Protocol")
      assert.equal(
        codeOf(() => parseAssignment({ tags: [...good, { name, value: "0" }] })),
        "ASSIGNMENT_INVALID",
        `two ${name}`,
      );
  }
  for (const bad of ["", "1.5", "1e3", "0x1", " 1", "9".repeat(17), "9007199254740993"]) {
    assert.equal(
      codeOf(() => parseAssignment({ tags: set("Nonce", bad) })),
      "ASSIGNMENT_INVALID",
      `nonce ${bad}`,
    );
  }
  assert.equal(
    codeOf(() => parseAssignment({ tags: set("Message", "x") })),
    "ASSIGNMENT_INVALID",
  );
  assert.equal(
    codeOf(() => parseAssignment({ tags: [...good, { name: "Message", value: bytesId(seed(4)) }] })),
    "ASSIGNMENT_INVALID",
  );
  assert.equal(parseAssignment({ tags: without("Message") }).message, null);
});

test("the hash chain", () => {
  const hash = (...parts: readonly Uint8Array[]): string => createHash("sha256").update(Buffer.concat(parts)).digest("base64url");
  const first = firstHashChain(bytesId(seed(1)));
  assert.equal(first, hash(seed(1)));
  assert.equal(nextHashChain(bytesId(seed(2)), first), hash(seed(2), Buffer.from(first, "base64url")), "the assignment id comes first");
  assert.equal(
    codeOf(() => nextHashChain("not*an*id", first)),
    "BAD_REQUEST",
  );
});
