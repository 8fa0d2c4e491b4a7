import assert from "node:assert/strict";
import { describe } from "node:test";
import type { Batch } from "../../../src/storage/store.ts";
import { assignmentOf, idOf, itemOf, outboxOf, resultOf } from "../support/records.ts";
import { assertConflict, type CreateStore, failsWith, storeTest } from "./run.ts";

const P = idOf("P");

export function commitConformance(create: CreateStore): void {
  describe("commit", () => {
    storeTest("gives the newest seq; an empty batch is fine", create, async (store) => {
      assert.equal(await store.lastSeq(), 0);
      assert.equal(await store.commit([]), 0);
      assert.equal(await store.commit([{ type: "item", item: itemOf("a") }]), 1);
      const batch: Batch = [
        { type: "item", item: itemOf("b") },
        { type: "assignment", assignment: assignmentOf(P, 0), dedupeKey: null },
      ];
      assert.equal(await store.commit(batch), 3);
      assert.equal(await store.lastSeq(), 3);
    });

    storeTest("many batches that wait together share few transactions", create, async (store, all) => {
      const before = all.transactions();
      const seqs = await Promise.all(Array.from({ length: 1000 }, (_, i) => store.commit([{ type: "item", item: itemOf(`i${i}`) }])));
      const used = all.transactions() - before;
      assert.ok(used <= 10, `${used} transactions for 1000 batches`);
      assert.deepEqual(
        seqs,
        Array.from({ length: 1000 }, (_, i) => i + 1),
        "applied in the order of the calls",
      );
    });

    storeTest(
      "a batch that may wait goes with the next that may not, in the order of the calls, else by itself",
      create,
      async (store, all) => {
        const before = all.transactions();
        const item = (name: string): Batch => [{ type: "item", item: itemOf(name) }];
        assert.deepEqual(
          await Promise.all([store.commit(item("a"), "soon"), store.commit(item("b"), "soon"), store.commit([]), store.commit(item("c"))]),
          [1, 2, 2, 3],
        );
        assert.equal(all.transactions() - before, 1);
        assert.equal(await store.commit(item("d"), "soon"), 4);
        assert.equal(all.transactions() - before, 2);
        const many = Array.from({ length: 200 }, (_, nth) => store.commit(item(`many ${nth}`), "soon"));
        assert.equal((await Promise.all(many)).at(-1), 204);
        const bad: Batch = [{ type: "result", result: resultOf(P, 2) }];
        await assert.rejects(store.commit(bad, "soon"), failsWith("CONFLICT"));
      },
    );

    storeTest("a batch that breaks a rule fails alone and leaves nothing", create, async (store) => {
      const bad: Batch = [
        { type: "item", item: itemOf("bad") },
        { type: "meta", key: "k", value: "bad" },
        { type: "wallet", wallet: { address: "w", balance: "1", lastTx: "" } },
        { type: "outbox", entry: outboxOf(P, 0, 0) },
        { type: "assignment", assignment: assignmentOf(P, 0), dedupeKey: new Uint8Array(32) },
        { type: "result", result: resultOf(P, 0) },
        { type: "result", result: resultOf(P, 2) },
      ];
      const outcomes = await Promise.allSettled([
        store.commit([{ type: "item", item: itemOf("before") }]),
        store.commit(bad),
        store.commit([{ type: "item", item: itemOf("after") }]),
      ]);
      assert.deepEqual(
        outcomes.map((one) => (one.status === "fulfilled" ? one.value : one.reason.code)),
        [1, "CONFLICT", 2],
        "the numbers of the refused batch are used again",
      );
      assert.equal(await store.item(idOf("bad")), null);
      assert.equal(await store.meta("k"), null);
      assert.equal(await store.wallet("w"), null);
      assert.equal(await store.head(P), null);
      assert.equal(await store.lastTimestamp(), 0);
      assert.equal(await store.lastResultSlot(P), -1);
      assert.deepEqual(await store.pendingOutbox(null, 10), []);
      assert.equal(await store.pushCount(idOf("root")), 0);
      assert.deepEqual(await store.entries({ order: "asc", limit: 9, tags: [{ name: "Seed", values: ["bad"] }] }), []);
      // The same batch without its fault goes through: no counter or key was burnt.
      await store.commit(bad.slice(0, -1));
      assert.equal((await store.head(P))?.slot, 0);
    });

    storeTest("a later batch sees an earlier one that waits with it", create, async (store) => {
      const slots = [0, 1, 2, 2, 3].map((slot) =>
        store.commit([{ type: "assignment", assignment: assignmentOf(P, slot), dedupeKey: null }]),
      );
      const outcomes = await Promise.allSettled(slots);
      assert.deepEqual(
        outcomes.map((one) => one.status),
        ["fulfilled", "fulfilled", "fulfilled", "rejected", "fulfilled"],
      );
      assert.equal((await store.head(P))?.slot, 3);
    });

    storeTest("reads do not see what is not committed", create, async (store) => {
      const commit = store.commit([{ type: "meta", key: "k", value: "v" }]);
      assert.equal(await store.meta("k"), null, "asked before the commit ran");
      await commit;
      assert.equal(await store.meta("k"), "v");
    });

    storeTest("after close: SHUTTING_DOWN; before it: everything that waited is there", create, async (store, all) => {
      if (all.reopen === null) return;
      const waiting = store.commit([{ type: "meta", key: "late", value: "v" }]);
      const reopened = all.reopen();
      await assert.rejects(store.commit([{ type: "meta", key: "too late", value: "v" }]), failsWith("SHUTTING_DOWN"));
      await waiting;
      const again = await reopened;
      assert.equal(await again.meta("late"), "v");
      assert.equal(await again.meta("too late"), null);
      await assert.rejects(store.meta("late"), failsWith("SHUTTING_DOWN"));
    });

    storeTest("counters go on after reopening", create, async (store, all) => {
      if (all.reopen === null) return;
      await store.commit([
        { type: "item", item: itemOf("a") },
        { type: "assignment", assignment: assignmentOf(P, 0, { timestamp: 5000 }), dedupeKey: null },
      ]);
      const again = await all.reopen();
      assert.equal(await again.lastSeq(), 2);
      assert.equal(await again.lastTimestamp(), 5000);
      assert.equal(await again.commit([{ type: "item", item: itemOf("b") }]), 3);
      await assertConflict(again, [{ type: "assignment", assignment: assignmentOf(P, 0), dedupeKey: null }]);
    });
  });
}
