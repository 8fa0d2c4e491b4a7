import assert from "node:assert/strict";
import { test } from "node:test";
import * as arbundles from "@dha-team/arbundles";
import Arweave from "arweave";
import { toHex, utf8 } from "../../src/base/bytes.ts";
import { bytesId } from "../../src/base/ids.ts";
import { addressOf, partyAddress } from "../../src/crypto/address.ts";
import { deepHash } from "../../src/crypto/deep-hash.ts";
import { createEd25519Signer, createSolanaSigner, ed25519FromSeed, signEd25519 } from "../../src/crypto/ed25519.ts";
import { createEthereumSigner, createTypedEthereumSigner } from "../../src/crypto/ethereum.ts";
import { generateRsaJwk, importRsaJwk } from "../../src/crypto/rsa.ts";
import { createRsaSigner } from "../../src/crypto/rsa-signer.ts";
import { signatureType } from "../../src/crypto/signature-types.ts";
import type { Signer } from "../../src/crypto/signer.ts";
import { createBundle, readBundle } from "../../src/protocol/bundle.ts";
import { createItem, type ItemFields } from "../../src/protocol/create-item.ts";
import { parseItem, verifyItem } from "../../src/protocol/item.ts";
import { seed } from "./support.ts";

const jwk = await generateRsaJwk();
const key = (n: number): string => toHex(seed(n));
/** What Solana tools call a secret key: seed and public key. */
const solanaSecret = (n: number): string => {
  const { owner } = createEd25519Signer(seed(n));
  return base58(new Uint8Array([...seed(n), ...owner]));
};

interface Pair {
  readonly name: string;
  readonly ours: Signer;
  readonly theirs: arbundles.Signer;
}

const pairs: readonly Pair[] = [
  { name: "1 arweave", ours: createRsaSigner(jwk), theirs: new arbundles.ArweaveSigner(jwk) },
  { name: "2 ed25519", ours: createEd25519Signer(seed(5)), theirs: new arbundles.SolanaSigner(solanaSecret(5)) },
  { name: "3 ethereum", ours: createEthereumSigner(seed(6)), theirs: new arbundles.EthereumSigner(key(6)) },
  { name: "4 solana", ours: createSolanaSigner(seed(7)), theirs: new arbundles.HexSolanaSigner(solanaSecret(7)) },
  { name: "7 typed ethereum", ours: createTypedEthereumSigner(seed(8)), theirs: new arbundles.TypedEthereumSigner(key(8)) },
];

const shapes: readonly (ItemFields & { readonly anchor?: string })[] = [
  { tags: [], data: new Uint8Array(0) },
  {
    tags: [
      { name: "Data-Protocol", value: "ao" },
      { name: "Ünïcode", value: "☃ 🦄" },
    ],
    data: Buffer.from("hello"),
  },
  {
    target: bytesId(seed(9)),
    tags: [
      { name: "a", value: "1" },
      { name: "a", value: "1" },
    ],
    data: Buffer.alloc(70_000, 7),
  },
  {
    target: bytesId(seed(9)),
    anchor: "00000000000000000000000000000042",
    tags: [{ name: "n".repeat(300), value: "v".repeat(2000) }],
    data: Buffer.from("\0\x01"),
  },
];

for (const { name, ours, theirs } of pairs) {
  test(`type ${name}: both sides have the same key`, () => {
    assert.equal(ours.type, theirs.signatureType);
    assert.deepEqual(ours.owner, new Uint8Array(theirs.publicKey));
  });

  test(`type ${name}: arbundles accepts our items`, async () => {
    for (const fields of shapes) {
      const item = createItem(fields, ours);
      assert.equal(await arbundles.DataItem.verify(Buffer.from(item.bytes)), true);
      const read = new arbundles.DataItem(Buffer.from(item.bytes));
      assert.equal(read.id, item.id);
      assert.deepEqual(read.tags, fields.tags);
      assert.equal(read.target, fields.target ?? "");
      assert.equal(read.owner, Buffer.from(item.owner).toString("base64url"));
    }
  });

  test(`type ${name}: we accept items of arbundles, byte for byte the same unless salted`, async () => {
    for (const { tags, data, target, anchor } of shapes) {
      const options = { tags: [...tags], ...(target === undefined ? {} : { target }), ...(anchor === undefined ? {} : { anchor }) };
      const made = arbundles.createData(Buffer.from(data), theirs, options);
      await made.sign(theirs);
      const item = parseItem(new Uint8Array(made.getRaw()));
      verifyItem(item);
      assert.equal(item.id, made.id);
      assert.deepEqual(item.tags, tags);
      assert.deepEqual(item.data, new Uint8Array(data));
      const own = createItem({ ...options, data }, ours);
      if (ours.type !== 1) assert.deepEqual(own.bytes, item.bytes);
    }
  });
}

