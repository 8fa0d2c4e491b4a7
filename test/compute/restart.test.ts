import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { type Logger, silentLogger } from "../../src/base/logger.ts";
import { AOS, AOS32, createRig, output } from "./rig.ts";

/** A comparison of megabytes: an assertion would print them. */
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

describe("a restart", () => {
  for (const name of [AOS, AOS32]) {
    it(`continues ${name} from its checkpoint with the same state`, async () => {
      let rig = await createRig({ checkpointEvery: 5 });
      const process = await rig.spawn(await rig.module(name));
      for (let i = 1; i <= 17; i++)
        assert.equal(output(await rig.run(process, "N = (N or 0) + 1; T = T or {}; T[N] = {N}; return N")), String(i));
      const before = (await rig.compute.state(process)).memory;
      rig = await rig.restart();
      const checkpoint = await rig.store.checkpoint(process, 1e9);
      assert.equal(checkpoint?.slot, 17);
      assert.notEqual(await rig.store.checkpoint(process, 16), null);
      assert.ok(same((await rig.compute.state(process)).memory, before));
      assert.equal(output(await rig.run(process, "N = N + 1; return N")), "18");
      assert.equal(rig.announced.length, 1, "a replay announced results again");
      // From genesis, for good measure: a control that never saw a checkpoint.
      const control = await rig.compute.state(process, 4);
      assert.equal(control.slot, 4);
      await rig.close();
    });
  }

  it("survives damaged checkpoints", async () => {
    let rig = await createRig({ checkpointEvery: 4 });
    const process = await rig.spawn(await rig.module(AOS));
    for (let i = 0; i < 12; i++) await rig.run(process, "N = (N or 0) + 1");
    const before = (await rig.compute.state(process)).memory;
    const newest = await rig.store.checkpoint(process, 1e9);
    assert.ok(newest);
    const { dir } = rig;
    await rig.compute.close();
    const saved = await rig.store.checkpoint(process, 1e9);
    assert.ok(saved);
    await writeFile(join(dir, "blobs", saved.blob.slice(0, 2), saved.blob.slice(2)), "rubbish");
    rig = await rig.restart();
    assert.ok(same((await rig.compute.state(process)).memory, before));
    assert.equal(output(await rig.run(process, "return N")), "12");
    await rig.close();
  });

  it("takes the module as it was prepared, and prepares it again when that is damaged", async () => {
    const said: string[] = [];
    const logger: Logger = { ...silentLogger, info: (_fields, text) => said.push(text), child: () => logger };
    let rig = await createRig({ logger });
    const process = await rig.spawn(await rig.module(AOS));
    await rig.run(process, "N = 1");
    const root = await rig.compute.stateRoot(process, 1);
    assert.ok(said.includes("prepared a module"));
    said.length = 0;
    rig = await rig.restart();
    assert.deepEqual(await rig.compute.stateRoot(process, 1), root);
    assert.ok(!said.includes("preparing a module"));
    const [blob = ""] = (await rig.store.meta(`prepared:${root.module}::1`))?.split(" ") ?? [];
    await writeFile(join(rig.dir, "blobs", blob.slice(0, 2), blob.slice(2)), "rubbish");
    rig = await rig.restart();
    assert.equal(output(await rig.run(process, "return N")), "1");
    assert.ok(said.includes("prepared a module"));
    await rig.close();
  });

  it("evaluates what was left, without being asked", async () => {
    let rig = await createRig();
    const process = await rig.spawn(await rig.module(AOS));
    await rig.run(process, "N = 1");
    await rig.compute.close();
    await rig.eval(process, "N = N + 1");
    const last = await rig.eval(process, "N = N + 1; return N");
    rig = await rig.restart();
    await rig.compute.resume();
    assert.equal(output(await rig.result(process, last)), "3");
    await rig.close();
  });

  it("keeps two checkpoints and no file that none of them needs", async () => {
    let rig = await createRig({ checkpointEvery: 2 });
    const process = await rig.spawn(await rig.module(AOS));
    const seen = new Set<string>();
    for (let i = 0; i < 9; i++) {
      await rig.run(process, "N = (N or 0) + 1");
      await rig.compute.evict(process);
      seen.add((await rig.store.checkpoint(process, 1e9))?.blob ?? "");
    }
    assert.ok(seen.size > 4);
    rig = await rig.restart();
    const first = await rig.store.checkpoint(process, 1e9);
    const second = await rig.store.checkpoint(process, (first?.slot ?? 0) - 1);
    assert.ok(first !== null && second !== null);
    assert.equal(await rig.store.checkpoint(process, second.slot - 1), null);
    const needed = new Set([first, second].flatMap(({ blob, packs }) => [blob, ...packs]));
    for (const blob of seen) assert.equal((await rig.blobs.size(blob)) !== null, needed.has(blob), blob);
    assert.equal(output(await rig.run(process, "return N")), "9");
    await rig.close();
  });
});

describe("eviction", () => {
  it("keeps the number of live processes within the budget and their states intact", async () => {
    const rig = await createRig({ liveProcesses: 3, workers: 2 });
    const module = await rig.module(AOS);
    const processes: string[] = [];
    for (let i = 0; i < 8; i++) processes.push(await rig.spawn(module));
    for (let round = 1; round <= 3; round++) {
      for (const [i, process] of processes.entries()) {
        assert.equal(output(await rig.run(process, "N = (N or 0) + 1; return N")), String(round), `process ${i}`);
      }
    }
    assert.ok(rig.compute.load.live <= 4, `${rig.compute.load.live} are live`);
    await rig.close();
  });

  it("is not needed for ten processes: they take little", async () => {
    const rig = await createRig({ workers: 2, stuckMs: 60_000 });
    const module = await rig.module(AOS);
    const first = await rig.spawn(module);
    await rig.run(first, "N = 1");
    const before = process.memoryUsage().rss;
    const ids: string[] = [];
    for (let i = 0; i < 10; i++) ids.push(await rig.spawn(module));
    for (const id of ids) assert.equal(output(await rig.run(id, "N = 2; return N")), "2");
    assert.equal(rig.compute.load.live, 11);
    const grown = (process.memoryUsage().rss - before) / 2 ** 20;
    // One copy of the memory of one process would be 68 MiB.
    assert.ok(grown < 200, `10 processes took ${grown.toFixed(0)} MiB`);
    await rig.close();
  });
});
