/** What a widely used library accepts and we must not; each case is one that was tried against it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { concat, utf8 } from "../../src/base/bytes.ts";
import { bytesId } from "../../src/base/ids.ts";
import { deepHash } from "../../src/crypto/deep-hash.ts";
import { createEd25519Signer } from "../../src/crypto/ed25519.ts";
import { createEthereumSigner } from "../../src/crypto/ethereum.ts";
import { generateRsaJwk } from "../../src/crypto/rsa.ts";
import { createRsaSigner } from "../../src/crypto/rsa-signer.ts";
import type { Signer } from "../../src/crypto/signer.ts";
import { createBundle, parseBundle, readBundle } from "../../src/protocol/bundle.ts";
import { createItem, serializeItem } from "../../src/protocol/create-item.ts";
import { parseItem, verifyItem } from "../../src/protocol/item.ts";
import { signatureMessage } from "../../src/protocol/item-header.ts";
import { encodeRawTags, encodeTags } from "../../src/protocol/tags-avro.ts";
import { codeOf, seed } from "./support.ts";

const signer = createEd25519Signer(seed(1));
const data = utf8("data");

/** An item that is signed right over a tag section made by hand. */
function signed(rawTags: Uint8Array, tagCount: number, by: Signer = signer): Uint8Array {
  const fields = { signatureType: by.type, owner: by.owner, target: "" as const, anchor: null, rawTags };
  return serializeItem({ ...fields, signature: by.sign(signatureMessage(fields, deepHash(data))), tagCount }, data);
}

function refusal(bytes: Uint8Array, lenient = false): string {
  return codeOf(() => verifyItem(parseItem(bytes, { lenient })));
}

const one = encodeRawTags([{ name: utf8("n"), value: utf8("v") }]);
const tagsOf = (count: number, name: number, value: number): Uint8Array =>
  encodeRawTags(Array.from({ length: count }, () => ({ name: new Uint8Array(name).fill(97), value: new Uint8Array(value).fill(98) })));

test("control: a canonical item made by hand is fine", () => {
  assert.equal(refusal(signed(one, 1)), "no error");
  assert.equal(refusal(signed(new Uint8Array(0), 0)), "no error");
  assert.equal(refusal(signed(Uint8Array.of(0), 0)), "no error");
  assert.equal(refusal(signed(tagsOf(128, 1024, 3072), 128)), "no error");
});

test("type 6 with an empty bitmap, for anybody's key", () => {
  for (const fill of [0, 7]) {
    const owner = new Uint8Array(1025).fill(fill);
    const bytes = serializeItem(
      { signatureType: 6, signature: new Uint8Array(2052), owner, target: "", anchor: null, rawTags: one, tagCount: 1 },
      data,
    );
    assert.equal(refusal(bytes), "SIGNATURE_INVALID");
    assert.equal(refusal(bytes, true), "SIGNATURE_INVALID");
  }
});

test("type 3 with any v: one content, 256 ids", () => {
  const item = createItem({ tags: [], data }, createEthereumSigner(seed(2)));
  const real = item.signature[64] ?? 0;
  for (let v = 0; v < 256; v++) {
    const bytes = item.bytes.slice();
    bytes[2 + 64] = v;
    assert.equal(refusal(bytes), v === real ? "no error" : "SIGNATURE_INVALID", `v ${v}`);
    const old = v === real - 27;
    assert.equal(refusal(bytes, true), v === real || old ? "no error" : "SIGNATURE_INVALID", `foreign v ${v}`);
    if (old) assert.equal(parseItem(bytes, { lenient: true }).nonCanonical, true);
  }
});

test("presence bytes other than 0 and 1, even on foreign items", () => {
  const { bytes } = createItem({ tags: [], data }, signer);
  for (const at of [98, 99]) {
    for (const flag of [2, 7, 255]) {
      const changed = bytes.slice();
      changed[at] = flag;
      assert.equal(refusal(changed), "ITEM_MALFORMED");
      assert.equal(refusal(changed, true), "ITEM_MALFORMED");
    }
  }
});

