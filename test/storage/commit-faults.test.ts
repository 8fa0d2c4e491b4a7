/** What group commit does when the medium fails: every waiting batch fails, memory is taken back, and it goes on when the medium does. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "node:test";
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
});
