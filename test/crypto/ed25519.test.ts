import assert from "node:assert/strict";
import { test } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { concat, fromHex, toHex, utf8 } from "../../src/base/bytes.ts";
import { createEd25519Signer, createSolanaSigner, ed25519FromSeed, signEd25519, verifyEd25519 } from "../../src/crypto/ed25519.ts";
import { signatureType } from "../../src/crypto/signature-types.ts";
import { codeOf, seed } from "../protocol/support.ts";

const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

test("RFC 8032 vectors 1 and 2", () => {
  const vectors = [
    [
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
  ] as const;
  for (const [secret, owner, message, signature] of vectors) {
    const key = ed25519FromSeed(fromHex(secret));
    assert.equal(toHex(key.owner), owner);
    assert.equal(toHex(signEd25519(fromHex(message), key.privateKey)), signature);
    assert.equal(verifyEd25519(fromHex(message), key.owner, fromHex(signature)), true);
  }
});

test("a seed always gives the same signer; other lengths are refused", () => {
  assert.deepEqual(createEd25519Signer(seed(1)).owner, createEd25519Signer(seed(1)).owner);
  assert.notDeepEqual(createEd25519Signer(seed(1)).owner, createEd25519Signer(seed(2)).owner);
  for (const length of [0, 31, 33, 64])
    assert.equal(
      codeOf(() => createSolanaSigner(new Uint8Array(length))),
      "BAD_REQUEST",
    );
});

test("a key of small order is refused, although its universal signature satisfies the equation", () => {
  const identity = fromHex(`01${"00".repeat(31)}`);
  // With the neutral point as key and as R, and S = 0, the equation holds for every message.
  const forged = concat(identity, new Uint8Array(32));
  assert.equal(ed25519.verify(forged, utf8("anything"), identity, { zip215: true }), true);
  assert.equal(verifyEd25519(utf8("anything"), identity, forged), false);
  for (const y of [
    "00",
    "01",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    `ec${"ff".repeat(30)}7f`,
    `ed${"ff".repeat(30)}7f`,
    `ee${"ff".repeat(30)}7f`,
  ]) {
    for (const sign of [0, 0x80]) {
      const owner = fromHex(y.padEnd(64, "0"));
      owner[31] = (owner[31] ?? 0) | sign;
      assert.equal(verifyEd25519(utf8("anything"), owner, forged), false, toHex(owner));
    }
  }
});

test("S must be below the group order: no second signature for the same content", () => {
  const { privateKey, owner } = ed25519FromSeed(seed(3));
  const signature = signEd25519(utf8("m"), privateKey);
  let s = BigInt(`0x${toHex(signature.slice(32).reverse())}`) + ORDER;
  const second = signature.slice();
  for (let i = 32; i < 64; i++, s >>= 8n) second[i] = Number(s & 0xffn);
  assert.equal(verifyEd25519(utf8("m"), owner, signature), true);
  assert.equal(verifyEd25519(utf8("m"), owner, second), false);
});

test("wrong shapes and bytes that are no point are just false", () => {
  const signature = new Uint8Array(64);
  assert.equal(verifyEd25519(utf8("m"), new Uint8Array(31), signature), false);
  assert.equal(verifyEd25519(utf8("m"), seed(1), new Uint8Array(63)), false);
  for (let n = 0; n < 40; n++) assert.equal(verifyEd25519(utf8("m"), seed(n), signature), false);
});

test("type 6: only a signature that meets the threshold counts", () => {
  const { verify: verifySix, ownerBytes, signatureBytes } = signatureType(6);
  const message = new Uint8Array(48).fill(1);
  const keys = [10, 11, 12].map((n) => ed25519FromSeed(seed(n)));
  const ownerOf = (threshold: number, owners = keys.map(({ owner }) => owner)): Uint8Array => {
    const out = new Uint8Array(ownerBytes);
    owners.forEach((owner, i) => {
      out.set(owner, i * 32);
    });
    out[ownerBytes - 1] = threshold;
    return out;
  };
  const signatureOf = (slots: readonly number[]): Uint8Array => {
    const out = new Uint8Array(signatureBytes);
    for (const slot of slots) {
      const key = keys[slot % keys.length];
      assert.ok(key);
      out.set(signEd25519(message, key.privateKey), slot * 64);
      out[2048 + (slot >> 3)] = (out[2048 + (slot >> 3)] ?? 0) | (0x80 >> (slot & 7));
    }
    return out;
  };
  assert.equal(verifySix(message, ownerOf(2), signatureOf([0, 2])), true);
  assert.equal(verifySix(message, ownerOf(2), signatureOf([0, 1, 2])), true);
  assert.equal(verifySix(message, ownerOf(1), signatureOf([1])), true);
  assert.equal(verifySix(message, ownerOf(2), signatureOf([1])), false, "below the threshold");
  assert.equal(verifySix(message, ownerOf(0), signatureOf([])), false, "threshold 0");
  assert.equal(verifySix(message, ownerOf(4), signatureOf([0, 1, 2])), false, "threshold above the keys");
  assert.equal(verifySix(message, ownerOf(1), signatureOf([])), false, "empty bitmap");
  assert.equal(verifySix(message, new Uint8Array(ownerBytes).fill(7), new Uint8Array(signatureBytes)), false, "the known forgery");
  assert.equal(verifySix(message, ownerOf(1), signatureOf([0, 5])), false, "a slot without a key");
  const [first] = keys;
  assert.ok(first);
  const twice = signatureOf([0, 1]).copyWithin(64, 0, 64);
  assert.equal(verifySix(message, ownerOf(1, [first.owner, first.owner]), twice), true);
  assert.equal(verifySix(message, ownerOf(2, [first.owner, first.owner]), twice), false, "one key counted twice");
  const unused = signatureOf([0]);
  unused[5 * 64] = 1;
  assert.equal(verifySix(message, ownerOf(1), unused), false, "bytes in an unused slot");
  assert.equal(verifySix(new Uint8Array(48), ownerOf(2), signatureOf([0, 2])), false, "another message");
});
