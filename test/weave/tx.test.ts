import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fromBase64Url, toBase64Url, utf8 } from "../../src/base/bytes.ts";
import { sha256 } from "../../src/crypto/hash.ts";
import { generateRsaJwk } from "../../src/crypto/rsa.ts";
import { createRsaSigner } from "../../src/crypto/rsa-signer.ts";
import type { Signer } from "../../src/crypto/signer.ts";
import { BUNDLE_TAGS, createBundle } from "../../src/protocol/bundle.ts";
import { CHUNK_BYTES, dataTree } from "../../src/protocol/chunks.ts";
import { createItem } from "../../src/protocol/create-item.ts";
import { verifyChunk, verifyTxPath } from "../../src/protocol/merkle-proof.ts";
import { type Transaction, transactionJson } from "../../src/protocol/transaction.ts";
import { createTransaction, type TransactionFields } from "../../src/protocol/transaction-create.ts";
import type { Store } from "../../src/storage/store.ts";
import { blockRest } from "../../src/weave/block-header.ts";
import { priceOf } from "../../src/weave/price.ts";
import { codeOf, idsOf, openWeave, readAll, seededSigner, type TestWeave } from "./support.ts";

let wallet: Signer;
let t: TestWeave;
const pattern = (size: number, seed: number): Uint8Array => new Uint8Array(size).map((_, i) => (i * 17 + (i >> 9) * seed + seed) % 256);

before(async () => {
  wallet = createRsaSigner(await generateRsaJwk());
});

const make = (fields: Partial<TransactionFields>): Transaction =>
  createTransaction({ data: new Uint8Array(0), tags: [], lastTx: fromBase64Url(t.weave.current().id), ...fields }, wallet);
const post = (tx: Transaction, data = true): Promise<{ duplicate: boolean }> => t.weave.ingestTx(transactionJson(tx, { data }));
const chunksOf = (tx: Transaction): Record<string, string>[] => {
  const tree = dataTree(tx.data);
  return tree.leaves.flatMap(({ end }, index) => {
    const left = tree.leaves[index - 1]?.end ?? 0;
    if (end === left) return [];
    const [data_path, chunk] = [toBase64Url(tree.path(index)), toBase64Url(tx.data.subarray(left, end))];
    return [{ data_root: toBase64Url(tx.dataRoot), data_size: String(tx.dataSize), data_path, offset: String(end - 1), chunk }];
  });
};
const dataOf = async (id: string): Promise<Uint8Array> => {
  const found = await t.weave.find(id);
  assert.ok(found);
  return readAll(t.weave.data(found, 0, found.dataSize));
};

