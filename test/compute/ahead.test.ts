/** What is evaluated before it is durable, against a worker and a store that do what the test says. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { LoomError } from "../../src/base/errors.ts";
import { createAhead } from "../../src/compute/ahead.ts";
import { createMessageSource } from "../../src/compute/message-source.ts";
import { pump } from "../../src/compute/pump.ts";
import type { Outcome } from "../../src/compute/worker/protocol.ts";
import type { Batch, Store } from "../../src/storage/store.ts";
import { assignmentOf, idOf, itemOf } from "../storage/support/records.ts";

const P = idOf("P");
const GOOD: Outcome = { kind: "result", json: "{}", failed: false, emits: false, ranMs: 1, bytes: 1 };
const entry = (slot: number) => ({ assignment: assignmentOf(P, slot), item: itemOf(`m${slot}`) });

/** A pump that has nothing but what the test tells of ahead; the store has no assignment. */
function start() {
  const ahead = createAhead();
  const commits: { readonly batch: Batch; readonly done: PromiseWithResolvers<number> }[] = [];
  const jobs: PromiseWithResolvers<Outcome>[] = [];
  const announced: number[] = [];
  let more = (): void => {};
  const store = {
    log: async () => [],
    commit(batch: Batch) {
      const done = Promise.withResolvers<number>();
      commits.push({ batch, done });
      return done.promise;
    },
  } as unknown as Store;
  const seat = {
    alive: true,
    stuck: false,
    post() {
      const job = Promise.withResolvers<Outcome>();
      jobs.push(job);
      return job.promise;
    },
    share() {},
    leave() {},
  };
  const blobs = {} as unknown as Parameters<typeof createMessageSource>[0]["blobs"];
  ahead.put(entry(1));
  const end = pump(
    {
      process: P,
      key: P,
      seat,
      position: 0,
      next: 1,
      upTo: (next) => (ahead.has(next) ? next : 0),
      ahead,
      onMore: (callback) => {
        more = callback;
      },
      watchdogMs: 1,
      files: new Map(),
      awaited: () => false,
      held: () => {},
      committed: ({ slot }) => announced.push(slot),
    },
    { store, messages: createMessageSource({ store, blobs }), outbox: { build: async () => ({ changes: [], entries: [] }) } },
  );
  const tell = async (slot: number): Promise<void> => {
    ahead.put(entry(slot));
    more();
    await setImmediate();
  };
  const answer = async (at: number): Promise<void> => {
    jobs[at]?.resolve(GOOD);
    await setImmediate();
  };
  return { commits, jobs, announced, end, tell, answer };
}

describe("slots that are not durable", () => {
  it("are evaluated while results before them wait for the store, and bound to their assignments", async () => {
    const { commits, jobs, announced, end, tell, answer } = start();
    await setImmediate();
    await answer(0);
    await tell(2);
    await answer(1);
    assert.deepEqual([jobs.length, announced], [2, []]);
    assert.deepEqual(
      commits.map(({ batch: [change] }) => change?.type === "result" && [change.result.slot, change.assignment]),
      [1, 2].map((slot) => [slot, assignmentOf(P, slot).id]),
    );
    for (const { done } of commits) done.resolve(1);
    assert.deepEqual(await end, { position: 2, fault: null });
    assert.deepEqual(announced, [1, 2]);
  });

  it("end the run when their result is refused", async () => {
    const { commits, announced, end, tell, answer } = start();
    await setImmediate();
    await answer(0);
    await tell(2);
    await answer(1);
    const error = new LoomError("CONFLICT", "another assignment");
    for (const { done } of commits) done.reject(error);
    assert.deepEqual((await end).fault, { kind: "store", error });
    assert.deepEqual(announced, []);
  });
});

describe("what is known ahead", () => {
  it("is taken once, with what came before it, and replaced by what came later", () => {
    const ahead = createAhead();
    for (const slot of [1, 2, 3]) ahead.put(entry(slot));
    const again = { assignment: assignmentOf(P, 2, { id: idOf("again") }), item: itemOf("m2") };
    ahead.put(again);
    assert.equal(ahead.take(2), again);
    assert.deepEqual([ahead.has(1), ahead.has(2), ahead.take(2)], [false, false, null]);
    assert.equal(ahead.has(3), true);
    ahead.clear();
    assert.equal(ahead.has(3), false);
  });
});
