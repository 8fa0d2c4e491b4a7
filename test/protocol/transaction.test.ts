import assert from "node:assert/strict";
import { test } from "node:test";
import Arweave from "arweave";
import { fromBase64Url, toBase64Url } from "../../src/base/bytes.ts";
import { bytesId } from "../../src/base/ids.ts";
import { addressOf } from "../../src/crypto/address.ts";
import { createEd25519Signer } from "../../src/crypto/ed25519.ts";
import { sha256 } from "../../src/crypto/hash.ts";
import { generateRsaJwk, importRsaJwk, signRsa } from "../../src/crypto/rsa.ts";
import { createRsaSigner } from "../../src/crypto/rsa-signer.ts";
import { readBundle } from "../../src/protocol/bundle.ts";
import { dataTree } from "../../src/protocol/chunks.ts";
import { parseTransaction, type Transaction, transactionJson } from "../../src/protocol/transaction.ts";
import { createTransaction } from "../../src/protocol/transaction-create.ts";
import { transactionMessage, verifyTransaction } from "../../src/protocol/transaction-verify.ts";
import { codeOf, eachVector, isCoded, seed, vector } from "./support.ts";

type Json = Record<string, unknown>;

const jwk = await generateRsaJwk();
const signer = createRsaSigner(jwk);
const { privateKey } = importRsaJwk(jwk);
const arweave = Arweave.init({});

function read(path: string): Json {
  return JSON.parse(Buffer.from(vector(path)).toString()) as Json;
}

function refusal(json: unknown): string {
  return codeOf(() => verifyTransaction(parseTransaction(json)));
}

/** Signs whatever the fields are, as a hostile client would. */
function resign(tx: Transaction): Transaction {
  const signature = signRsa(transactionMessage(tx), privateKey, 32);
  return { ...tx, signature, id: toBase64Url(sha256(signature)) };
}

test("every real transaction verifies, formats 1 and 2; the one with a foreign id does not", () => {
  let wrongIds = 0;
  eachVector("tx", (name, bytes, want) => {
    const json = JSON.parse(Buffer.from(bytes).toString()) as Json;
    const tx = parseTransaction(json);
    assert.equal(tx.format, want.format);
    assert.equal(toBase64Url(tx.dataRoot), want.data_root);
    if (!want.idOk) wrongIds++;
    assert.equal(
      codeOf(() => verifyTransaction(tx)),
      want.idOk ? "no error" : "TX_INVALID",
      name,
    );
    // The node leaves data_tree and an empty last_tx as they are; ours is the same text but for the order of keys.
    const { denomination: _, ...wire } = { denomination: "", ...transactionJson(tx) };
    for (const [field, value] of Object.entries(wire))
      if (field in json && field !== "data") assert.deepEqual(value, json[field], `${name} ${field}`);
  });
  assert.equal(wrongIds, 1);
});

test("a transaction that carries a bundle", () => {
  const tx = parseTransaction(read("turbo-upload-service/bundleTxStub"));
  const body = Buffer.concat([vector("turbo-upload-service/bundleHeaderStub"), vector("turbo-upload-service/stub1115ByteDataItem")]);
  assert.deepEqual(dataTree(new Uint8Array(body)).root, tx.dataRoot);
  assert.equal(tx.dataSize, body.byteLength);
  verifyTransaction({ ...tx, data: new Uint8Array(body) });
  assert.equal(readBundle(new Uint8Array(body)).items.length, 1);
  assert.equal(
    codeOf(() => verifyTransaction({ ...tx, data: new Uint8Array(body.byteLength) })),
    "TX_INVALID",
  );
});

test("arweave-js verifies what we create, and we what it creates", async () => {
  for (const data of [new Uint8Array(0), new Uint8Array(1000).fill(1), new Uint8Array(600_000).fill(2)]) {
    const ours = createTransaction(
      { data, tags: [{ name: "Bundle-Format", value: "binary" }], target: bytesId(seed(1)), quantity: 12n, reward: 77n, lastTx: seed(2) },
      signer,
    );
    verifyTransaction(ours);
    const theirs = arweave.transactions.fromRaw(transactionJson(ours));
    assert.equal(await arweave.transactions.verify(theirs), true);

    const made = await arweave.createTransaction(
      { data, last_tx: toBase64Url(seed(2)), reward: "5", target: bytesId(seed(1)), quantity: data.byteLength === 0 ? "1" : "0" },
      jwk,
    );
    made.addTag("ä", "☃");
    await arweave.transactions.sign(made, jwk);
    const tx = parseTransaction(JSON.parse(JSON.stringify(made)));
    verifyTransaction(tx);
    assert.deepEqual(tx.tags, [{ name: "ä", value: "☃" }]);
    assert.deepEqual(tx.data, data);
    verifyTransaction(parseTransaction(transactionJson(tx)));
    if (data.byteLength > 0) verifyTransaction(parseTransaction(transactionJson(tx, { data: false })));
  }
});

test("a denomination is signed in front of the other fields", () => {
  const tx = resign({ ...createTransaction({ data: new Uint8Array(1), tags: [] }, signer), denomination: "2" });
  verifyTransaction(tx);
  assert.equal(transactionJson(tx).denomination, "2");
  assert.equal(
    codeOf(() => verifyTransaction({ ...tx, denomination: "0" })),
    "SIGNATURE_INVALID",
  );
});

