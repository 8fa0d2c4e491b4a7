import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concat, toHex, utf8 } from "../../src/base/bytes.ts";
import { deepHash, deepHashBlobOf, deepHashList } from "../../src/crypto/deep-hash.ts";
import { createSha256, createSha384, keccak256, sha256, sha384 } from "../../src/crypto/hash.ts";
import { property } from "../protocol/support.ts";

test("known answers", () => {
  assert.equal(toHex(sha256(utf8("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert.equal(
    toHex(sha384(utf8("abc"))),
    "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
  );
  assert.equal(toHex(keccak256(new Uint8Array(0))), "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
});

test("hashes are plain byte arrays of their own", () => {
  for (const bytes of [sha256(utf8("a")), sha384(utf8("a")), keccak256(utf8("a")), createSha256().digest()]) {
    assert.equal(Object.getPrototypeOf(bytes), Uint8Array.prototype);
  }
});

test("streaming equals one-shot for any cut", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (pieces) => {
      const [a, b] = [createSha256(), createSha384()];
      for (const piece of pieces) {
        a.update(piece);
        b.update(piece);
      }
      assert.deepEqual(a.digest(), sha256(concat(...pieces)));
      assert.deepEqual(b.digest(), sha384(concat(...pieces)));
    }),
    property(100),
  );
});

test("a deep hash can be put together from the hashes of its leaves, at any length", () => {
  for (const size of [0, 1, 31, 4095, 4096, 4097, 100_000]) {
    const data = new Uint8Array(size).fill(3);
    const want = sha384(concat(sha384(utf8(`blob${size}`)), sha384(data)));
    assert.deepEqual(deepHash(data), want);
    assert.deepEqual(deepHashBlobOf(sha384(data), size), want);
    assert.deepEqual(deepHashList([deepHash(utf8("x")), want]), deepHash([utf8("x"), data]));
  }
  // Twice, so that the cached tag is used.
  assert.deepEqual(deepHash(utf8("cached")), deepHash(utf8("cached")));
});

test("lists do not hash like their neighbours", () => {
  const [a, b] = [utf8("a"), utf8("b")];
  const forms = [[a, b], [[a], b], [[a, b]], [a, [b]], [a, b, []], concat(a, b), []].map((form) => toHex(deepHash(form)));
  assert.equal(new Set(forms).size, forms.length);
});
