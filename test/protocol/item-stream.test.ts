import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concat, utf8 } from "../../src/base/bytes.ts";
import { createEd25519Signer } from "../../src/crypto/ed25519.ts";
import { sha256 } from "../../src/crypto/hash.ts";
import { createItem } from "../../src/protocol/create-item.ts";
import { parseItem, verifyItem } from "../../src/protocol/item.ts";
import { createItemVerifier, type VerifiedItem } from "../../src/protocol/item-stream.ts";
import { codeOf, eachVector, property, seed, vector } from "./support.ts";

function stream(bytes: Uint8Array, sizes: readonly number[], options: Parameters<typeof createItemVerifier>[0] = {}): VerifiedItem {
  const verifier = createItemVerifier(options);
  let at = 0;
  for (let i = 0; at < bytes.byteLength; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    // A buffer that is used again, as sockets do.
    const piece = bytes.slice(at, at + size);
    verifier.push(piece);
    piece.fill(0xaa);
    at += size;
  }
  return verifier.finish();
}

/** Same answer as the whole item gives: fields and data hash, or the code of the refusal. */
function assertSame(bytes: Uint8Array, sizes: readonly number[], lenient = false): void {
  let whole: VerifiedItem | string;
  const code = codeOf(() => verifyItem(parseItem(bytes, { lenient })));
  if (code === "no error") {
    const { bytes: _bytes, data, ...header } = parseItem(bytes, { lenient });
    whole = { header, dataSize: data.byteLength, dataHash: sha256(data) };
  } else whole = code;
  let streamed: VerifiedItem | string = "";
  const streamCode = codeOf(() => {
    streamed = stream(bytes, sizes, { lenient });
  });
  assert.deepEqual(streamCode === "no error" ? streamed : streamCode, whole);
}

test("every vector, in pieces of any size", () => {
  eachVector("item", (_name, bytes) => {
    for (const lenient of [false, true]) {
      assertSame(bytes, [bytes.byteLength + 1], lenient);
      assertSame(bytes, [1024, 1, 65_536], lenient);
    }
    if (bytes.byteLength < 3000) assertSame(bytes, [1], true);
  });
});

test("random cuts of good and of spoiled items", () => {
  const item = createItem(
    { tags: [{ name: "a", value: "b".repeat(3000) }], data: new Uint8Array(5000).fill(1) },
    createEd25519Signer(seed(1)),
  );
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 6 }),
      fc.option(fc.nat(item.bytes.byteLength - 1)),
      (sizes, spoil) => {
        const bytes = item.bytes.slice();
        if (spoil !== null) bytes[spoil] = (bytes[spoil] ?? 0) ^ 0x10;
        assertSame(bytes, sizes);
      },
    ),
    property(150),
  );
});

test("a cut-off item is refused, as is one of another size than announced", () => {
  const bytes = vector("turbo-upload-service/stubEthereumDataItem");
  const { byteLength } = bytes;
  for (let size = 0; size < byteLength; size++)
    assert.notEqual(
      codeOf(() => stream(bytes.subarray(0, size), [50])),
      "no error",
    );
  assert.equal(
    codeOf(() => stream(bytes, [50], { size: byteLength })),
    "no error",
  );
  assert.equal(
    codeOf(() => stream(bytes, [50], { size: byteLength + 1 })),
    "ITEM_MALFORMED",
  );
  assert.equal(
    codeOf(() => stream(bytes, [50], { size: byteLength - 1 })),
    "ITEM_MALFORMED",
  );
  assert.equal(
    codeOf(() => stream(concat(bytes, utf8("more")), [50])),
    "SIGNATURE_INVALID",
  );
});

test("the header is known before the data has come", () => {
  const item = createItem({ tags: [{ name: "a", value: "b" }], data: new Uint8Array(100) }, createEd25519Signer(seed(1)));
  const verifier = createItemVerifier();
  verifier.push(item.bytes.subarray(0, item.dataStart - 1));
  assert.equal(verifier.header(), null);
  verifier.push(item.bytes.subarray(item.dataStart - 1, item.dataStart));
  assert.equal(verifier.header()?.id, item.id);
});

test("an announced size that cannot hold the header is refused with the first piece", () => {
  const item = createItem({ tags: [{ name: "a", value: "b" }], data: new Uint8Array(0) }, createEd25519Signer(seed(1)));
  const verifier = createItemVerifier({ size: 50 });
  assert.equal(
    codeOf(() => verifier.push(item.bytes.subarray(0, 10))),
    "ITEM_MALFORMED",
  );
});
