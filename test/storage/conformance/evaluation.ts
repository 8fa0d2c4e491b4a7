import assert from "node:assert/strict";
import { describe } from "node:test";
import type { OutboxRecord } from "../../../src/storage/records.ts";
import type { Change } from "../../../src/storage/store.ts";
import { assignmentOf, idOf, outboxOf, resultOf } from "../support/records.ts";
import { assertConflict, type CreateStore, storeTest } from "./run.ts";

const P = idOf("P");
const Q = idOf("Q");
const hex = (number: number): string => number.toString(16).padStart(64, "0");

export function evaluationConformance(create: CreateStore): void {
  describe("results", () => {
    storeTest("come back as they were and follow each other", create, async (store) => {
      assert.equal(await store.lastResultSlot(P), -1);
      assert.equal(await store.result(P, 0), null);
      await assertConflict(store, [{ type: "result", result: resultOf(P, 1) }]);
      for (let slot = 0; slot < 5; slot++) await store.commit([{ type: "result", result: resultOf(P, slot) }]);
      for (const slot of [0, 4, 6]) await assertConflict(store, [{ type: "result", result: resultOf(P, slot) }]);
      assert.equal(await store.lastResultSlot(P), 4);
      assert.deepEqual(await store.result(P, 3), resultOf(P, 3));
      assert.deepEqual(await store.results(P, { after: 1, upTo: 3, limit: 9 }), [resultOf(P, 2), resultOf(P, 3)]);
      assert.deepEqual(await store.results(P, { limit: 2, order: "desc" }), [resultOf(P, 4), resultOf(P, 3)]);
      assert.deepEqual(await store.results(Q, { limit: 2 }), []);
    });

    storeTest("are refused when they are of another assignment than the slot has", create, async (store) => {
      const assignment = assignmentOf(P, 0);
      const result = (id: string): Change => ({ type: "result", result: resultOf(P, 0), assignment: id });
      await assertConflict(store, [result(assignment.id)]);
      await store.commit([{ type: "assignment", assignment, dedupeKey: null }]);
      await assertConflict(store, [result(idOf("another"))]);
      await store.commit([result(assignment.id)]);
      const next = assignmentOf(P, 1);
      await store.commit([
        { type: "assignment", assignment: next, dedupeKey: null },
        { type: "result", result: resultOf(P, 1), assignment: next.id },
      ]);
      assert.equal(await store.lastResultSlot(P), 1);
    });

    storeTest("processes whose results are behind their head", create, async (store) => {
      const head = (process: string, slots: number): Change[] =>
        Array.from({ length: slots }, (_, slot) => ({ type: "assignment", assignment: assignmentOf(process, slot), dedupeKey: null }));
      const processes = ["a", "b", "c", "d"].map(idOf);
      const [a = "", b = "", c = "", d = ""] = processes;
      await store.commit([...head(a, 1), ...head(b, 2), ...head(c, 2), ...head(d, 1)]);
      await store.commit([b, c, d].map((process) => ({ type: "result", result: resultOf(process, 0) })));
      await store.commit([{ type: "result", result: resultOf(c, 1) }]);
      // Evaluated here, scheduled elsewhere: not behind.
      await store.commit([{ type: "result", result: resultOf(Q, 0) }]);
      const behind = [
        { process: a, headSlot: 0, resultSlot: -1 },
        { process: b, headSlot: 1, resultSlot: 0 },
      ];
      const all = await store.unevaluated("", 10);
      assert.deepEqual(
        all.toSorted((x, y) => x.headSlot - y.headSlot),
        behind,
      );
      const [first] = await store.unevaluated("", 1);
      assert.deepEqual(first, all[0]);
      assert.deepEqual(await store.unevaluated(first?.process ?? "", 10), all.slice(1));
    });

    storeTest("checkpoints: the newest at or before a slot, and only the newest few are kept", create, async (store) => {
      const checkpoint = (slot: number, process = P) => ({
        process,
        slot,
        blob: hex(process === P ? slot : 1000 + slot),
        size: 100 + slot,
        packs: [],
      });
      assert.equal(await store.checkpoint(P, 100), null);
      for (const slot of [10, 30, 20]) await store.commit([{ type: "checkpoint", checkpoint: checkpoint(slot), keep: 3 }]);
      await store.commit([{ type: "checkpoint", checkpoint: checkpoint(5, Q), keep: 1 }]);
      assert.deepEqual(await store.checkpoint(P, 25), checkpoint(20));
      assert.deepEqual(await store.checkpoint(P, 20), checkpoint(20));
      assert.deepEqual(await store.checkpoint(P, 1000), checkpoint(30));
      assert.equal(await store.checkpoint(P, 9), null);
      await store.commit([{ type: "checkpoint", checkpoint: checkpoint(40), keep: 2 }]);
      assert.equal(await store.checkpoint(P, 29), null, "10 and 20 are forgotten");
      assert.deepEqual(await store.checkpoint(P, 39), checkpoint(30));
      await store.commit([{ type: "checkpoint", checkpoint: { ...checkpoint(40), size: 7 }, keep: 2 }]);
      assert.equal((await store.checkpoint(P, 40))?.size, 7);
      assert.deepEqual(await store.checkpoint(Q, 9), checkpoint(5, Q));
    });

    storeTest("blobs of checkpoints are garbage when no checkpoint of any process needs them, and not before", create, async (store) => {
      const save = (process: string, slot: number, blob: number, packs: readonly number[], keep = 1): Change => ({
        type: "checkpoint",
        checkpoint: { process, slot, blob: hex(blob), size: 1, packs: packs.map(hex) },
        keep,
      });
      const garbage = async (): Promise<string[]> => (await store.garbage(100)).sort();
      await store.commit([{ type: "garbage", action: "add", blobs: [hex(1), hex(9)] }]);
      assert.deepEqual(await garbage(), [hex(1), hex(9)]);
      assert.equal((await store.garbage(1)).length, 1);
      await store.commit([save(P, 1, 1, [])]);
      assert.deepEqual(await garbage(), [hex(9)], "what is needed is none");
      await store.commit([save(Q, 1, 2, [1]), save(P, 2, 3, [1])]);
      assert.deepEqual((await store.checkpoint(P, 5))?.packs, [hex(1)]);
      await store.commit([save(P, 3, 4, [])]);
      assert.deepEqual(await garbage(), [hex(3), hex(9)], "1 holds pages of Q");
      await assertConflict(store, [save(P, 4, 5, [3])]);
      await assertConflict(store, [save(P, 4, 5, [7])]);
      assert.deepEqual(await garbage(), [hex(3), hex(9)]);
      await store.commit([save(Q, 1, 6, [4])]);
      assert.deepEqual(await garbage(), [hex(1), hex(2), hex(3), hex(9)], "the same slot again, another state");
      await store.commit([save(P, 4, 7, [])]);
      assert.deepEqual(await garbage(), [hex(1), hex(2), hex(3), hex(9)], "4 holds pages of Q");
      await store.commit([{ type: "garbage", action: "drop", blobs: [hex(1), hex(2)] }]);
      assert.deepEqual(await garbage(), [hex(3), hex(9)]);
    });
  });

  describe("outbox", () => {
    storeTest("entries come back as they were, by slot and when pending", create, async (store) => {
      const kinds = ["message", "spawn", "notice", "assign"] as const;
      const entries: OutboxRecord[] = kinds.map((kind, index) => outboxOf(P, 4, index, { kind, exclude: index === 0 ? [] : ["A", "B"] }));
      const done = outboxOf(P, 4, 4, { state: "delivered", reason: "wallet", target: "0xABC" });
      await store.commit([...entries, done].reverse().map((entry) => ({ type: "outbox", entry })));
      assert.deepEqual(await store.outbox(P, 4), [...entries, done]);
      assert.deepEqual(await store.pendingOutbox(null, 10), entries);
      assert.deepEqual(await store.outbox(P, 5), []);
      await assertConflict(store, [{ type: "outbox", entry: outboxOf(P, 4, 2) }]);
    });

    storeTest("settling", create, async (store) => {
      await store.commit([0, 1, 2].map((index) => ({ type: "outbox", entry: outboxOf(P, 0, index) })));
      const settle = (index: number, state: "delivered" | "dropped", reason: string): Change => ({
        type: "outbox-settle",
        process: P,
        slot: 0,
        index,
        state,
        reason,
      });
      await store.commit([settle(1, "dropped", "too many hops"), settle(2, "delivered", "")]);
      assert.deepEqual(await store.outbox(P, 0), [
        outboxOf(P, 0, 0),
        outboxOf(P, 0, 1, { state: "dropped", reason: "too many hops" }),
        outboxOf(P, 0, 2, { state: "delivered" }),
      ]);
      assert.deepEqual(await store.pendingOutbox(null, 9), [outboxOf(P, 0, 0)]);
      await assertConflict(store, [settle(1, "delivered", "")]);
      await assertConflict(store, [settle(7, "delivered", "")]);
    });

    storeTest("what shares a transaction: settled where it was added, counted, refused alone", create, async (store) => {
      const root = idOf("root");
      const add = (index: number): Change => ({ type: "outbox", entry: outboxOf(P, 0, index, { root }) });
      const settle = (index: number): Change => ({ type: "outbox-settle", process: P, slot: 0, index, state: "delivered", reason: "x" });
      await store.commit([add(0)]);
      await Promise.all([store.commit([add(1), add(2)]), store.commit([settle(1)]), store.commit([settle(0)])]);
      const outcomes = await Promise.allSettled([
        store.commit([add(3), settle(3)]),
        store.commit([add(0)]),
        store.commit([settle(3)]),
        store.commit([add(4), add(4)]),
        store.commit([add(5), settle(4)]),
        store.commit([add(6)]),
      ]);
      assert.deepEqual(
        outcomes.map(({ status }) => status === "fulfilled"),
        [true, false, false, false, false, true],
      );
      const delivered = { root, state: "delivered", reason: "x" } as const;
      const entries = [0, 1, 2, 3, 6].map((index) => outboxOf(P, 0, index, index === 2 || index === 6 ? { root } : delivered));
      assert.deepEqual(await store.outbox(P, 0), entries);
      assert.deepEqual(await store.pendingOutbox(null, 9), [entries[2], entries[4]]);
      assert.equal(await store.pushCount(root), 5);
    });

    storeTest("pending entries are paged in one order over all processes", create, async (store) => {
      const keys = [P, Q, idOf("R")].flatMap((process) => [0, 2, 10].flatMap((slot) => [0, 1].map((index) => ({ process, slot, index }))));
      await store.commit(keys.map(({ process, slot, index }) => ({ type: "outbox", entry: outboxOf(process, slot, index) })));
      const all = await store.pendingOutbox(null, 100);
      assert.equal(all.length, keys.length);
      for (const size of [1, 4, 5]) {
        const seen: OutboxRecord[] = [];
        for (;;) {
          const page = await store.pendingOutbox(seen.at(-1) ?? null, size);
          seen.push(...page);
          if (page.length < size) break;
        }
        assert.deepEqual(seen, all, `pages of ${size}`);
      }
      const ofP = all.filter((entry) => entry.process === P).map((entry) => [entry.slot, entry.index]);
      assert.deepEqual(ofP, [
        [0, 0],
        [0, 1],
        [2, 0],
        [2, 1],
        [10, 0],
        [10, 1],
      ]);
      const places = all.map((entry) => entry.process);
      assert.equal(places.filter((process, at) => process !== places[at - 1]).length, 3, "each process in one run");
    });

    storeTest("pushes are counted under their root, settled or not", create, async (store) => {
      const [r, s] = [idOf("r"), idOf("s")];
      await store.commit([r, r, s].map((root, index) => ({ type: "outbox", entry: outboxOf(P, 0, index, { root }) })));
      await store.commit([
        { type: "outbox", entry: outboxOf(P, 1, 0, { root: r }) },
        { type: "outbox-settle", process: P, slot: 0, index: 0, state: "delivered", reason: "" },
      ]);
      assert.equal(await store.pushCount(r), 3);
      assert.equal(await store.pushCount(s), 1);
      assert.equal(await store.pushCount(idOf("t")), 0);
    });
  });
}