test("bundles go both ways", async () => {
  const items = pairs.map(({ ours }) => createItem({ tags: [{ name: "x", value: "y" }], data: Buffer.from("d") }, ours));
  const theirs = new arbundles.Bundle(Buffer.from(createBundle(items)));
  assert.equal(await theirs.verify(), true);
  assert.deepEqual(
    theirs.getIds(),
    items.map(({ id }) => id),
  );

  const signer = new arbundles.EthereumSigner(key(6));
  const made = await arbundles.bundleAndSignData([arbundles.createData("one", signer), arbundles.createData("two", signer)], signer);
  const read = readBundle(new Uint8Array(made.getRaw()));
  assert.deepEqual(read.invalid, []);
  assert.deepEqual(
    read.items.map(({ item }) => Buffer.from(item.data).toString()),
    ["one", "two"],
  );
});

test("deep hash and address agree with arweave-js and arbundles", async () => {
  const nested = [Buffer.from("a"), [Buffer.from(""), [Buffer.alloc(5000, 1)], []], Buffer.from("z")];
  assert.deepEqual(deepHash(nested), new Uint8Array(await arbundles.deepHash(nested)));
  const arweave = Arweave.init({});
  assert.equal(addressOf(importRsaJwk(jwk).owner), await arweave.wallets.jwkToAddress(jwk));
});

test("an Ethereum signer is one party in types 3 and 7", () => {
  const owner = createEthereumSigner(seed(8)).owner;
  const typed = createTypedEthereumSigner(seed(8)).owner;
  assert.equal(partyAddress(3, owner), partyAddress(7, typed));
  assert.match(partyAddress(3, owner), /^0x[0-9a-fA-F]{40}$/);
});

function base58(bytes: Uint8Array): string {
  const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  let number = BigInt(`0x${toHex(bytes)}`);
  let out = "";
  for (; number > 0n; number /= 58n) out = alphabet.charAt(Number(number % 58n)) + out;
  return "1".repeat(bytes.findIndex((byte) => byte !== 0)) + out;
}

test("types 5 and 6 verify what the Aptos signers of arbundles sign", async () => {
  const message = new Uint8Array(48).fill(0xab);
  const one = ed25519FromSeed(seed(11));
  const wrapped = utf8(`APTOS\nmessage: ${toHex(message)}\nnonce: bundlr`);
  const signature = signEd25519(wrapped, one.privateKey);
  assert.equal(await arbundles.InjectedAptosSigner.verify(Buffer.from(one.owner), message, signature), true);
  assert.equal(signatureType(5).verify(message, one.owner, signature), true);
  assert.equal(signatureType(5).verify(message, one.owner, signEd25519(message, one.privateKey)), false);

  const keys = [12, 13, 14].map((n) => ed25519FromSeed(seed(n)));
  const owner = Buffer.alloc(1025);
  keys.forEach((key, i) => {
    owner.set(key.owner, i * 32);
  });
  owner[1024] = 2;
  const signer = new arbundles.MultiSignatureAptosSigner(owner, async (bytes: Uint8Array) => ({
    signatures: [0, 2].map((i) => Buffer.from(signEd25519(bytes, keys[i]?.privateKey ?? one.privateKey))),
    bitmap: [0, 2],
  }));
  const multi = new Uint8Array(await signer.sign(message));
  assert.equal(await arbundles.MultiSignatureAptosSigner.verify(owner, message, multi), true);
  assert.equal(signatureType(6).verify(message, new Uint8Array(owner), multi), true);
});
