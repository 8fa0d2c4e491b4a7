import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, toHex, utf8 } from "../../src/base/bytes.ts";
import { addressOf, checksumAddress, ethereumAddress, partyAddress } from "../../src/crypto/address.ts";
import { createEthereumSigner, createTypedEthereumSigner } from "../../src/crypto/ethereum.ts";
import { personalHash, recoverSecp256k1, secp256k1PublicKey, verifyPersonal } from "../../src/crypto/secp256k1.ts";
import { signatureType } from "../../src/crypto/signature-types.ts";
import { codeOf, seed } from "../protocol/support.ts";

const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const message = new Uint8Array(48).fill(4);

test("EIP-55 vectors", () => {
  for (const address of [
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0xde709f2102306220921060314715629080e2fb77",
  ]) {
    assert.equal(checksumAddress(address.slice(2)), address);
  }
});

test("the address of private key 1", () => {
  const one = fromHex("1".padStart(64, "0"));
  assert.equal(ethereumAddress(secp256k1PublicKey(one)), "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf");
});

test("personal_sign: the example of web3.eth.accounts", () => {
  const key = fromHex("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318");
  assert.equal(toHex(personalHash(utf8("Some data"))), "1da44b586eb0729ff70a73c326926f6ed5a25f5b056e7f47fbc6e58d86871655");
  assert.equal(
    toHex(createEthereumSigner(key).sign(utf8("Some data"))),
    "b91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a0291c",
  );
});

test("v must be 27 or 28 and s low, so one content has one signature and one id", () => {
  const signer = createEthereumSigner(seed(1));
  const signature = signer.sign(message);
  assert.equal(verifyPersonal(message, signer.owner, signature), true);
  const v = signature[64] ?? 0;
  for (let other = 0; other < 256; other++) {
    const changed = signature.slice();
    changed[64] = other;
    assert.equal(verifyPersonal(message, signer.owner, changed), other === v, `v ${other}`);
    assert.equal(verifyPersonal(message, signer.owner, changed, true), other === v || other === v - 27, `foreign v ${other}`);
  }
  const high = signature.slice();
  let s = N - BigInt(`0x${toHex(signature.slice(32, 64))}`);
  for (let i = 63; i >= 32; i--, s >>= 8n) high[i] = Number(s & 0xffn);
  for (const flipped of [27, 28]) {
    high[64] = flipped;
    assert.equal(verifyPersonal(message, signer.owner, high), false, `high s, v ${flipped}`);
    assert.equal(verifyPersonal(message, signer.owner, high, true), false, `high s, v ${flipped}`);
  }
});

test("r or s of zero or above the order recovers nobody", () => {
  const hash = personalHash(message);
  for (const fill of [0, 255]) {
    const signature = new Uint8Array(65).fill(fill);
    signature[64] = 27;
    assert.equal(recoverSecp256k1(hash, signature), null);
  }
  assert.equal(recoverSecp256k1(hash, new Uint8Array(64)), null);
});

test("typed data: the owner is an address as text, in any case of letters, and nothing else", () => {
  const signer = createTypedEthereumSigner(seed(2));
  const { verify } = signatureType(7);
  const signature = signer.sign(message);
  assert.equal(verify(message, signer.owner, signature), true);
  const checksummed = utf8(partyAddress(7, signer.owner));
  assert.notDeepEqual(checksummed, signer.owner);
  assert.equal(verify(message, checksummed, signature), true);
  assert.equal(verify(message, createTypedEthereumSigner(seed(3)).owner, signature), false);
  assert.equal(verify(new Uint8Array(48), signer.owner, signature), false);
  const broken = signer.owner.slice();
  broken[1] = 0x58;
  assert.equal(verify(message, broken, signature), false);
  assert.equal(
    codeOf(() => partyAddress(7, broken)),
    "SIGNATURE_INVALID",
  );
});

test("party address: EIP-55 for Ethereum keys, SHA-256 for all others", () => {
  const { owner } = createEthereumSigner(seed(1));
  assert.equal(partyAddress(3, owner), ethereumAddress(owner));
  assert.equal(partyAddress(2, seed(1)), addressOf(seed(1)));
  assert.equal(
    codeOf(() => partyAddress(3, new Uint8Array(65))),
    "SIGNATURE_INVALID",
  );
  assert.equal(
    codeOf(() => ethereumAddress(new Uint8Array(64))),
    "BAD_REQUEST",
  );
});

test("private keys out of range are refused", () => {
  for (const bad of [new Uint8Array(32), new Uint8Array(32).fill(255), new Uint8Array(31), new Uint8Array(0)]) {
    assert.equal(
      codeOf(() => createEthereumSigner(bad)),
      "BAD_REQUEST",
    );
    assert.equal(
      codeOf(() => createTypedEthereumSigner(bad)),
      "BAD_REQUEST",
    );
  }
});

test("every deployed signature type has its lengths; unknown ones are refused", () => {
  const lengths = [1, 2, 3, 4, 5, 6, 7, 101].map((type) => [signatureType(type).signatureBytes, signatureType(type).ownerBytes]);
  assert.deepEqual(lengths, [
    [512, 512],
    [64, 32],
    [65, 65],
    [64, 32],
    [64, 32],
    [2052, 1025],
    [65, 42],
    [65, 65],
  ]);
  for (const type of [0, 8, 100, 65535])
    assert.equal(
      codeOf(() => signatureType(type)),
      "SIGNATURE_TYPE_UNSUPPORTED",
    );
});
