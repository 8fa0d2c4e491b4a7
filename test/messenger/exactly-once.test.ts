import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { LoomError } from "../../src/base/errors.ts";
import { tagValue } from "../../src/base/tags.ts";
import { readData } from "../../src/storage/item-change.ts";
import type { Batch, Store } from "../../src/storage/store.ts";
import { createRig, type Rig, tag } from "../scheduler/rig.ts";
import { action, type Script, startUnits, type Units } from "./rig.ts";

const WALLET = `${"W".repeat(42)}A`;

/** One process starts: it pings another five times, spawns, assigns and writes to a wallet; pongs and the child's word come back. */
function scene(rig: Rig): {
  one: string;
  two: string;
  start: Parameters<Units["scheduler"]["assign"]>[0];
  script: Script;
  prepare(units: Units): Promise<void>;
} {
  const [one, two] = [rig.process(), rig.process()];
  const start = rig.message(one.id, [tag("Action", "Start")]);
  const send = (Target: string, name: string, data = "") => ({ Target, Data: data, Tags: [tag("Action", name)] });
  const numbers = [1, 2, 3, 4, 5];
  const script: Script = (item, { process }) => {
    switch (action(item)) {
      case "Start":
        if (process !== one.id) return {};
        return {
          Messages: [...numbers.map((n) => send(two.id, "Ping", String(n))), send(WALLET, "Hello")],
          Spawns: [{ Data: "child", Tags: [tag("Module", rig.module.id), tag("From-Process", one.id), tag("Reference", "9")] }],
          Assignments: [{ Message: start.id, Processes: [two.id] }],
        };
      case "Ping":
        return { Messages: [send(one.id, "Pong", "same")] };
      case "Spawned":
        return { Messages: [send(tagValue(item.tags, "Process")!, "Work")] };
      case "Work":
        return { Messages: [send(one.id, "Done")] };
      default:
        return {};
    }
  };
  const prepare = async (units: Units): Promise<void> => {
    for (const item of [one, two]) await units.scheduler.assign(item);
    await units.quiet();
  };
  return { one: one.id, two: two.id, start, script, prepare };
}

async function said(rig: Rig, process: string): Promise<string[]> {
  const words = [];
  for (const { message } of await rig.store.log(process, { limit: 1000 })) {
    const item = (await rig.store.item(message))!;
    const data = new TextDecoder().decode((await readData(item, rig.blobs))!);
    words.push(action(item) === "Ping" ? `Ping ${data}` : action(item) || data);
  }
  return words;
}

async function checkOnce(rig: Rig, { one, two }: { one: string; two: string }, what: string): Promise<void> {
  const heads = await rig.store.heads("", 10);
  const child = heads.map(({ process }) => process).find((process) => process !== one && process !== two)!;
  assert.equal(heads.length, 3, what);
  const first = await said(rig, one);
  assert.deepEqual(first.slice(0, 2), ["boot", "Start"], what);
  assert.deepEqual(first.slice(2).sort(), ["Done", "Pong", "Pong", "Pong", "Pong", "Pong", "Spawned"], what);
  assert.ok(first.indexOf("Spawned") < first.indexOf("Done"), what);
  const second = await said(rig, two);
  assert.deepEqual(
    second.filter((word) => word !== "Start"),
    ["boot", "Ping 1", "Ping 2", "Ping 3", "Ping 4", "Ping 5"],
    what,
  );
  assert.equal(second.filter((word) => word === "Start").length, 1, what);
  assert.deepEqual(await said(rig, child), ["child", "Work"], what);
  for (const process of [one, two, child]) {
    for (const { slot } of await rig.store.results(process, { limit: 1000 })) {
      for (const { kind, target, state, reason } of await rig.store.outbox(process, slot)) {
        assert.deepEqual([state, reason], ["delivered", target === WALLET ? "wallet" : ""], `${what}: ${kind} to ${target}`);
      }
    }
  }
}

describe("exactly once", () => {
  for (const concurrency of [1, 64]) {
    test(`the messenger dies at each of its commits, ${concurrency} at a time`, { timeout: 60_000 }, async () => {
      for (let k = 1; ; k++) {
        const rig = await createRig();
        const { one, two, start, script, prepare } = scene(rig);
        await prepare(await startUnits(rig, script));
        let commits = 0;
        let dead = false;
        // Commit k is durable and never answered; what comes later never happens.
        const dying: Store = {
          ...rig.store,
          commit: async (batch: Batch) => {
            commits += 1;
            if (commits > k) return new Promise<number>(() => {});
            const seq = await rig.store.commit(batch);
            if (commits < k) return seq;
            dead = true;
            return new Promise<number>(() => {});
          },
        };
        const before = await startUnits(rig, script, { concurrency }, dying);
        let started = false;
        void before.scheduler.assign(start).then(() => {
          started = true;
        });
        while (!started && !dead) await turn();
        await before.quiet(() => dead);
        const finished = !dead;
        await turn();
        const after = await startUnits(rig, script, { concurrency });
        await after.resume();
        await after.scheduler.assign(start);
        await after.quiet();
        await checkOnce(rig, { one, two }, `after commit ${k}`);
        await rig.close();
        if (finished) {
          assert.ok(k > 15, `${k} commits`);
          break;
        }
      }
    });
  }

  test("commits fail or are answered as failed at random", { timeout: 60_000 }, async () => {
    const fates = fc.array(fc.constantFrom("ok", "ok", "lost", "late"), { minLength: 20, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fates, async (plan) => {
        const rig = await createRig();
        const { one, two, start, script, prepare } = scene(rig);
        await prepare(await startUnits(rig, script));
        let calls = 0;
        const failing: Store = {
          ...rig.store,
          commit: async (batch: Batch) => {
            const fate = plan[calls++] ?? "ok";
            if (fate === "lost") throw new LoomError("STORE_FAILED", "injected");
            const seq = await rig.store.commit(batch);
            if (fate === "late") throw new LoomError("STORE_FAILED", "injected after the commit");
            return seq;
          },
        };
        const units = await startUnits(rig, script, {}, failing);
        while ((await units.scheduler.assign(start).catch(() => null)) === null);
        // A scripted result whose commit was answered as failed was not delivered: as after a crash, resume finds it.
        for (let rounds = 0; rounds < 200 && (await unfinished(rig)); rounds++) {
          await units.messenger.idle();
          await units.resume();
          await turn();
        }
        await units.quiet();
        await checkOnce(rig, { one, two }, plan.join(" "));
        await rig.close();
      }),
      { numRuns: 25, seed: 11 },
    );
  });
});

async function unfinished(rig: Rig): Promise<boolean> {
  return (await rig.store.unevaluated("", 1)).length + (await rig.store.pendingOutbox(null, 1)).length > 0;
}