test("a tag count that is not the number of tags: signed tags that nobody sees", () => {
  for (const count of [0, 2, 255, 2 ** 32 - 1]) {
    assert.equal(refusal(signed(one, count)), "ITEM_TAGS_INVALID", `count ${count}`);
    assert.equal(refusal(signed(one, count), true), "ITEM_TAGS_INVALID", `count ${count}`);
  }
  assert.equal(refusal(signed(new Uint8Array(0), 1)), "ITEM_TAGS_INVALID");
});

const withoutEnd = one.subarray(0, one.byteLength - 1);
const twoBlocks = concat(withoutEnd, Uint8Array.of(2, 2, 97, 2, 98, 0));
const onlyLenient: readonly (readonly [string, Uint8Array, number])[] = [
  ["no terminator", withoutEnd, 1],
  ["junk after the terminator", concat(one, Uint8Array.of(1, 2, 3)), 1],
  ["a second terminator", concat(one, Uint8Array.of(0)), 1],
  ["overlong varint", concat(Uint8Array.of(0x82, 0), one.subarray(1)), 1],
  ["overlong length", concat(Uint8Array.of(2, 0x82, 0x80, 0), one.subarray(2)), 1],
  ["negative count", concat(Uint8Array.of(1, 8), one.subarray(1)), 1],
  ["two blocks", twoBlocks, 2],
  ["129 tags", tagsOf(129, 1, 1), 129],
  ["200 tags", tagsOf(200, 1, 1), 200],
  ["name of 1025 bytes", tagsOf(1, 1025, 1), 1],
  ["value of 3073 bytes", tagsOf(1, 1, 3073), 1],
  ["value of 4090 bytes", tagsOf(1, 1, 4090), 1],
  ["empty name", tagsOf(1, 0, 1), 1],
  ["empty value", tagsOf(1, 1, 0), 1],
];

for (const [name, rawTags, count] of onlyLenient) {
  test(`${name}: refused, and flagged when foreign`, () => {
    assert.equal(refusal(signed(rawTags, count)), "ITEM_TAGS_INVALID");
    const bytes = signed(rawTags, count);
    const item = parseItem(bytes, { lenient: true });
    verifyItem(item);
    assert.equal(item.nonCanonical, true);
    assert.equal(item.tags.length, count);
    assert.deepEqual(item.rawTags, rawTags);
  });
}

test("tags never reach into the data", () => {
  for (const rawTags of [
    Uint8Array.of(2, 2, 97, 40),
    Uint8Array.of(2, 2),
    Uint8Array.of(2, 200),
    Uint8Array.of(2, 2, 97, 1, 0),
    Uint8Array.of(0x82),
  ]) {
    for (const lenient of [false, true]) assert.equal(refusal(signed(rawTags, 1), lenient), "ITEM_TAGS_INVALID");
  }
});

test("a tag section or count beyond all limits is refused before it is read", () => {
  const head = signed(one, 1);
  for (const [at, size] of [
    [100, 8],
    [108, 8],
  ] as const) {
    const huge = head.slice();
    huge.fill(255, at, at + size);
    for (const lenient of [false, true]) assert.equal(refusal(huge, lenient), "ITEM_TAGS_INVALID");
  }
  assert.equal(refusal(signed(tagsOf(5000, 1, 1), 5000), true), "ITEM_TAGS_INVALID");
});

test("a byte after the data is data, and breaks the signature", () => {
  assert.equal(refusal(concat(signed(one, 1), Uint8Array.of(0))), "SIGNATURE_INVALID");
});

