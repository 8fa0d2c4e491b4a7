import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { LoomError } from "../../src/base/errors.ts";
import { exportRsaJwk, generateRsaJwk, importRsaJwk, isRsaModulus, signRsa, verifyRsa } from "../../src/crypto/rsa.ts";
import { createRsaSigner } from "../../src/crypto/rsa-signer.ts";
import { codeOf } from "../protocol/support.ts";

const jwk = await generateRsaJwk();
const { privateKey, owner } = importRsaJwk(jwk);
const message = new Uint8Array(48).fill(9);

test("a salt of any length verifies, and none verifies another message", () => {
  for (const salt of [0, 1, 20, 32, 64, 222, 477, 478]) {
    const signature = signRsa(message, privateKey, salt);
    assert.equal(verifyRsa(message, owner, signature), true, `salt ${salt}`);
    assert.equal(verifyRsa(new Uint8Array(48), owner, signature), false, `salt ${salt}`);
    signature[200] = (signature[200] ?? 0) ^ 1;
    assert.equal(verifyRsa(message, owner, signature), false, `salt ${salt}`);
  }
});

test("salt 0 is deterministic, the default is not", () => {
  const fixed = createRsaSigner(jwk, { saltLength: 0 });
  assert.deepEqual(fixed.sign(message), fixed.sign(message));
  const salted = createRsaSigner(jwk);
  assert.notDeepEqual(salted.sign(message), salted.sign(message));
  for (const saltLength of [-1, 479, 1.5])
    assert.equal(
      codeOf(() => createRsaSigner(jwk, { saltLength })),
      "BAD_REQUEST",
    );
});

test("a modulus that is short, even or small is no key", () => {
  const signature = signRsa(message, privateKey, 32);
  const even = owner.slice();
  even[511] = (even[511] ?? 0) & 0xfe;
  const small = owner.slice();
  small[0] = 0x7f;
  for (const bad of [new Uint8Array(0), owner.subarray(1), new Uint8Array(513).fill(255), new Uint8Array(512), even, small]) {
    assert.equal(isRsaModulus(bad), false);
    assert.equal(verifyRsa(message, bad, signature), false);
  }
  assert.equal(verifyRsa(message, owner, signature.subarray(1)), false);
  assert.equal(verifyRsa(message, owner, new Uint8Array(512).fill(255)), false, "signature above the modulus");
});

test("the key cache does not mix up keys", async () => {
  const other = importRsaJwk(await generateRsaJwk());
  for (let round = 0; round < 3; round++) {
    assert.equal(verifyRsa(message, owner, signRsa(message, privateKey, 32)), true);
    assert.equal(verifyRsa(message, other.owner, signRsa(message, privateKey, 32)), false);
    assert.equal(verifyRsa(message, other.owner, signRsa(message, other.privateKey, 32)), true);
  }
});

test("wallets round-trip; what is not an RSA-4096 wallet is refused", () => {
  assert.deepEqual(exportRsaJwk(privateKey), jwk);
  const short = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
  const { d: _, ...publicOnly } = jwk;
  const bad: unknown[] = [
    null,
    1,
    "x",
    [],
    {},
    { kty: "EC" },
    publicOnly,
    short,
    { ...jwk, e: "Aw" },
    { ...jwk, n: `${jwk.n.slice(0, -2)}AA` },
    { ...jwk, d: "AQAB", dp: "AQAB" },
  ];
  for (const value of bad) {
    assert.throws(
      () => importRsaJwk(value),
      (thrown) => thrown instanceof LoomError && thrown.code === "WALLET_INVALID",
      JSON.stringify(value)?.slice(0, 60),
    );
  }
  assert.equal(createPublicKey(privateKey).asymmetricKeyDetails?.modulusLength, 4096);
});
