import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Tag } from "../../src/base/tags.ts";
import type { RsaJwk } from "../../src/crypto/rsa.ts";
import { createRsaSigner } from "../../src/crypto/rsa-signer.ts";
import type { Signer } from "../../src/crypto/signer.ts";
import { createItem } from "../../src/protocol/create-item.ts";
import { aosWasm } from "../support/aos-wasm.ts";
import { type AoClient, aoClient } from "../support/clients.ts";
import { type Network, removeData, startNetwork } from "../support/network.ts";

const AO: readonly Tag[] = [
  { name: "Data-Protocol", value: "ao" },
  { name: "Variant", value: "ao.TN.1" },
];
const MESSAGE: readonly Tag[] = [...AO, { name: "Type", value: "Message" }];
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe("bad input gets its own coded 4xx and changes nothing", { timeout: 120_000 }, () => {
  let network: Network;
  let client: AoClient;
  let signer: Signer;
  let target: string;

  before(async () => {
    network = await startNetwork({ module: await aosWasm("aos2_0_6.wasm") });
    client = aoClient(network);
    signer = createRsaSigner(network.wallet as unknown as RsaJwk);
    target = await client.spawn();
    await client.evaluate(target, "return 1");
  });
  after(async () => {
    await network.stop();
    await removeData(network);
  });

  const post = async (
    url: string,
    body: Uint8Array | string,
    type = "application/octet-stream",
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": type },
      body: body as NonNullable<RequestInit["body"]>,
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const logLength = async (): Promise<number> => {
    const latest = (await (await fetch(`${network.info.su}/${target}/latest`)).json()) as { assignment: { tags: Tag[] } };
    return Number(latest.assignment.tags.find(({ name }) => name === "Nonce")?.value);
  };
  const good = (): Uint8Array => createItem({ target, tags: MESSAGE, data: text("x") }, signer).bytes;
  const flipped = (at: (bytes: Uint8Array) => number): Uint8Array => {
    const bytes = new Uint8Array(good());
    const index = at(bytes);
    bytes[index] = (bytes[index] ?? 0) ^ 1;
    return bytes;
  };
  const unknown = "A".repeat(43);

  const cases: readonly (readonly [string, () => Uint8Array | string, number, string, string?])[] = [
    ["a forged signature", () => flipped(() => 100), 400, "SIGNATURE_INVALID"],
    ["a flipped byte of the data", () => flipped((bytes) => bytes.length - 1), 400, "SIGNATURE_INVALID"],
    ["garbage", () => text("\u0001\u0000 begins like an item and is none"), 400, "ITEM_MALFORMED"],
    ["text", () => text("not an item at all"), 400, "SIGNATURE_TYPE_UNSUPPORTED"],
    ["nothing", () => new Uint8Array(0), 400, "ITEM_MALFORMED"],
    ["an oversized item", () => new Uint8Array(11 * 1024 * 1024), 413, "ITEM_TOO_LARGE"],
    ["an unknown process", () => createItem({ target: unknown, tags: MESSAGE, data: text("x") }, signer).bytes, 404, "PROCESS_NOT_FOUND"],
    [
      "a missing tag",
      () => createItem({ target, tags: [{ name: "Type", value: "Message" }], data: text("x") }, signer).bytes,
      400,
      "MESSAGE_TAGS_INVALID",
    ],
    [
      "a process of an unknown module",
      () =>
        createItem(
          {
            tags: [
              ...AO,
              { name: "Type", value: "Process" },
              { name: "Module", value: unknown },
              { name: "Scheduler", value: network.info.scheduler },
            ],
            data: text("x"),
          },
          signer,
        ).bytes,
      404,
      "MODULE_NOT_FOUND",
    ],
    ["a body of the wrong type", () => "{}", 415, "BODY_TYPE_UNSUPPORTED", "application/json"],
  ];
  for (const unit of ["mu", "su"] as const) {
    for (const [what, make, status, code, type] of cases) {
      test(`${what} to the ${unit.toUpperCase()}`, async () => {
        const before = await logLength();
        const answer = await post(network.info[unit], make(), type);
        assert.deepEqual([answer.status, answer.body["code"]], [status, code], JSON.stringify(answer.body));
        assert.equal(typeof answer.body["error"], "string");
        assert.equal(typeof answer.body["help"], "string");
        assert.equal(await logLength(), before);
      });
    }
  }

  test("a duplicate gets the first answer again and is not applied", async () => {
    const before = await logLength();
    const bytes = good();
    const [first, second] = [await post(network.info.mu, bytes), await post(network.info.mu, bytes)];
    assert.deepEqual(second, first);
    assert.equal(first.status, 202);
    const [third, fourth] = [await post(network.info.su, bytes), await post(network.info.su, bytes)];
    assert.deepEqual(fourth, third);
    assert.equal(await logLength(), before + 1);
  });

  test("unknown ids and wrong methods are 4xx with a code, everywhere", async () => {
    const asks: readonly (readonly [string, string, number])[] = [
      ["GET", `${network.info.gateway}/${unknown}`, 404],
      ["GET", `${network.info.gateway}/no/such/route/at/all`, 404],
      ["GET", `${network.info.gateway}/tx/short`, 400],
      ["DELETE", `${network.info.gateway}/graphql`, 405],
      ["GET", `${network.info.su}/${unknown}`, 404],
      ["GET", `${network.info.su}/processes/${unknown}`, 404],
      ["GET", `${network.info.cu}/result/${unknown}?process-id=${target}`, 404],
      ["GET", `${network.info.cu}/result/${unknown}`, 400],
      ["GET", `${network.info.cu}/results/${unknown}`, 404],
      ["GET", `${network.info.cu}/state/${unknown}`, 404],
    ];
    for (const [method, url, status] of asks) {
      const response = await fetch(url, { method });
      const body = (await response.json()) as Record<string, unknown>;
      assert.equal(response.status, status, `${method} ${url}: ${JSON.stringify(body)}`);
      assert.equal(typeof body["code"], "string", url);
    }
  });

  test("an endless loop ends as an Error, and others are served meanwhile", async () => {
    const loop = await client.spawn([{ name: "Compute-Limit", value: "40000000000" }]);
    const other = await client.spawn();
    await client.evaluate(loop, "X = 'before'");
    await client.evaluate(other, "return 1");
    const message = await client.send(loop, { Action: "Eval" }, "X = 'during' while true do end");
    const started = performance.now();
    const served = await client.evaluate(other, "return 'served'");
    const waited = performance.now() - started;
    assert.equal(served.Output.data, "served");
    assert.ok(waited < 2500, `the other process waited ${Math.round(waited)} ms`);
    const ended = await client.ao.result({ process: loop, message });
    assert.equal(ended.Error, "out of gas");
    assert.equal((await client.evaluate(loop, "return X")).Output.data, "before");
  });
});
