import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concat, text, utf8 } from "../../src/base/bytes.ts";
import { bytesId } from "../../src/base/ids.ts";
import { createEd25519Signer } from "../../src/crypto/ed25519.ts";
import { generateRsaJwk } from "../../src/crypto/rsa.ts";
import { createRsaSigner } from "../../src/crypto/rsa-signer.ts";
import { readBundle } from "../../src/protocol/bundle.ts";
import { createItem, serializeItem } from "../../src/protocol/create-item.ts";
import { type Item, parseItem, verifyItem } from "../../src/protocol/item.ts";
import { headerSize, parseItemHeader } from "../../src/protocol/item-header.ts";
import { encodeTags } from "../../src/protocol/tags-avro.ts";
import { anyTags, codeOf, isCoded, property, seed, seededSigners, vector } from "./support.ts";

const rsa = createRsaSigner(await generateRsaJwk());
const signers = [...seededSigners, rsa];
const ed25519 = createEd25519Signer(seed(1));

const anyFields = fc.record({
  target: fc.option(fc.uint8Array({ minLength: 32, maxLength: 32 }).map(bytesId), { nil: "" }),
  anchor: fc.option(fc.uint8Array({ minLength: 32, maxLength: 32 }), { nil: null }),
  tags: anyTags,
  data: fc.uint8Array({ maxLength: 500 }),
});

function make(
  fields: { readonly target: string; readonly anchor: Uint8Array | null; readonly tags: Item["tags"]; readonly data: Uint8Array },
  signer = ed25519,
): Item {
  const { anchor, ...rest } = fields;
  return createItem({ ...rest, ...(anchor === null ? {} : { anchor }) }, signer);
}

/** Parses and verifies; answers null for a coded refusal and fails for any other error. */
function accept(bytes: Uint8Array, lenient = false): Item | null {
  try {
    const item = parseItem(bytes, { lenient });
    verifyItem(item);
    return item;
  } catch (thrown) {
    assert.ok(isCoded(thrown), `uncoded error: ${String(thrown)}`);
    return null;
  }
}

for (const signer of signers) {
  test(`type ${signer.type}: what is created parses to the same and verifies`, () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const item = make(fields, signer);
        const read = accept(item.bytes.slice());
        assert.ok(read);
        assert.deepEqual(read, item);
        assert.equal(read.nonCanonical, false);
        assert.equal(read.signatureType, signer.type);
        assert.equal(read.ownerAddress, signer.address);
        assert.equal(read.target, fields.target);
        assert.deepEqual(read.anchor, fields.anchor);
        assert.deepEqual(read.tags, fields.tags);
        assert.deepEqual(read.data, fields.data);
        assert.deepEqual(serializeItem({ ...read, tagCount: read.tags.length }, read.data), item.bytes);
        assert.equal(headerSize({ ...read, tagBytes: read.rawTags.byteLength }), read.dataStart);
      }),
      property(signer.type === 1 ? 30 : 40),
    );
  });
}

test("a flipped bit at any byte never verifies, strictly or leniently", () => {
  const fields = { target: bytesId(seed(3)), anchor: seed(4), tags: [{ name: "ab", value: "cd" }], data: utf8("xyz") };
  for (const signer of seededSigners) {
    const { bytes } = make(fields, signer);
    for (let at = 0; at < bytes.byteLength; at++) {
      const bit = 1 << (at % 8);
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ bit;
      assert.equal(accept(changed), null, `type ${signer.type}, byte ${at}`);
    }
  }
  const { bytes } = make(fields, rsa);
  for (let at = 0; at < bytes.byteLength; at += 5) {
    const changed = bytes.slice();
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
    assert.equal(accept(changed), null, `type 1, byte ${at}`);
  }
});

test("a shortened item is refused", () => {
  const { bytes } = make({ target: "", anchor: seed(4), tags: [{ name: "ab", value: "cd" }], data: utf8("xyz") });
  for (let size = 0; size < bytes.byteLength; size++) assert.equal(accept(bytes.subarray(0, size)), null, `${size} bytes`);
});