describe("transactions", () => {
  before(async () => {
    t = await openWeave();
  });
  after(() => t.close());

  test("with their data are stored, dated by a block and read again", async () => {
    const [small, large] = [make({ data: utf8("hello"), tags: [{ name: "A", value: "b" }] }), make({ data: pattern(100_000, 3) })];
    for (const tx of [small, large]) assert.equal((await post(tx)).duplicate, false);
    await t.weave.mine();
    for (const tx of [small, large]) {
      assert.deepEqual(await dataOf(tx.id), tx.data);
      assert.equal((await t.store.txOffset(tx.id))?.size, tx.dataSize);
    }
  });

  test("that come again are duplicates and pay once", async () => {
    await t.weave.wallets.mint(wallet.address, 1_000n);
    const tx = make({ data: utf8("again"), reward: 400n });
    assert.deepEqual([(await post(tx)).duplicate, (await post(tx)).duplicate], [false, true]);
    assert.equal(await t.weave.wallets.balance(wallet.address), 600n);
    assert.equal(await t.weave.wallets.lastTx(wallet.address), tx.id);
  });

  test("must be anchored: a recent block, the owner's last transaction, or nothing for a first one", async () => {
    const last = await t.weave.wallets.lastTx(wallet.address);
    const before = await idsOf(t.store);
    for (const lastTx of [new Uint8Array(0), sha256(utf8("unknown")), new Uint8Array(48).fill(9)]) {
      assert.equal(await codeOf(() => post(make({ data: utf8("x"), lastTx }))), "TX_INVALID");
    }
    assert.deepEqual(await idsOf(t.store), before);
    await post(make({ data: utf8("after the last"), lastTx: fromBase64Url(last) }));
    assert.equal(await codeOf(() => post(make({ data: utf8("replay"), lastTx: fromBase64Url(last) }))), "TX_INVALID", "no longer the last");
    const anchor = t.weave.current().id;
    for (let i = 0; i < 49; i++) await t.weave.mine();
    await post(make({ data: utf8("the 50th block"), lastTx: fromBase64Url(anchor) }));
    await t.weave.mine();
    assert.equal(await codeOf(() => post(make({ data: utf8("the 51st"), lastTx: fromBase64Url(anchor) }))), "TX_INVALID");
  });

  test("send what is there and nothing more, exact above 2^53", async () => {
    const receiver = seededSigner(9).address;
    await t.weave.wallets.setBalance(wallet.address, 90_071_992_547_409_931n);
    await post(make({ target: receiver, quantity: 90_071_992_547_409_930n, reward: 5n }));
    assert.deepEqual(
      [await t.weave.wallets.balance(wallet.address), await t.weave.wallets.balance(receiver)],
      [0n, 90_071_992_547_409_930n],
    );
    assert.equal(await codeOf(() => post(make({ target: receiver, quantity: 1n }))), "TX_INVALID");
    await post(make({ data: utf8("publishing needs no funds here"), reward: 10n ** 12n }));
  });

  test("that are forged or tampered with change nothing", async () => {
    const before = [await idsOf(t.store), await t.files(), await t.weave.wallets.balance(wallet.address)];
    const good = transactionJson(make({ data: pattern(70_000, 1), reward: 1n }));
    for (const change of [
      { reward: "2" },
      { data: toBase64Url(pattern(70_000, 2)) },
      { id: toBase64Url(new Uint8Array(32)) },
      { quantity: "-1" },
    ]) {
      assert.match(
        await codeOf(() => t.weave.ingestTx({ ...good, ...change })),
        /TX_INVALID|SIGNATURE_INVALID/,
        JSON.stringify(Object.keys(change)),
      );
    }
    for (const junk of [null, 1, "x", [], {}]) assert.equal(await codeOf(() => t.weave.ingestTx(junk)), "TX_INVALID");
    assert.deepEqual([await idsOf(t.store), await t.files(), await t.weave.wallets.balance(wallet.address)], before);
  });

  test("that carry a bundle are taken apart", async () => {
    const child = createItem({ tags: [], data: utf8("inside a transaction") }, seededSigner(3));
    const tx = make({ data: createBundle([child]), tags: BUNDLE_TAGS });
    await post(tx);
    assert.equal((await t.store.item(child.id))?.parent, tx.id);
    assert.deepEqual(await dataOf(child.id), child.data);
  });
});

test("with strict balances the reward must be there", async () => {
  t = await openWeave({ strictBalances: true });
  assert.equal(await codeOf(() => post(make({ data: utf8("x"), reward: 10n }))), "TX_INVALID");
  await t.weave.wallets.mint(wallet.address, 10n);
  await post(make({ data: utf8("x"), reward: 10n }));
  await t.close();
});