test("format 1 signs its plain data", () => {
  const tx = resign({
    ...createTransaction({ data: new Uint8Array(9).fill(3), tags: [{ name: "a", value: "b" }] }, signer),
    format: 1,
    dataRoot: new Uint8Array(0),
  });
  verifyTransaction(tx);
  verifyTransaction(parseTransaction(transactionJson(tx)));
  assert.equal(
    codeOf(() => verifyTransaction({ ...tx, denomination: "2" })),
    "TX_INVALID",
    "it would not be signed",
  );
  assert.equal(
    codeOf(() => verifyTransaction({ ...tx, data: new Uint8Array(9) })),
    "SIGNATURE_INVALID",
  );
  assert.equal(
    codeOf(() => verifyTransaction({ ...tx, data: new Uint8Array(0) })),
    "TX_INVALID",
  );
});

test("every signed field is signed", () => {
  const tx = createTransaction({ data: new Uint8Array(10), tags: [{ name: "a", value: "b" }], reward: 5n, lastTx: seed(3) }, signer);
  const other = createTransaction({ data: new Uint8Array(11), tags: [] }, signer);
  const changes: Partial<Transaction>[] = [
    { target: bytesId(seed(1)) },
    { reward: "6" },
    { lastTx: seed(4) },
    { rawTags: [] },
    { data: other.data, dataSize: 11, dataRoot: other.dataRoot },
    { target: bytesId(seed(1)), quantity: "1" },
    { format: 1 },
  ];
  for (const change of changes)
    assert.equal(
      codeOf(() => verifyTransaction({ ...tx, ...change })),
      "SIGNATURE_INVALID",
      JSON.stringify(Object.keys(change)),
    );
});

test("rules that a right signature does not excuse", () => {
  const tx = createTransaction({ data: new Uint8Array(10), tags: [] }, signer);
  const bytes = (size: number): Uint8Array => new Uint8Array(size).fill(97);
  const cases: readonly (readonly [Partial<Transaction>, string])[] = [
    [{ rawTags: [{ name: bytes(1024), value: bytes(1024) }] }, "no error"],
    [{ rawTags: [{ name: bytes(1024), value: bytes(1025) }] }, "TX_INVALID"],
    [{ rawTags: Array.from({ length: 2049 }, () => ({ name: bytes(0), value: bytes(0) })) }, "TX_INVALID"],
    [{ target: addressOf(signer.owner) }, "TX_INVALID"],
    [{ quantity: "1" }, "TX_INVALID"],
    [{ dataSize: 9 }, "TX_INVALID"],
    [{ dataRoot: new Uint8Array(0) }, "TX_INVALID"],
    [{ dataRoot: seed(1) }, "TX_INVALID"],
    [{ dataSize: 0, data: new Uint8Array(0) }, "TX_INVALID"],
    [{ lastTx: new Uint8Array(49) }, "TX_INVALID"],
    [{ owner: new Uint8Array(0) }, "SIGNATURE_TYPE_UNSUPPORTED"],
  ];
  for (const [change, code] of cases)
    assert.equal(
      codeOf(() => verifyTransaction(resign({ ...tx, ...change }))),
      code,
      JSON.stringify(Object.keys(change)),
    );
  assert.equal(
    codeOf(() => createTransaction({ data: new Uint8Array(1), tags: [] }, createEd25519Signer(seed(1)))),
    "SIGNATURE_TYPE_UNSUPPORTED",
  );
  assert.equal(
    codeOf(() => createTransaction({ data: new Uint8Array(1), tags: [], reward: -1n }, signer)),
    "TX_INVALID",
  );
  assert.equal(
    codeOf(() => createTransaction({ data: new Uint8Array(1), tags: [{ name: "a", value: "v".repeat(2048) }] }, signer)),
    "TX_INVALID",
  );
});

test("JSON of a wrong shape is refused by field", () => {
  const good = read("ar-io/test/mock_files/txs/vYQNQruccPlvxatkcRYmoaVywIzHxS3DuBG1CPxNMPA.json");
  assert.equal(refusal(good), "no error");
  for (const body of [null, 1, "x", [], [good], {}]) assert.equal(refusal(body), "TX_INVALID");
  const values: unknown[] = [
    null,
    0,
    -1,
    1.5,
    3,
    "",
    "x",
    "-1",
    "01",
    "1e3",
    "0x1",
    " 1",
    "=",
    "AB==",
    {},
    [],
    [1],
    [{}],
    [{ name: "a", value: 1 }],
    "9".repeat(31),
    true,
    "A".repeat(2000),
  ];
  for (const field of [
    "format",
    "id",
    "last_tx",
    "owner",
    "tags",
    "target",
    "quantity",
    "data",
    "data_size",
    "data_root",
    "reward",
    "signature",
    "denomination",
  ]) {
    for (const value of values) {
      if (JSON.stringify(value) === JSON.stringify(good[field]) || (value === null && good[field] === undefined)) continue;
      try {
        verifyTransaction(parseTransaction({ ...good, [field]: value }));
        // Three spellings of "nothing here" are one: null, absent and empty.
        assert.ok(good[field] === "" || good[field] === undefined, `${field} = ${JSON.stringify(value)} was accepted`);
        assert.ok(value === null || value === "", `${field} = ${JSON.stringify(value)} was accepted`);
      } catch (thrown) {
        assert.ok(isCoded(thrown) || (thrown as Error).name === "AssertionError", String(thrown));
        if ((thrown as Error).name === "AssertionError") throw thrown;
      }
    }
  }
});

test("an id or owner in a second spelling is refused", () => {
  const good = read("ar-io/test/mock_files/txs/vYQNQruccPlvxatkcRYmoaVywIzHxS3DuBG1CPxNMPA.json");
  const owner = String(good["owner"]);
  assert.equal(fromBase64Url(owner).byteLength, 512);
  for (const spelling of [`${owner}=`, owner.replace("_", "/"), `${owner} `, `${owner.slice(0, -1)}B`]) {
    if (spelling !== owner) assert.notEqual(refusal({ ...good, owner: spelling }), "no error");
  }
});