test("random bytes and spoiled items raise coded errors only", () => {
  const samples = ["stubEthereumDataItem", "stubSolanaDataItem", "bdiDataItem"].map((name) => vector(`turbo-upload-service/${name}`));
  const spoiled = fc
    .tuple(fc.constantFrom(...samples), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }), fc.nat(3000))
    .map(([sample, edits, cut]) => {
      const bytes = sample.slice(0, Math.max(0, sample.byteLength - (cut > 1500 ? 0 : cut)));
      for (const [at, value] of edits) if (bytes.byteLength > 0) bytes[at % Math.min(bytes.byteLength, 1200)] = value;
      return bytes;
    });
  const typed = fc
    .tuple(fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 101), fc.uint8Array({ maxLength: 4000 }))
    .map(([type, rest]) => concat(Uint8Array.of(type, 0), rest));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), typed, spoiled), (bytes) => {
      for (const lenient of [false, true]) {
        accept(bytes, lenient);
        try {
          parseItemHeader(bytes, Number.POSITIVE_INFINITY, { lenient });
          readBundle(bytes, { lenient });
        } catch (thrown) {
          assert.ok(isCoded(thrown), String(thrown));
        }
      }
    }),
    property(600),
  );
});

test("tags that are not UTF-8 are shown with U+FFFD, signed and kept as they are", () => {
  const rawTags = Uint8Array.of(2, 2, 0xff, 4, 0xc3, 0x28, 0);
  const fields = { signatureType: 2, owner: ed25519.owner, target: "" as const, anchor: null, rawTags };
  const unsigned = parseItem(serializeItem({ ...fields, signature: new Uint8Array(64), tagCount: 1 }, new Uint8Array(0)));
  assert.deepEqual(unsigned.tags, [{ name: "\ufffd", value: "\ufffd(" }]);
  assert.deepEqual(unsigned.rawTags, rawTags);
  assert.equal(text(Uint8Array.of(0xff)), "\ufffd");
});

test("creating refuses what parsing would", () => {
  const base = { tags: [], data: new Uint8Array(0) };
  const tag = (name: string, value: string) => ({ ...base, tags: [{ name, value }] });
  assert.equal(
    codeOf(() => createItem({ ...base, target: "short" }, ed25519)),
    "BAD_REQUEST",
  );
  assert.equal(
    codeOf(() => createItem({ ...base, target: `${"A".repeat(42)}B` }, ed25519)),
    "BAD_REQUEST",
  );
  assert.equal(
    codeOf(() => createItem({ ...base, anchor: "short" }, ed25519)),
    "BAD_REQUEST",
  );
  assert.equal(
    codeOf(() => createItem({ ...base, anchor: "é".repeat(32) }, ed25519)),
    "BAD_REQUEST",
  );
  assert.equal(
    codeOf(() => createItem({ ...base, anchor: new Uint8Array(31) }, ed25519)),
    "BAD_REQUEST",
  );
  for (const [name, value] of [
    ["", "v"],
    ["n", ""],
    ["n".repeat(1025), "v"],
    ["n", "v".repeat(3073)],
    ["\ud800", "v"],
    ["n", "\udfff"],
  ] as const) {
    assert.equal(
      codeOf(() => createItem(tag(name, value), ed25519)),
      "ITEM_TAGS_INVALID",
      JSON.stringify([name, value]).slice(0, 40),
    );
  }
  assert.equal(
    codeOf(() => encodeTags(Array.from({ length: 129 }, () => ({ name: "n", value: "v" })))),
    "ITEM_TAGS_INVALID",
  );
  const text32 = createItem({ ...base, anchor: "00000000000000000000000000000042" }, ed25519);
  assert.deepEqual(text32.anchor, utf8("00000000000000000000000000000042"));
});
