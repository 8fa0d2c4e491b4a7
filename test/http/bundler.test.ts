import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { after, before, describe, test } from "node:test";
import { fromBase64Url, utf8 } from "../../src/base/bytes.ts";
import { LIMITS } from "../../src/base/limits.ts";
import { generateRsaJwk, verifyRsa } from "../../src/crypto/rsa.ts";
import { createRsaSigner } from "../../src/crypto/rsa-signer.ts";
import type { Signer } from "../../src/crypto/signer.ts";
import { BUNDLE_TAGS, createBundle } from "../../src/protocol/bundle.ts";
import { createItem } from "../../src/protocol/create-item.ts";
import type { Item } from "../../src/protocol/item.ts";
import { type Receipt, receiptMessage } from "../../src/weave/receipt.ts";
import { vector } from "../protocol/support.ts";
import { idsOf, seededSigner, startServers, type TestServers } from "../weave/support.ts";

let t: TestServers;
let wallet: Signer;
let count = 0;
const make = (data: Uint8Array, tags: Item["tags"] = []): Item =>
  createItem({ anchor: String(count++).padStart(32, "0"), tags, data }, seededSigner(41));
const post = async (
  path: string,
  body: Uint8Array,
  type = "application/octet-stream",
): Promise<{ status: number; body: Record<string, unknown> }> => {
  const response = await fetch(`${t.bundler}${path}`, {
    method: "POST",
    headers: { "content-type": type },
    body: new Blob([new Uint8Array(body)]),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const get = async (path: string): Promise<{ status: number; text: string }> => {
  const response = await fetch(`${t.bundler}${path}`);
  return { status: response.status, text: await response.text() };
};

before(async () => {
  wallet = createRsaSigner(await generateRsaJwk(), { saltLength: 0 });
  t = await startServers({ wallet });
});
after(() => t.close());

describe("an upload", () => {
  for (const path of ["/tx", "/tx/arweave", "/v1/tx", "/v1/tx/solana"]) {
    test(`to ${path} is stored, served and receipted`, async () => {
      const item = make(utf8(path), [{ name: "Content-Type", value: "text/plain" }]);
      const { status, body } = await post(path, item.bytes);
      assert.equal(status, 200);
      const receipt = body as unknown as Receipt;
      assert.deepEqual(
        [receipt.id, receipt.owner, receipt.winc, receipt.version, receipt.deadlineHeight],
        [item.id, item.ownerAddress, "0", "0.2.0", 201],
      );
      assert.ok(Math.abs(receipt.timestamp - Date.now()) < 5000);
      assert.deepEqual(fromBase64Url(receipt.public), wallet.owner);
      assert.ok(verifyRsa(receiptMessage(receipt), wallet.owner, fromBase64Url(receipt.signature)));
      assert.ok(
        !verifyRsa(receiptMessage({ ...receipt, timestamp: receipt.timestamp + 1 }), wallet.owner, fromBase64Url(receipt.signature)),
      );
      assert.equal(await (await fetch(`${t.gateway}/${item.id}`)).text(), path);
    });
  }

  test("that comes again gets the first receipt again, 202, before and after its block", async () => {
    const item = make(utf8("again"));
    const first = await post("/tx", item.bytes);
    const seq = await t.store.lastSeq();
    const second = await post("/tx", item.bytes);
    await t.weave.mine();
    await t.weave.mine();
    const third = await post("/tx", item.bytes);
    assert.deepEqual([second.status, third.status], [202, 202]);
    assert.deepEqual([second.body, third.body], [first.body, first.body]);
    assert.equal(await t.store.lastSeq(), seq);
  });

  const flipped = (): Uint8Array => {
    const bytes = new Uint8Array(make(utf8("forged")).bytes);
    bytes[bytes.length - 1] = 0;
    return bytes;
  };
  const refused: readonly (readonly [string, () => Uint8Array, number, string, string?])[] = [
    ["forged", flipped, 400, "SIGNATURE_INVALID"],
    ["forged by the network", () => vector("turbo-upload-service/stubInvalidDataItem"), 400, "SIGNATURE_INVALID"],
    ["empty", () => new Uint8Array(0), 400, "ITEM_MALFORMED"],
    ["a bare beginning", () => Uint8Array.of(1, 0, 5, 5), 400, "ITEM_MALFORMED"],
    ["of an unknown signature type", () => new Uint8Array(2000).fill(77), 400, "SIGNATURE_TYPE_UNSUPPORTED"],
    ["cut off", () => make(new Uint8Array(100_000)).bytes.subarray(0, 90_000), 400, "SIGNATURE_INVALID"],
    ["declared as JSON", () => make(utf8("x")).bytes, 415, "BODY_TYPE_UNSUPPORTED", "application/json"],
  ];
  for (const [what, bytes, status, code, type] of refused) {
    test(`that is ${what} is refused as ${code} and changes nothing`, async () => {
      const before = [await idsOf(t.store), await t.files()];
      const answer = await post("/tx", bytes(), type);
      assert.deepEqual([answer.status, answer.body["code"]], [status, code]);
      assert.equal(typeof answer.body["help"], "string");
      assert.deepEqual([await idsOf(t.store), await t.files()], before);
    });
  }

  test("whose client goes away in the middle leaves nothing", async () => {
    const item = make(new Uint8Array(3_000_000).fill(1));
    const before = [await idsOf(t.store), await t.files()];
    const upload = request(`${t.bundler}/tx`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream", "content-length": String(item.bytes.length) },
    });
    upload.on("error", () => {});
    upload.write(item.bytes.subarray(0, 2_000_000));
    while ((await t.files()).length === before[1]?.length) await new Promise((resolve) => setImmediate(resolve));
    const gone = new Promise((resolve) => upload.on("close", resolve));
    upload.destroy();
    await gone;
    while ((await t.files()).length !== before[1]?.length) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([await idsOf(t.store), await t.files()], before);
    assert.equal((await fetch(`${t.gateway}/${item.id}`)).status, 404);
    assert.equal((await post("/tx", item.bytes)).status, 200, "and may come back");
  });

  test("that is announced too large is refused before it is sent", async () => {
    const headers = { "content-type": "application/octet-stream", "content-length": String(LIMITS.uploadBytes + 1) };
    const upload = request(`${t.bundler}/tx`, { method: "POST", headers });
    upload.on("error", () => {});
    upload.flushHeaders();
    const [response] = await once(upload, "response");
    assert.equal(response.statusCode, 413);
    upload.destroy();
  });

  test("without a content-length is taken", async () => {
    const item = make(new Uint8Array(200_000).fill(3));
    const upload = request(`${t.bundler}/tx`, { method: "POST", headers: { "content-type": "application/octet-stream" } });
    for (let at = 0; at < item.bytes.length; at += 7000) upload.write(item.bytes.subarray(at, at + 7000));
    upload.end();
    const [response] = await once(upload, "response");
    assert.equal(response.statusCode, 200);
    response.resume();
    await once(response, "end");
    assert.equal((await fetch(`${t.gateway}/${item.id}`, { method: "HEAD" })).headers.get("content-length"), "200000");
  });
});

test("the status tells of size, bundle and block", async () => {
  const child = make(new Uint8Array(100_000).fill(5), [{ name: "Content-Type", value: "image/png" }]);
  const outer = make(createBundle([child]), BUNDLE_TAGS);
  await post("/tx", outer.bytes);
  const status = async (path: string): Promise<Record<string, unknown>> => JSON.parse((await get(path)).text);
  const pending = await status(`/tx/${child.id}/status`);
  assert.deepEqual([pending["status"], pending["info"], pending["bundleId"]], ["CONFIRMED", "pending", outer.id]);
  await t.weave.mine();
  const sealed = await status(`/v1/tx/${child.id}/status`);
  assert.deepEqual([sealed["status"], sealed["info"]], ["FINALIZED", "permanent"]);
  const offsets = await status(`/tx/${child.id}/offsets`);
  assert.deepEqual(offsets, {
    rawContentLength: child.bytes.length,
    payloadContentType: "image/png",
    payloadDataStart: child.dataStart,
    payloadContentLength: 100_000,
    startOffsetInRootBundle: outer.dataStart + 96,
    bundleId: outer.id,
  });
  assert.equal((await get(`/tx/${"A".repeat(43)}/status`)).status, 404);
  assert.equal((await get("/tx/short/status")).status, 400);
});

test("storage is free and says so", async () => {
  for (const path of ["/", "/info", "/v1/info"])
    assert.deepEqual(JSON.parse((await get(path)).text).addresses, { arweave: wallet.address });
  for (const path of ["/price/1000", "/price/arweave/1000", "/v1/price/solana/5"]) assert.equal((await get(path)).text, "0");
  assert.equal(JSON.parse((await get("/v1/price/bytes/5")).text).winc, "0");
  assert.equal((await get("/price/arweave/x")).status, 400);
  assert.ok(BigInt(JSON.parse((await get(`/account/balance/arweave?address=${wallet.address}`)).text).balance) > 10n ** 15n);
});