describe("chunks", () => {
  before(async () => {
    t = await openWeave();
  });
  after(() => t.close());

  test("in any order, some twice, make the data; their files are gone then", async () => {
    const tx = make({ data: pattern(600_000, 5) });
    await post(tx, false);
    const [a, b, c] = chunksOf(tx);
    for (const chunk of [c, a, c, a]) await t.weave.ingestChunk(chunk);
    assert.equal((await t.store.item(tx.id))?.bytes, null);
    assert.equal(await codeOf(() => dataOf(tx.id)), "NOT_FOUND");
    await t.weave.ingestChunk(b);
    assert.deepEqual(await dataOf(tx.id), tx.data);
    await t.weave.ingestChunk(b);
    assert.deepEqual([(await t.files()).length, await t.store.chunks(toBase64Url(tx.dataRoot), tx.dataSize)], [1, []]);
    assert.deepEqual((await t.store.item(tx.id))?.dataHash, sha256(tx.data));
  });

  test("that do not fit their proof, or that no transaction asked for, change nothing", async () => {
    const [tx, other] = [make({ data: pattern(300_000, 6) }), make({ data: pattern(300_000, 7) })];
    await post(tx, false);
    const before = await t.files();
    const [first] = chunksOf(tx);
    const [foreign] = chunksOf(other);
    assert.ok(first && foreign);
    const changes = [
      { chunk: foreign["chunk"] },
      { data_path: foreign["data_path"] },
      { offset: "299999" },
      { data_size: "300001" },
      { chunk: 5 },
      { offset: undefined },
    ];
    for (const change of changes)
      assert.equal(await codeOf(() => t.weave.ingestChunk({ ...first, ...change })), "CHUNK_INVALID", JSON.stringify(Object.keys(change)));
    assert.equal(await codeOf(() => t.weave.ingestChunk(foreign)), "CHUNK_INVALID");
    assert.deepEqual(await t.files(), before);
  });

  test("survive a restart, and two uploads with a chunk in common keep their own", async () => {
    const shared = pattern(CHUNK_BYTES, 8);
    const [one, two] = [3, 4].map((seed) => {
      const data = new Uint8Array(CHUNK_BYTES + 50_000);
      data.set(shared);
      data.set(pattern(50_000, seed), CHUNK_BYTES);
      return make({ data });
    });
    assert.ok(one && two);
    const [[a1, b1], [a2, b2]] = [chunksOf(one), chunksOf(two)];
    for (const tx of [one, two]) await post(tx, false);
    for (const chunk of [a1, a2]) await t.weave.ingestChunk(chunk);
    t = await t.reopen();
    await t.weave.ingestChunk(b1);
    assert.deepEqual(await dataOf(one.id), one.data);
    await t.weave.ingestChunk(b2);
    assert.deepEqual(await dataOf(two.id), two.data);
  });

  test("sent at the same time complete the data once", async () => {
    const tx = make({ data: pattern(1_300_000, 11) });
    await post(tx, false);
    await Promise.all(chunksOf(tx).map((chunk) => t.weave.ingestChunk(chunk)));
    assert.deepEqual(await dataOf(tx.id), tx.data);
  });

  test("need not be sent again for data that another transaction has; a bundle in them is taken apart", async () => {
    const child = createItem({ tags: [], data: pattern(400_000, 12) }, seededSigner(4));
    const tx = make({ data: createBundle([child]), tags: BUNDLE_TAGS });
    await post(tx, false);
    for (const chunk of chunksOf(tx)) await t.weave.ingestChunk(chunk);
    assert.deepEqual(await dataOf(child.id), child.data);
    assert.equal((await t.store.item(child.id))?.parent, tx.id);
    const twin = make({ data: tx.data, tags: [{ name: "Twin", value: "1" }] });
    await post(twin, false);
    assert.deepEqual(await dataOf(twin.id), tx.data);
  });

  test("are served with proofs for every byte of the weave, padding excepted", async () => {
    await t.weave.mine();
    for (const size of [1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES]) {
      const tx = make({ data: pattern(size, size % 251) });
      await post(tx);
    }
    const block = await t.weave.mine();
    const rest = blockRest(block);
    const [before, blockSize] = [Number(block.weaveSize) - Number(rest.block_size), Number(rest.block_size)];
    assert.ok(rest.txs.length === 4 && blockSize % CHUNK_BYTES === 0);
    for (const id of rest.txs) {
      const place = await t.store.txOffset(id);
      assert.ok(place);
      const data = await dataOf(id);
      const start = place.endOffset - place.size + 1;
      for (const offset of [start, place.endOffset, start + Math.floor(place.size / 2)]) {
        const served = await t.weave.chunks.at(offset);
        const dataRoot = fromBase64Url(place.dataRoot);
        const proven = verifyChunk({
          dataRoot,
          dataSize: place.size,
          dataPath: served.dataPath,
          offset: offset - start,
          chunk: served.chunk,
        });
        assert.deepEqual(served.chunk, data.subarray(proven.left, proven.right));
        assert.equal(served.absoluteEndOffset, start + proven.right - 1);
        const inBlock = verifyTxPath(fromBase64Url(rest.tx_root), offset - before - 1, blockSize, served.txPath);
        assert.deepEqual(inBlock.value, dataRoot);
      }
      if (place.size % CHUNK_BYTES !== 0) assert.equal(await codeOf(() => t.weave.chunks.at(place.endOffset + 1)), "NOT_FOUND");
    }
    for (const offset of [0, Number(block.weaveSize) + 1]) assert.equal(await codeOf(() => t.weave.chunks.at(offset)), "NOT_FOUND");
  });
});

test("a crash while the data is being completed costs only the last chunk", async () => {
  let refuse = false;
  const wrap = (store: Store): Store => ({
    ...store,
    commit: (batch) =>
      refuse && batch.some(({ type }) => type === "item-data") ? Promise.reject(new Error("power cut")) : store.commit(batch),
  });
  t = await openWeave({ wrap });
  const tx = make({ data: pattern(600_000, 13) });
  await post(tx, false);
  const [a, b, c] = chunksOf(tx);
  for (const chunk of [a, b]) await t.weave.ingestChunk(chunk);
  refuse = true;
  await assert.rejects(() => t.weave.ingestChunk(c));
  refuse = false;
  t = await t.reopen();
  await t.weave.ingestChunk(c);
  assert.deepEqual(await dataOf(tx.id), tx.data);
  await t.close();
});

test("a price grows by whole chunks", () => {
  assert.equal(priceOf(0n), 3_210_000n);
  assert.equal(priceOf(1n), priceOf(262_144n));
  assert.equal(priceOf(262_145n) - priceOf(262_144n), 262_144_000n);
});
