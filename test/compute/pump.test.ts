/** Which results wait to share a transaction, against a worker and a store that do what the test says. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { LoomError } from "../../src/base/errors.ts";
import { createAhead } from "../../src/compute/ahead.ts";
import { createMessageSource } from "../../src/compute/message-source.ts";
import { type PumpDeps, pump } from "../../src/compute/pump.ts";
import type { Outcome } from "../../src/compute/worker/protocol.ts";
import type { Seat } from "../../src/compute/worker-pool.ts";
import type { AssignmentRecord } from "../../src/storage/records.ts";
import type { Batch, Store, Urgency } from "../../src/storage/store.ts";
import { assignmentOf, idOf, itemOf } from "../storage/support/records.ts";

const P = idOf("P");
const LAST = 6;

interface Commit {
  /** Slot of the result; null for an empty batch. */
  readonly slot: number | null;
  readonly urgency: Urgency;
  readonly done: PromiseWithResolvers<number>;
}

interface Run {
  readonly commits: Commit[];
  /** Slots that were announced. */
  readonly announced: number[];
  readonly held: number[];
  /** The worker answers the next job. */
  answer(outcome?: Partial<Outcome>): Promise<void>;
  readonly end: ReturnType<typeof pump>;
}

const GOOD = { kind: "result", json: "{}", failed: false, emits: false, ranMs: 1, bytes: 1 } as const;

/** A pump over slots 1 to LAST that has posted all of them. */
async function start(awaited: readonly number[]): Promise<Run> {
  const commits: Commit[] = [];
  const [announced, held]: [number[], number[]] = [[], []];
  const waiting: PromiseWithResolvers<Outcome>[] = [];
  const log = Array.from({ length: LAST }, (_, nth): AssignmentRecord => assignmentOf(P, nth + 1));
  const store = {
    log: async () => log,
    item: async () => itemOf("m"),
    commit(batch: Batch, urgency: Urgency = "now") {
      const [change] = batch;
      const done = Promise.withResolvers<number>();
      commits.push({ slot: change?.type === "result" ? change.result.slot : null, urgency, done });
      return done.promise;
    },
  } as unknown as Store;
  const seat: Seat = {
    stuck: false,
    alive: true,
    post() {
      const outcome = Promise.withResolvers<Outcome>();
      waiting.push(outcome);
      return outcome.promise;
    },
    share() {},
    leave() {},
  };
  const blobs = { read: async () => new Uint8Array(0) } as unknown as Parameters<typeof createMessageSource>[0]["blobs"];
  const outbox: PumpDeps["outbox"] = { build: async () => ({ changes: [], entries: [] }) };
  const end = pump(
    {
      process: P,
      key: P,
      seat,
      position: 0,
      next: 1,
      upTo: () => LAST,
      ahead: createAhead(),
      onMore: () => {},
      watchdogMs: 1,
      files: new Map(),
      awaited: (slot) => awaited.includes(slot),
      held: (slot) => held.push(slot),
      committed: ({ slot }) => announced.push(slot),
    },
    { store, messages: createMessageSource({ store, blobs }), outbox },
  );
  await setImmediate();
  assert.equal(waiting.length, LAST, "all are in the worker");
  let answered = 0;
  return {
    commits,
    announced,
    held,
    end,
    async answer(outcome = GOOD) {
      waiting[answered++]?.resolve(outcome as Outcome);
      await setImmediate();
    },
  };
}

const told = (commits: readonly Commit[]) => commits.map(({ slot, urgency }) => [slot, urgency]);

describe("results of a backlog", () => {
  it("wait for each other, but not the last, and are announced when they are durable", async () => {
    const run = await start([]);
    for (let slot = 1; slot <= LAST; slot++) await run.answer();
    assert.deepEqual(told(run.commits), [
      [1, "soon"],
      [2, "soon"],
      [3, "soon"],
      [4, "soon"],
      [5, "soon"],
      [6, "now"],
    ]);
    assert.deepEqual([run.held, run.announced], [[1, 2, 3, 4, 5], []]);
    // The store may answer in any order; results are announced in that of the slots.
    for (const { done } of run.commits.toReversed()) done.resolve(1);
    assert.deepEqual(await run.end, { position: LAST, fault: null });
    assert.deepEqual(run.announced, [1, 2, 3, 4, 5, 6]);
  });

  it("do not wait when somebody waits for them", async () => {
    const run = await start([2]);
    for (let slot = 1; slot <= 3; slot++) await run.answer();
    assert.deepEqual(told(run.commits), [
      [1, "soon"],
      [2, "now"],
      [3, "soon"],
    ]);
    for (let slot = 4; slot <= LAST; slot++) await run.answer();
    for (const { done } of run.commits) done.resolve(1);
    await run.end;
  });

  it("are not left behind when the worker fails", async () => {
    const run = await start([]);
    await run.answer();
    await run.answer();
    for (let slot = 3; slot <= LAST; slot++) await run.answer({ kind: "lost", running: true, reason: "killed" });
    assert.deepEqual(told(run.commits), [
      [1, "soon"],
      [2, "soon"],
      [null, "now"],
    ]);
    for (const { done } of run.commits) done.resolve(1);
    assert.deepEqual(await run.end, { position: 2, fault: { kind: "host", reason: "killed" } });
    assert.deepEqual(run.announced, [1, 2]);
  });

  it("that cannot be stored are announced no more, nor any after them", async () => {
    const run = await start([]);
    for (let slot = 1; slot <= LAST; slot++) await run.answer();
    const error = new LoomError("STORE_FAILED", "disk");
    for (const { slot, done } of run.commits) {
      if (slot === 2) done.reject(error);
      else done.resolve(1);
    }
    const { fault } = await run.end;
    assert.deepEqual(fault, { kind: "store", error });
    assert.deepEqual(run.announced, [1]);
  });
});
