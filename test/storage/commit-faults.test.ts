/** What group commit does when the medium fails: every waiting batch fails, memory is taken back, and it goes on when the medium does. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { prepareDatabase } from "../../src/storage/sqlite/open.ts";
import type { Sql } from "../../src/storage/sqlite/sql.ts";
import { createSql } from "../../src/storage/sqlite/sql.ts";
import { createStoreOn } from "../../src/storage/sqlite/store.ts";
import type { Batch, Store } from "../../src/storage/store.ts";
import { failsWith } from "./conformance/run.ts";
import { assignmentOf, idOf, itemOf, testClock } from "./support/records.ts";

const P = idOf("P");
const FULL = () => Object.assign(new Error("database or disk is full"), { code: "ERR_SQLITE_ERROR", errcode: 13 });

/** A store whose next statement that begins with `at` fails as on a full disk. */
function fragileStore(): { readonly store: Store; breakAt(at: string): void } {
  const sql = createSql(new DatabaseSync(":memory:"));
  prepareDatabase(sql, ":memory:");
  let failing: string | null = null;
  const check = (text: string): void => {
    if (failing === null || !text.startsWith(failing)) return;
    failing = null;
    throw FULL();
  };
  const fragile: Sql = {
    ...sql,
    get inTransaction() {
      return sql.inTransaction;
    },
    run(text, ...values) {
      check(text);
      return sql.run(text, ...values);
    },
    exec(text) {
      check(text);
      sql.exec(text);
    },
  };
  return {
    store: createStoreOn(fragile, testClock()),
    breakAt: (at) => {
      failing = at;
    },
  };
}

const batch = (slot: number): Batch => [
  { type: "item", item: itemOf(`${slot}`, { tags: [{ name: "Slot", value: `${slot}` }] }) },
  { type: "assignment", assignment: assignmentOf(P, slot), dedupeKey: null },
];

describe("faults of the medium", () => {
  for (const place of ["BEGIN", "SAVEPOINT", "INSERT INTO item", "INSERT INTO process", "RELEASE", "COMMIT"]) {
    test(`at ${place}`, async () => {
      const { store, breakAt } = fragileStore();
      assert.equal(await store.commit(batch(0)), 2);
      breakAt(place);
      const outcomes = await Promise.allSettled([store.commit(batch(1)), store.commit(batch(2)), store.commit(batch(9))]);
      for (const outcome of outcomes) assert.ok(outcome.status === "rejected" && failsWith("STORE_FAILED")(outcome.reason));
      assert.equal(await store.lastSeq(), 2);
      assert.equal(await store.lastTimestamp(), 1000);
      assert.equal((await store.head(P))?.slot, 0);
      assert.equal(await store.countEntries({ tags: [{ name: "Slot", values: ["1", "2"] }] }, 9), 0);
      assert.equal(await store.commit(batch(1)), 4);
      assert.equal(await store.countEntries({ tags: [{ name: "Slot", values: ["1"] }] }, 9), 1);
      assert.deepEqual(await store.assignment(P, 1), assignmentOf(P, 1));
      await store.close();
    });
  }

  test("at the sync of the log: nothing is promised any more", async () => {
    const sql = createSql(new DatabaseSync(":memory:"));
    prepareDatabase(sql, ":memory:");
    let [failing, asked] = [false, 0];
    const sync = async (): Promise<void> => {
      asked++;
      if (failing) throw new Error("EIO");
    };
    const store = createStoreOn(sql, testClock(), { sync, close: () => {} });
    assert.equal(await store.commit(batch(0)), 2);
    failing = true;
    const first = store.commit(batch(1));
    // In the transaction after it, or never in one.
    const second = first.catch(() => store.commit(batch(2)));
    await assert.rejects(first, failsWith("STORE_FAILED"));
    await assert.rejects(second, failsWith("STORE_FAILED"));
    await assert.rejects(store.head(P), failsWith("STORE_FAILED"));
    failing = false;
    await assert.rejects(store.commit(batch(1)), failsWith("STORE_FAILED"));
    assert.equal(asked, 2);
    await store.close();
  });

  test("a read waits until what was committed last is durable", async () => {
    const sql = createSql(new DatabaseSync(":memory:"));
    prepareDatabase(sql, ":memory:");
    const asked = Promise.withResolvers<void>();
    const synced = Promise.withResolvers<void>();
    const sync = (): Promise<void> => {
      asked.resolve();
      return synced.promise;
    };
    const store = createStoreOn(sql, testClock(), { sync, close: () => {} });
    const order: string[] = [];
    const committed = store.commit(batch(0)).then(() => order.push("commit"));
    await asked.promise;
    const read = store.head(P).then((head) => order.push(`head ${head?.slot}`));
    await nextTurn();
    assert.deepEqual(order, []);
    synced.resolve();
    await Promise.all([committed, read]);
    assert.deepEqual(order, ["commit", "head 0"]);
    await store.close();
  });
});
