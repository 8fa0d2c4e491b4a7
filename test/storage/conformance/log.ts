import assert from "node:assert/strict";
import { describe } from "node:test";
import type { Change } from "../../../src/storage/store.ts";
import { assignmentOf, bytesOf, idOf, itemOf, resultOf } from "../support/records.ts";
import { assertConflict, type CreateStore, storeTest } from "./run.ts";

const P = idOf("P");
const Q = idOf("Q");

function logOf(process: string, slots: number): Change[] {
  return Array.from({ length: slots }, (_, slot) => ({ type: "assignment", assignment: assignmentOf(process, slot), dedupeKey: null }));
}

export function logConformance(create: CreateStore): void {
  describe("logs", () => {
    storeTest("assignments come back as they were, by every key", create, async (store) => {
      const key = bytesOf("dedupe", 32);
      const own = assignmentOf(P, 0);
      const next = assignmentOf(P, 1, {
        exclude: ["From", "ü"],
        signatureType: 1,
        signature: bytesOf("rsa", 512),
        owner: bytesOf("key", 512),
      });
      await store.commit([
        { type: "assignment", assignment: own, dedupeKey: null },
        { type: "assignment", assignment: next, dedupeKey: key },
      ]);
      assert.deepEqual(await store.assignment(P, 0), own);
      assert.deepEqual(await store.assignment(P, 1), next);
      assert.deepEqual(await store.assignmentById(next.id), next);
      assert.deepEqual(await store.assignmentOfMessage(P, next.message), next);
      assert.deepEqual(await store.assignmentOfMessage(P, P), own);
      assert.deepEqual(await store.assignmentByDedupeKey(P, key), next);
      assert.equal(await store.assignment(P, 2), null);
      assert.equal(await store.assignmentById(idOf("x")), null);
      assert.equal(await store.assignmentOfMessage(Q, next.message), null);
      assert.equal(await store.assignmentByDedupeKey(Q, key), null);
      assert.equal(await store.assignmentByDedupeKey(P, bytesOf("other", 32)), null);
    });

    storeTest("the first assignment of a message counts, in each process", create, async (store) => {
      const message = idOf("m");
      await store.commit([...logOf(P, 1), ...logOf(Q, 1)]);
      for (const [process, slot] of [
        [Q, 1],
        [P, 1],
        [P, 2],
      ] as const) {
        await store.commit([{ type: "assignment", assignment: assignmentOf(process, slot, { message }), dedupeKey: null }]);
      }
      assert.equal((await store.assignmentOfMessage(P, message))?.slot, 1);
      assert.equal((await store.assignmentOfMessage(P, message))?.process, P);
      assert.equal((await store.assignmentOfMessage(Q, message))?.process, Q);
    });

    storeTest("an assignment right after its message, and others further off", create, async (store) => {
      const add = (process: string, slot: number, message: string): Change => ({
        type: "assignment",
        assignment: assignmentOf(process, slot, { message, own: false }),
        dedupeKey: null,
      });
      const [early, fresh] = [itemOf("early"), itemOf("fresh")];
      await store.commit([{ type: "item", item: early }, ...logOf(P, 1), add(P, 1, early.id)]);
      await store.commit([add(P, 2, early.id)]);
      await store.commit([{ type: "item", item: fresh }, add(P, 3, fresh.id), add(P, 4, fresh.id), add(Q, 0, fresh.id)]);
      // Known: nothing is added between the two.
      await store.commit([{ type: "item", item: fresh }, add(Q, 1, early.id)]);
      assert.equal((await store.assignmentOfMessage(P, early.id))?.slot, 1);
      assert.equal((await store.assignmentOfMessage(Q, early.id))?.slot, 1);
      assert.equal((await store.assignmentOfMessage(P, fresh.id))?.slot, 3);
      assert.equal((await store.assignmentOfMessage(Q, fresh.id))?.slot, 0);
      assert.equal(await store.assignmentOfMessage(Q, idOf("none")), null);
      for (const [{ id }, count] of [
        [early, 3],
        [fresh, 3],
      ] as const)
        assert.equal(await store.countEntries({ tags: [{ name: "Message", values: [id] }] }, 9), count);
    });

    storeTest("a slot that does not follow the head is a conflict", create, async (store) => {
      await assertConflict(store, [{ type: "assignment", assignment: assignmentOf(P, 1), dedupeKey: null }]);
      await store.commit(logOf(P, 2));
      for (const slot of [0, 1, 3])
        await assertConflict(store, [{ type: "assignment", assignment: assignmentOf(P, slot), dedupeKey: null }]);
      await store.commit([{ type: "assignment", assignment: assignmentOf(P, 2), dedupeKey: null }]);
    });

    storeTest("a timestamp that is not later, a known id, a known dedupe key are conflicts", create, async (store) => {
      const key = bytesOf("dedupe", 32);
      await store.commit([...logOf(P, 1), ...logOf(Q, 1), { type: "assignment", assignment: assignmentOf(P, 1), dedupeKey: key }]);
      const { id, timestamp } = assignmentOf(P, 1);
      await assertConflict(store, [{ type: "assignment", assignment: assignmentOf(P, 2, { timestamp }), dedupeKey: null }]);
      await assertConflict(store, [{ type: "assignment", assignment: assignmentOf(P, 2, { id }), dedupeKey: null }]);
      await assertConflict(store, [{ type: "assignment", assignment: assignmentOf(P, 2), dedupeKey: key }]);
      await store.commit([{ type: "assignment", assignment: assignmentOf(Q, 1), dedupeKey: key }]);
      assert.equal((await store.head(P))?.slot, 1);
    });

    storeTest("heads", create, async (store) => {
      const processes = Array.from({ length: 7 }, (_, i) => idOf(`process ${i}`));
      assert.equal(await store.head(P), null);
      await store.commit(processes.flatMap((process, i) => logOf(process, i + 1)));
      // A process that is only evaluated here has no head.
      await store.commit([{ type: "result", result: resultOf(P, 0) }]);
      const last = assignmentOf(processes[3] ?? "", 3);
      const expected = { process: last.process, slot: 3, assignment: last.id, hashChain: last.hashChain, timestamp: last.timestamp };
      assert.deepEqual(await store.head(last.process), expected);
      const seen: string[] = [];
      for (let after = ""; ; ) {
        const page = await store.heads(after, 3);
        if (page.length === 0) break;
        assert.ok(page.length <= 3);
        seen.push(...page.map((head) => head.process));
        after = seen.at(-1) ?? "";
      }
      assert.deepEqual(seen.toSorted(), processes.toSorted());
      assert.equal(new Set(seen).size, 7);
      assert.equal(await store.head(P), null);
    });

    storeTest("the log by slot", create, async (store) => {
      await store.commit([...logOf(P, 10), ...logOf(Q, 3)]);
      const slots = async (range: Parameters<typeof store.log>[1]) => (await store.log(P, range)).map((one) => one.slot);
      assert.deepEqual(await slots({ limit: 100 }), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      assert.deepEqual(await slots({ after: 6, limit: 100 }), [7, 8, 9]);
      assert.deepEqual(await slots({ after: 2, upTo: 5, limit: 100 }), [3, 4, 5]);
      assert.deepEqual(await slots({ upTo: 5, limit: 2 }), [0, 1]);
      assert.deepEqual(await slots({ after: 2, upTo: 5, limit: 2, order: "desc" }), [5, 4]);
      assert.deepEqual(await slots({ after: -1, limit: 1 }), [0]);
      assert.deepEqual(await slots({ after: 9, limit: 5 }), []);
      assert.deepEqual(await slots({ limit: 0 }), []);
      assert.deepEqual(await store.log(P, { after: 3, upTo: 4, limit: 1 }), [assignmentOf(P, 4)]);
    });

    storeTest("the log by time", create, async (store) => {
      const times = [5, 6, 100, 101, 200];
      await store.commit(logOf(Q, 3));
      await store.commit(
        times.map((timestamp, slot) => ({ type: "assignment", assignment: assignmentOf(P, slot, { timestamp }), dedupeKey: null })),
      );
      const found = async (range: Parameters<typeof store.log>[1]) => (await store.logByTime(P, range)).map((one) => one.timestamp);
      // Every pair of bounds, against the definition: after < timestamp <= upTo.
      const bounds = [undefined, 0, 4, 5, 6, 50, 100, 101, 150, 200, 201];
      for (const after of bounds) {
        for (const upTo of bounds) {
          const range = { limit: 10, ...(after === undefined ? {} : { after }), ...(upTo === undefined ? {} : { upTo }) };
          const expected = times.filter((time) => time > (after ?? -1) && time <= (upTo ?? 1e9));
          assert.deepEqual(await found(range), expected, JSON.stringify(range));
          assert.deepEqual(await found({ ...range, order: "desc", limit: 2 }), expected.toReversed().slice(0, 2));
        }
      }
      assert.deepEqual(await store.logByTime(idOf("nobody"), { limit: 5 }), []);
    });

    storeTest("the newest timestamp of all logs", create, async (store) => {
      assert.equal(await store.lastTimestamp(), 0);
      await store.commit([{ type: "assignment", assignment: assignmentOf(P, 0, { timestamp: 900 }), dedupeKey: null }]);
      await store.commit([{ type: "assignment", assignment: assignmentOf(Q, 0, { timestamp: 300 }), dedupeKey: null }]);
      assert.equal(await store.lastTimestamp(), 900);
    });
  });
}
