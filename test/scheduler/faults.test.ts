import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { LoomError } from "../../src/base/errors.ts";
import type { Batch, Store } from "../../src/storage/store.ts";
import { createRig, type Rig } from "./rig.ts";

type Fate = "ok" | "lost" | "late";

/** Fails commits by plan: "lost" never reaches the store, "late" is durable but answered as failed. */
function failing(store: Store, fate: () => Fate): Store {
  return {
    ...store,
    commit: async (batch: Batch) => {
      const now = fate();
      if (now === "lost") throw new LoomError("STORE_FAILED", "injected");
      const seq = await store.commit(batch);
      if (now === "late") throw new LoomError("STORE_FAILED", "injected after the commit");
      return seq;
    },
  };
}

async function checkLog(rig: Rig, process: string): Promise<string[]> {
  const rows = await rig.store.log(process, { limit: 10_000 });
  assert.deepEqual(
    rows.map(({ slot }) => slot),
    rows.map((_, i) => i),
    "no gap and no slot twice",
  );
  for (const [i, row] of rows.entries()) assert.ok(i === 0 || row.timestamp > rows[i - 1]!.timestamp);
  const messages = rows.map(({ message }) => message);
  assert.equal(new Set(messages).size, messages.length, "no message twice");
  return messages;
}

describe("scheduler on a store that fails", () => {
  test("no gaps, no duplicates, and a retry gets its slot", async () => {
    const fates = fc.array(fc.constantFrom<Fate>("ok", "ok", "ok", "lost", "late"), { minLength: 10, maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(fates, fc.integer({ min: 1, max: 4 }), async (plan, bursts) => {
        const rig = await createRig();
        try {
          let calls = 0;
          let broken = false;
          const scheduler = await rig.scheduler(
            {},
            failing(rig.store, () => (broken ? (plan[calls++] ?? "ok") : "ok")),
          );
          const heard: number[] = [];
          scheduler.onAssigned(({ slot }) => heard.push(slot));
          const process = rig.process();
          await scheduler.assign(process);
          broken = true;
          const messages = Array.from({ length: 15 * bursts }, () => rig.message(process.id));
          const failed = [];
          for (let at = 0; at < messages.length; at += 15) {
            const burst = messages.slice(at, at + 15);
            const ends = await Promise.allSettled(burst.map((message) => scheduler.assign(message)));
            for (const [i, end] of ends.entries()) {
              if (end.status === "fulfilled") continue;
              assert.ok(end.reason instanceof LoomError && end.reason.code === "STORE_FAILED", String(end.reason));
              failed.push(burst[i]!);
            }
            await checkLog(rig, process.id);
          }
          broken = false;
          for (const message of failed) await scheduler.assign(message);
          const log = await checkLog(rig, process.id);
          assert.deepEqual([...log].sort(), [process.id, ...messages.map(({ id }) => id)].sort());
          assert.deepEqual(
            heard,
            [...heard].sort((a, b) => a - b),
            "announced in slot order",
          );
        } finally {
          await rig.close();
        }
      }),
      { numRuns: 40, seed: 7 },
    );
  });

  test("one who fails alone does not fail those stamped behind", async () => {
    const rig = await createRig();
    const scheduler = await rig.scheduler();
    const process = rig.process();
    await scheduler.assign(process);
    const nowhere = { process: process.id, slot: 0, index: 0 };
    const messages = Array.from({ length: 9 }, () => rig.message(process.id));
    await rig.put(messages[3]!);
    const ends = await Promise.allSettled(messages.map((message, i) => scheduler.assign(message, i === 3 ? { settles: nowhere } : {})));
    assert.deepEqual(
      ends.map(({ status }) => status),
      messages.map((_, i) => (i === 3 ? "rejected" : "fulfilled")),
    );
    const log = await checkLog(rig, process.id);
    assert.deepEqual([...log].sort(), [process.id, ...messages.filter((_, i) => i !== 3).map(({ id }) => id)].sort());
    await rig.close();
  });

  test("a head that cannot be read is read again", async () => {
    const rig = await createRig();
    let reads = 0;
    const store: Store = {
      ...rig.store,
      head: async (process) => {
        if (++reads === 1) throw new LoomError("STORE_FAILED", "injected");
        return rig.store.head(process);
      },
    };
    const scheduler = await rig.scheduler({}, store);
    const process = rig.process();
    await assert.rejects(scheduler.assign(process), { code: "STORE_FAILED" });
    assert.equal((await scheduler.assign(process)).slot, 0);
    await rig.close();
  });
});
