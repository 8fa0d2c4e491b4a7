import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { utf8 } from "../../src/base/bytes.ts";
import { createItem } from "../../src/protocol/create-item.ts";
import { inPieces, seededSigner, startServers, type TestServers } from "../weave/support.ts";

let t: TestServers;
const unknown = "A".repeat(43);
before(async () => {
  t = await startServers();
});
after(() => t.close());

const ask = async (path: string, init?: RequestInit): Promise<{ status: number; text: string; headers: Headers }> => {
  const response = await fetch(`${t.gateway}${path}`, init);
  return { status: response.status, text: await response.text(), headers: response.headers };
};

test("the node says where it is", async () => {
  const { id } = t.weave.current();
  assert.equal((await ask("/")).text, (await ask("/info")).text);
  assert.equal((await ask("/height")).text, "0");
  assert.equal((await ask("/tx_anchor")).text, id);
  assert.equal((await ask("/peers")).text, "[]");
  assert.ok(Math.abs(Number((await ask("/time")).text) - Date.now() / 1000) < 5);
  assert.equal((await ask("/price/0")).text, "3210000");
  assert.equal((await ask(`/price/1/${unknown}`)).text, "265354000");
  assert.deepEqual(JSON.parse((await ask("/price/1", { headers: { accept: "application/json" } })).text), {
    fee: "265354000",
    denomination: 1,
  });
  assert.equal(JSON.parse((await ask("/block/height/0")).text).indep_hash, id);
  assert.equal((await ask(`/block/hash/${id}/height`)).text, "0");
  assert.equal((await ask("/block/height/0/indep_hash")).text, id);
  assert.equal(JSON.parse((await ask("/mine/3")).text).height, 3);
});

test("the status of an item is that of its block", async () => {
  const item = createItem({ tags: [], data: utf8("x") }, seededSigner(5));
  await t.weave.ingestItem(inPieces(item.bytes));
  assert.equal((await ask(`/tx/${item.id}/status`)).status, 202);
  await t.weave.mine();
  assert.deepEqual(JSON.parse((await ask(`/tx/${item.id}/status`)).text), {
    block_height: t.weave.height(),
    block_indep_hash: t.weave.current().id,
    number_of_confirmations: 1,
  });
});

test("wallets are made and changed as with arlocal", async () => {
  const send = (method: string, path: string, body: unknown): ReturnType<typeof ask> =>
    ask(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const address = seededSigner(6).address;
  assert.equal((await send("POST", "/wallet", { address, balance: 7 })).status, 200);
  assert.equal((await ask(`/wallet/${address}/balance`)).text, "7");
  await send("PATCH", `/wallet/${address}/balance`, { balance: "99999999999999999999" });
  assert.equal((await ask(`/wallet/${address}:abcdef/balance`)).text, "99999999999999999999");
  for (const balance of [-1, 1.5, "x", null]) assert.equal((await send("PATCH", `/wallet/${address}/balance`, { balance })).status, 400);
  assert.equal((await ask(`/wallet/${unknown}/balance`)).text, "0");
  assert.equal((await ask(`/mint/${address}/-5`)).status, 400);
});

const bad: readonly (readonly [string, number, RequestInit?])[] = [
  [`/${unknown}`, 404],
  [`/raw/${unknown}`, 404],
  [`/tx/${unknown}`, 404],
  [`/tx/${unknown}/status`, 404],
  [`/tx/${unknown}/offset`, 404],
  [`/tx/${unknown}/data`, 404],
  ["/tx/short", 400],
  ["/raw/short", 400],
  [`/raw/${"A".repeat(42)}B`, 400],
  ["/favicon.ico", 404],
  ["/no/such/route/at/all", 404],
  ["/chunk/1", 404],
  ["/chunk/0", 400],
  ["/chunk/x", 400],
  ["/block/height/999", 404],
  ["/block/height/-1", 400],
  ["/block/height/0/nonsense", 404],
  ["/block/height/0/constructor", 404],
  [`/block/hash/${"A".repeat(64)}`, 404],
  ["/block/hash/short", 400],
  ["/price/x", 400],
  ["/wallet/short/balance", 400],
  ["/mine/0", 400],
  ["/mine/9999", 400],
  ["/graphql", 405, { method: "DELETE" }],
  ["/tx", 400, { method: "POST", headers: { "content-type": "application/json" }, body: "{" }],
  ["/tx", 400, { method: "POST", headers: { "content-type": "application/json" }, body: "[]" }],
  ["/tx", 415, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "a=b" }],
  ["/wallet", 400, { method: "POST", headers: { "content-type": "application/json" }, body: "[]" }],
];
for (const [path, status, init] of bad) {
  test(`${init?.method ?? "GET"} ${path.slice(0, 40)} ${init?.body ?? ""} is ${status} with a code`, async () => {
    const answer = await ask(path, init);
    assert.equal(answer.status, status, answer.text);
    assert.equal(typeof JSON.parse(answer.text).code, "string");
  });
}
