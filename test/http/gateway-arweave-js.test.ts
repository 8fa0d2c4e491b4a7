import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import arweave from "arweave";
import { generateRsaJwk, type RsaJwk } from "../../src/crypto/rsa.ts";
import { createRsaSigner } from "../../src/crypto/rsa-signer.ts";
import { startServers, type TestServers } from "../weave/support.ts";

// Its CommonJS build has the class under `default`.
type Arweave = ReturnType<typeof arweave.init>;
const Client = ((arweave as unknown as { default?: typeof arweave }).default ?? arweave) as typeof arweave;

describe("unmodified arweave-js", { timeout: 60_000 }, () => {
  let t: TestServers;
  let ar: Arweave;
  let jwk: RsaJwk;
  let address: string;
  const get = async (path: string): Promise<string> => (await fetch(`${t.gateway}${path}`)).text();
  const pattern = (size: number): Uint8Array => new Uint8Array(size).map((_, i) => (i * 7 + (i >> 10)) % 256);

  before(async () => {
    jwk = await generateRsaJwk();
    t = await startServers({ wallet: createRsaSigner(jwk) });
    ar = Client.init({ host: "127.0.0.1", port: t.port, protocol: "http" });
    address = await ar.wallets.jwkToAddress(jwk);
  });
  after(() => t.close());

  const signed = async (
    data: string | Uint8Array,
    tags: Readonly<Record<string, string>> = {},
  ): ReturnType<Arweave["createTransaction"]> => {
    const tx = await ar.createTransaction({ data }, jwk);
    for (const [name, value] of Object.entries(tags)) tx.addTag(name, value);
    await ar.transactions.sign(tx, jwk);
    return tx;
  };

  test("reads the network, prices, balances", async () => {
    const info = await ar.network.getInfo();
    assert.deepEqual([info.height, info.blocks, info.network], [0, 1, "hyperloom.1"]);
    assert.equal(await ar.transactions.getPrice(1), "265354000");
    assert.equal(await ar.wallets.getBalance(address), "0");
    assert.equal(await get(`/mint/${address}/123456789012345678901`), "123456789012345678901");
    assert.equal(await ar.wallets.getBalance(address), "123456789012345678901");
    assert.equal(await ar.wallets.getLastTransactionID(address), "");
    assert.equal((await ar.blocks.getCurrent()).indep_hash, info.current);
  });

  test("posts a small transaction: pending, then in a block, confirmed, read", async () => {
    const tx = await signed("hello", { "Content-Type": "text/plain", "App-Name": "x" });
    assert.equal((await ar.transactions.post(tx)).status, 200);
    assert.deepEqual(await ar.transactions.getStatus(tx.id), { status: 202, confirmed: null });
    assert.deepEqual(JSON.parse(await get("/tx/pending")), [tx.id]);
    assert.equal((await fetch(`${t.gateway}/tx/${tx.id}`)).status, 202);
    await get("/mine");
    await get("/mine/2");
    const { confirmed } = await ar.transactions.getStatus(tx.id);
    assert.deepEqual([confirmed?.block_height, confirmed?.number_of_confirmations], [1, 3]);
    assert.equal((await ar.blocks.getByHeight(1)).indep_hash, confirmed?.block_indep_hash);
    assert.deepEqual((await ar.blocks.get(confirmed?.block_indep_hash ?? "")).txs, [tx.id]);
    assert.deepEqual(JSON.parse(await get("/tx/pending")), []);
    assert.equal(await ar.wallets.getLastTransactionID(address), tx.id);
    const back = await ar.transactions.get(tx.id);
    assert.deepEqual([back.owner, back.signature, back.reward, back.data_root], [tx.owner, tx.signature, tx.reward, tx.data_root]);
    assert.equal(await ar.transactions.verify(back), true);
    assert.equal(await ar.transactions.getData(tx.id, { decode: true, string: true }), "hello");
    assert.equal(await ar.transactions.getData(tx.id), "aGVsbG8");
    assert.equal(await get(`/tx/${tx.id}/data`), "aGVsbG8");
    assert.equal(await get(`/tx/${tx.id}/data.txt`), "hello");
    assert.equal(await get(`/tx/${tx.id}/owner`), jwk.n);
    assert.equal(JSON.parse(await get(`/tx/${tx.id}/tags`)).length, 2);
  });

  test("is told that it posted before, and why a post is refused", async () => {
    const tx = await signed("again");
    const send = async (body: object): Promise<{ status: number; body: string }> => {
      const response = await fetch(`${t.gateway}/tx`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: await response.text() };
    };
    assert.deepEqual(await send(tx), { status: 200, body: "OK" });
    assert.deepEqual(await send(tx), { status: 208, body: "Transaction already processed." });
    const forged = await signed("forged");
    const refused = await send({ ...forged.toJSON(), quantity: "5", target: address.replace(/^./, (c) => (c === "A" ? "B" : "A")) });
    assert.equal(refused.status, 400);
    assert.equal(JSON.parse(refused.body).code, "SIGNATURE_INVALID");
    assert.equal((await fetch(`${t.gateway}/tx/${forged.id}`)).status, 404);
  });

  for (const size of [262_145, 614_400, 1_048_576]) {
    test(`uploads ${size} bytes in chunks and downloads them`, async () => {
      const data = pattern(size);
      const tx = await signed(data, { "Content-Type": "application/x-test" });
      const uploader = await ar.transactions.getUploader(tx);
      while (!uploader.isComplete) await uploader.uploadChunk();
      assert.deepEqual([uploader.lastResponseStatus, uploader.lastResponseError], [200, ""]);
      await get("/mine");
      assert.equal((await ar.transactions.getStatus(tx.id)).status, 200);
      assert.equal(Number((await ar.chunks.getTransactionOffset(tx.id)).size), size);
      assert.deepEqual(Buffer.from(await ar.chunks.downloadChunkedData(tx.id)), Buffer.from(data));
      assert.deepEqual(Buffer.from((await ar.transactions.getData(tx.id, { decode: true })) as Uint8Array), Buffer.from(data));
      const response = await fetch(`${t.gateway}/${tx.id}`);
      assert.equal(response.headers.get("content-type"), "application/x-test");
      assert.deepEqual(Buffer.from(await response.arrayBuffer()), Buffer.from(data));
      assert.equal(Buffer.from(await get(`/tx/${tx.id}/data`), "base64url").compare(data), 0);
    });
  }

  test("takes an upload up again where it broke off", async () => {
    const data = pattern(700_000);
    const tx = await signed(data);
    const first = await ar.transactions.getUploader(tx);
    await first.uploadChunk();
    await first.uploadChunk();
    assert.equal((await fetch(`${t.gateway}/${tx.id}`)).status, 404, "not readable in part");
    const state = JSON.parse(JSON.stringify(first));
    const second = await ar.transactions.getUploader(state, data);
    while (!second.isComplete) await second.uploadChunk();
    assert.equal((await fetch(`${t.gateway}/${tx.id}`)).status, 200);
  });

  test("gives up at once on a chunk that is forged", async () => {
    const body = (error: string): RegExp => new RegExp(`"error":"${error}"`);
    const post = async (chunk: unknown): Promise<string> =>
      (
        await fetch(`${t.gateway}/chunk`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(chunk) })
      ).text();
    const tx = await signed(pattern(600_000));
    await ar.api.post("tx", { ...tx.toJSON(), data: "" });
    const chunk = tx.getChunk(0, pattern(600_000));
    assert.match(await post({ ...chunk, chunk: Buffer.alloc(262_144).toString("base64url") }), body("invalid_proof"));
    assert.match(await post({ ...chunk, chunk: "A".repeat(400_000) }), body("chunk_too_big"));
    assert.match(await post({ ...chunk, data_root: Buffer.alloc(32).toString("base64url") }), body("invalid_proof"));
    assert.match(await post([]), body("invalid_json"));
  });

  test("sends winston from wallet to wallet", async () => {
    const receiver = createRsaSigner(jwk).address.replace(/^./, (c) => (c === "A" ? "B" : "A"));
    const before = BigInt(await ar.wallets.getBalance(address));
    const tx = await ar.createTransaction({ target: receiver, quantity: ar.ar.arToWinston("1.5") }, jwk);
    await ar.transactions.sign(tx, jwk);
    assert.equal((await ar.transactions.post(tx)).status, 200);
    assert.equal(await ar.wallets.getBalance(receiver), "1500000000000");
    assert.equal(BigInt(await ar.wallets.getBalance(address)), before - 1_500_000_000_000n - BigInt(tx.reward));
  });
});