test("bundle: another id in the header, bytes at the end, absurd counts and sizes", () => {
  const items = [1, 2, 3].map((n) => createItem({ tags: [], data: Uint8Array.of(n) }, signer));
  const good = createBundle(items);
  assert.equal(readBundle(good).items.length, 3);

  const wrongId = good.slice();
  wrongId[64 + 64 + 5] = (wrongId[64 + 64 + 5] ?? 0) ^ 1;
  const read = readBundle(wrongId);
  assert.deepEqual(
    read.items.map(({ item }) => item.id),
    [items[0]?.id, items[2]?.id],
    "the siblings survive",
  );
  assert.deepEqual(
    read.invalid.map(({ error }) => error.code),
    ["BUNDLE_MALFORMED"],
  );

  const trailing = concat(good, new Uint8Array(100));
  assert.equal(
    codeOf(() => parseBundle(trailing)),
    "BUNDLE_MALFORMED",
  );
  assert.equal(parseBundle(trailing, { lenient: true }).length, 3);
  assert.equal(
    codeOf(() => parseBundle(good.subarray(0, good.byteLength - 1), { lenient: true })),
    "BUNDLE_MALFORMED",
  );

  const many = new Uint8Array(32);
  many[5] = 1;
  assert.equal(
    codeOf(() => parseBundle(many)),
    "BUNDLE_MALFORMED",
    "count 2^40 in 32 bytes",
  );
  for (const byte of [6, 7, 8, 31]) {
    for (const field of [0, 32]) {
      const absurd = good.slice();
      absurd[field + byte] = 1;
      assert.equal(
        codeOf(() => parseBundle(absurd)),
        "BUNDLE_MALFORMED",
        `byte ${byte} of the number at ${field}`,
      );
    }
  }
  assert.equal(
    codeOf(() => parseBundle(good, { maxItems: 2 })),
    "LIMIT_EXCEEDED",
  );
  assert.equal(
    codeOf(() => parseBundle(new Uint8Array(31))),
    "BUNDLE_MALFORMED",
  );
  assert.deepEqual(parseBundle(new Uint8Array(32)), []);
});

test("a bundle whose item has a bad signature keeps its siblings", () => {
  const items = [1, 2].map((n) => createItem({ tags: [], data: Uint8Array.of(n) }, signer));
  const bytes = createBundle(items);
  bytes[bytes.byteLength - 1] = 9;
  const { items: valid, invalid } = readBundle(bytes);
  assert.deepEqual(
    valid.map(({ item }) => item.id),
    [items[0]?.id],
  );
  assert.deepEqual(
    invalid.map(({ entry, error }) => [entry.id, error.code]),
    [[items[1]?.id, "SIGNATURE_INVALID"]],
  );
});

test("a bundle that looks like an item is an item only to those who guess", () => {
  const bundle = createBundle([1, 2].map((n) => createItem({ tags: [], data: Uint8Array.of(n) }, signer)));
  assert.equal(bundle[0], 2, "reads as signature type 2");
  assert.notEqual(refusal(bundle), "no error");
});

test("an RSA owner with a weak modulus", async () => {
  const item = createItem({ tags: [], data }, createRsaSigner(await generateRsaJwk()));
  const even = item.bytes.slice();
  even[2 + 512 + 511] = (even[2 + 512 + 511] ?? 0) & 0xfe;
  assert.equal(refusal(even), "SIGNATURE_INVALID");
});

test("the signature covers eight elements: moving bytes between fields breaks it", () => {
  const target = bytesId(seed(5));
  const item = createItem({ target, tags: [{ name: "a", value: "b" }], data }, signer);
  const asAnchor = serializeItem({ ...item, target: "", anchor: seed(5), tagCount: 1 }, data);
  assert.equal(asAnchor.byteLength, item.bytes.byteLength);
  assert.equal(refusal(asAnchor), "SIGNATURE_INVALID");
  const { rawTags } = item;
  assert.equal(refusal(serializeItem({ ...item, rawTags: new Uint8Array(0), tagCount: 0 }, concat(rawTags, data))), "SIGNATURE_INVALID");
  assert.deepEqual(encodeTags(item.tags), rawTags);
});
