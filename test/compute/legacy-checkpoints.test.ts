/** States from the checkpoint items of other units: only of those that are trusted, and only when they are whole. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { LoomError } from "../../src/base/errors.ts";
import { type Logger, silentLogger } from "../../src/base/logger.ts";
import type { Tag } from "../../src/base/tags.ts";
import { findLegacyCheckpoint } from "../../src/compute/legacy-checkpoints.ts";
import { legacyGlobals, legacyImage } from "../../src/vm/legacy-image.ts";
import { RUNTIME, tiny } from "../vm/tiny-wasm.ts";
import { AOS, createRig, output, type Rig, tag, user } from "./rig.ts";

const sha = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function put(rig: Rig, process: string, module: string, slot: number, memory: Uint8Array, changes: readonly Tag[] = []): Promise<string> {
  const tags = { "Data-Protocol": "ao", Variant: "ao.TN.1", Type: "Checkpoint", Module: module, Process: process, Nonce: String(slot) };
  const more = { "Content-Type": "application/octet-stream", "SHA-256": sha(memory), "Content-Encoding": "gzip" };
  const all = Object.entries({ ...tags, ...more }).map(([name, value]) => changes.find((one) => one.name === name) ?? tag(name, value));
  return rig.upload(new Uint8Array(gzipSync(memory)), [...all, ...changes.filter(({ name }) => !all.some((one) => one.name === name))]);
}

test("an aos process goes on from the memory that a trusted unit put on the weave, and from no other", async () => {
  const said: string[] = [];
  const logger: Logger = { ...silentLogger, info: (_fields, text) => said.push(text), child: () => logger };
  let rig = await createRig({ logger });
  const module = await rig.module(AOS);
  const process = await rig.spawn(module);
  for (let nth = 1; nth <= 8; nth++) await rig.run(process, "N = (N or 0) + 1 pcall(error, N) T = T or {} T[N] = { N } return N");
  const root = await rig.compute.stateRoot(process, 6);
  const { memory } = await rig.compute.state(process, 6);
  await put(rig, process, module, 6, memory);
  const went = "went on from a checkpoint of another unit";
  const askAnew = async (checkpointOwners: readonly string[]) => {
    rig = await rig.restart({ checkpointOwners });
    said.length = 0;
    return rig.compute.stateRoot(process, 6);
  };
  assert.deepEqual(await askAnew([]), root);
  assert.ok(!said.includes(went), "nobody is trusted by default");
  assert.deepEqual(await askAnew(["A".repeat(43)]), root);
  assert.ok(!said.includes(went), "its signer is not named");
  assert.deepEqual(await askAnew([user.address]), root);
  assert.ok(said.includes(went));
  assert.equal(output(await rig.run(process, "return N + #T")), "16");
  await rig.close();
});

test("which one is taken: the newest that is whole, of this process and module, not after the slot", async () => {
  const rig = await createRig();
  const [process, module, other] = ["p", "m", "x"].map((letter) => `${letter.repeat(42)}A`) as [string, string, string];
  const memory = new Uint8Array(2 * 65_536).fill(7, 5000, 6000);
  const find = (changes: object = {}) =>
    findLegacyCheckpoint(
      { process, module, slot: 10, maximumPages: 4, owners: [user.address], ...changes },
      { store: rig.store, blobs: rig.blobs, logger: silentLogger },
    );
  assert.equal(await find(), null);
  await put(rig, process, module, 3, memory);
  await put(rig, process, module, 5, memory);
  await put(rig, process, module, 4, memory);
  const good = await find();
  assert.equal(good?.slot, 5);
  assert.ok(Buffer.from(memory).equals(good.memory));
  assert.equal((await find({ slot: 4 }))?.slot, 4);
  assert.equal(await find({ owners: [] }), null);
  assert.equal(await find({ module: other }), null);
  assert.equal(await find({ process: other }), null);
  // Each of these is newer, and none can be used.
  await put(rig, process, module, 6, memory, [tag("SHA-256", sha(new Uint8Array(1)))]);
  await put(rig, process, module, 7, memory, [tag("Cron-Interval", "0-10-minutes")]);
  await put(rig, process, module, 8, new Uint8Array(65_537));
  await put(rig, process, module, 9, new Uint8Array(65_536 * 5));
  await put(rig, process, module, 9, memory, [tag("Nonce", "9e0")]);
  await put(rig, process, module, 11, memory);
  assert.equal((await find())?.slot, 5);
  await rig.close();
});

test("a memory becomes a state of its pages; globals that nobody can know are refused", () => {
  const memory = new Uint8Array(65_536).fill(1, 4096 * 3, 4096 * 3 + 1);
  const globals = [{ index: 0, type: "i", value: 1 }];
  const image = legacyImage(memory, globals);
  assert.deepEqual([image.memoryPages, [...image.pageIndexes], image.pageBytes[0]], [1, [3], 1]);
  assert.equal(Buffer.from(image.pageHashes).toString("hex"), sha(memory.subarray(4096 * 3, 4096 * 4)));
  for (const size of [0, 1, 65_537]) {
    assert.throws(() => legacyImage(new Uint8Array(size), globals), { code: "CHECKPOINT_INVALID" });
  }
  // One mutable global, which `handle` counts up.
  const counting = [...RUNTIME, { export: "handle", signature: "ii>i", body: [0x23, 0, 0x41, 1, 0x6a, 0x24, 0, 0x41, 16] }];
  const wasm = tiny({ functions: counting, extra: [[6, [1, 0x7f, 1, 0x41, 0, 0x0b]]] });
  const seen = (value: number) => [{ index: 0, type: "i", value }];
  assert.throws(
    () => legacyGlobals(wasm, [seen(1), seen(4)]),
    (thrown) => thrown instanceof LoomError && thrown.code === "CHECKPOINT_INVALID",
  );
  assert.throws(() => legacyGlobals(wasm, [seen(1)]), { code: "CHECKPOINT_INVALID" });
  assert.deepEqual(legacyGlobals(wasm, [seen(1), seen(1)]), seen(1));
});
