/** Undo is exact: an instance that ran and rolled back messages equals one that never saw them, now and later. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LoomError } from "../../src/base/errors.ts";
import { imageHash } from "../../src/vm/image-encoding.ts";
import type { VmInstance } from "../../src/vm/instance.ts";
import { captureImage, restoreImage } from "../../src/vm/memory-image.ts";
import type { VmOutcome } from "../../src/vm/outcome.ts";
import { attempt, evalData, fresh, id, MODULES, type Sent, send, spawn, spawnBorrowing } from "./driver.ts";

/** Hash of the live memory and globals, read without any help of marks. */
function live(instance: VmInstance): string {
  const { memory, globals } = instance.state;
  const bytes = Buffer.from(memory.buffer);
  for (let page = 0; page < bytes.byteLength / 4096; page++)
    assert.ok(bytes.subarray(page * 4096, (page + 1) * 4096).equals(instance.page(page)), `page ${page} and its committed copy differ`);
  assert.deepEqual(
    globals.map(({ cell }) => cell.value),
    instance.state.committedGlobals(),
  );
  return imageHash(captureImage(instance));
}

const traffic = (instance: VmInstance, nonce: number): VmOutcome[] =>
  [
    'Log = Log or {} table.insert(Log, string.rep("k", 200)) return #Log',
    "local t = {} for k in pairs({a=1,b=2,c=3,d=4}) do t[#t+1] = k end return table.concat(t)",
    "return tostring(math.random()) .. os.time() .. select(2, pcall(error, 'caught'))",
  ].map((data, index) => send(instance, { data, nonce: nonce + index }));

interface Doomed extends Omit<Sent, "nonce"> {
  readonly ends: RegExp;
}

const DOOMED: Readonly<Record<string, Doomed>> = {
  "a good message": { data: "Log = nil Gone = string.rep('g', 300000) return 1", ends: /^ok/ },
  "a Lua error": { data: 'Gone = {} for i = 1, 2000 do Gone[i] = {i} end error("plain error")', ends: /^ok/ },
  "a thrown table": { data: "Gone = 1 error({})", ends: /^error/ },
  "an endless loop": {
    data: "Gone = {} while true do Gone[#Gone + 1] = 1 Gone[#Gone] = nil end",
    gasLimit: 50_000_000,
    ends: /out of gas/,
  },
  "an endless loop under pcall": { data: "Gone = 1 while true do pcall(error, 'x') end", gasLimit: 50_000_000, ends: /out of gas/ },
  "one gas too little": { data: "Gone = 2 return 1", gasLimit: 1_000_000, ends: /out of gas/ },
  "no gas at all": { data: "Gone = 2 return 1", gasLimit: 0, ends: /out of gas/ },
  "weave data that is absent": { data: `Gone = 2 io.open("/data/${id("w")}"):read(1)`, ends: /^need/ },
  "a ruined environment": { data: "Log = nil Handlers.list = {} ao = nil string.format = nil", ends: /^error/ },
};

for (const name of MODULES) {
  describe(`rollback in ${name}`, () => {
    it("leaves nothing behind, whatever the message did", async () => {
      const process = await spawnBorrowing(name);
      const control = await spawn(name);
      let nonce = 1;
      assert.deepEqual(traffic(process, nonce), traffic(control, nonce));
      for (const [what, { ends, ...sent }] of Object.entries(DOOMED)) {
        nonce += 3;
        const first = attempt(process, { ...sent, nonce });
        assert.match(`${first.kind} ${JSON.stringify(first)}`, ends, what);
        assert.equal(process.rollback(), true, what);
        // Again: the same end to the last gas.
        assert.deepEqual(attempt(process, { ...sent, nonce }), first, what);
        assert.equal(process.rollback(), true, what);
        assert.deepEqual(traffic(process, nonce), traffic(control, nonce), what);
        assert.equal(live(process), live(control), what);
      }
    });

    it("of several messages at once takes back all of them", async () => {
      const process = await spawnBorrowing(name);
      const before = live(process);
      for (let nonce = 1; nonce < 4; nonce++) assert.equal(attempt(process, { data: `V${nonce} = {}`, nonce }).kind, "ok");
      assert.equal(process.rollback(), true);
      assert.equal(live(process), before);
      assert.equal(evalData(process, 1, "return tostring(V1) .. tostring(V3)"), "nilnil");
    });

    it("after growth asks for a new instance, which continues exactly", async () => {
      const process = await spawnBorrowing(name);
      const control = await spawn(name);
      traffic(process, 1);
      traffic(control, 1);
      const outcome = attempt(process, { data: 'Gone = string.rep("b", 12 * 1024 * 1024) return #Gone', nonce: 4 });
      assert.equal(outcome.kind, "ok");
      assert.equal(process.rollback(), false);
      assert.equal(process.phase, "outgrown");
      assert.throws(() => attempt(process, { data: "return 1", nonce: 4 }), LoomError);
      assert.throws(() => process.commit(), LoomError);
      const next = await fresh(name);
      assert.equal(restoreImage(next, captureImage(process)), true);
      assert.equal(live(next), live(control));
      assert.deepEqual(traffic(next, 4), traffic(control, 4));
      const grown = 'Kept = string.rep("b", 12 * 1024 * 1024) return #Kept';
      assert.deepEqual(send(next, { data: grown, nonce: 7 }), send(control, { data: grown, nonce: 7 }));
      assert.equal(live(next), live(control));
    });

    it("needs a decision first: an open instance is not saved, a failed one takes no message", async () => {
      const process = await spawnBorrowing(name);
      attempt(process, { data: "return 1", nonce: 1 });
      assert.throws(() => captureImage(process), LoomError);
      process.commit();
      attempt(process, { data: "error({})", nonce: 2 });
      assert.throws(() => captureImage(process), LoomError);
      assert.throws(() => process.commit(), LoomError);
      assert.throws(() => attempt(process, { data: "return 1", nonce: 3 }), LoomError);
    });

    it("marks every page that a message changes, and the first takeDirty names all pages that are not zero", async () => {
      const process = await spawnBorrowing(name);
      const all = new Set(process.takeDirty());
      assert.deepEqual(
        [...captureImage(process, { scan: "whole" }).pageIndexes].filter((page) => !all.has(page)),
        [],
      );
      const before = Buffer.from(process.state.memory.buffer.slice(0));
      const { nonce } = { nonce: 1 };
      // Host writes of every kind: texts, copies, times, files.
      const files = { open: () => new Uint8Array(10_000).fill(65) };
      const code = `F = io.open("/data/${id("w")}"):read(9000) D = os.date() return #F .. D`;
      assert.match(String(evalData(process, nonce, code, files)), /^9000/);
      const dirty = new Set(process.takeDirty());
      const after = Buffer.from(process.state.memory.buffer);
      for (let page = 0; page < before.byteLength / 4096; page++) {
        if (dirty.has(page)) continue;
        assert.equal(before.compare(after, page * 4096, (page + 1) * 4096, page * 4096, (page + 1) * 4096), 0, `page ${page}`);
      }
      assert.deepEqual([...process.takeDirty()], []);
    });
  });
}
