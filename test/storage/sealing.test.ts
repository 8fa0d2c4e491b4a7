/** The tag index over several spans: answers stay the same while spans move from memory to the table, and after a restart at any point of it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { EntryRecord } from "../../src/storage/records.ts";
import { SPAN } from "../../src/storage/sqlite/span-set.ts";
import type { SqliteStore } from "../../src/storage/sqlite/store.ts";
import { createSqliteStore } from "../../src/storage/sqlite/store.ts";
import type { Change, EntryFilter } from "../../src/storage/store.ts";
import { entriesOf } from "./conformance/entries.ts";
import { modelEntries } from "./support/entry-model.ts";
import { assignmentOf, idOf, itemOf, testClock } from "./support/records.ts";
import { tempDir } from "./support/temp-dir.ts";

const P = idOf("P");
const TAGGED = 7 * 512;
/** Three spans and a half; every fifth entry is an assignment; one tag is rare, one in every entry, two never meet, one only in the first span. */
const CHANGES: readonly Change[] = Array.from({ length: 3.5 * SPAN }, (_, at): Change => {
  if (at % 5 === 4) return { type: "assignment", assignment: assignmentOf(P, (at - 4) / 5), dedupeKey: null };
  const tags = [
    { name: "All", value: "1" },
    { name: "Parity", value: String(at % 2) },
    { name: "Other", value: String((at + 1) % 2) },
    { name: "Unique", value: String(at) },
  ];
  if (at % TAGGED === 0) tags.push({ name: "Rare", value: "1" });
  if (at < 100) tags.push({ name: "Early", value: "1" });
  if (at < 2 * SPAN || at > 3 * SPAN - 50) tags.push({ name: "Mix", value: at < 2 * SPAN ? "dense" : "late" });
  return { type: "item", item: itemOf(`${at}`, { tags, ownerAddress: idOf(`owner ${at % 3}`), ingestedAt: 1000 + Math.floor(at / 10) }) };
});
const ALL = entriesOf(CHANGES);

const tags = (...pairs: [string, ...string[]][]): EntryFilter => ({ tags: pairs.map(([name, ...values]) => ({ name, values })) });
const FILTERS: readonly EntryFilter[] = [
  tags(["Rare", "1"]),
  tags(["Parity", "0"], ["Other", "0"]),
  tags(["All", "1"], ["Parity", "1"]),
  tags(["Early", "1"], ["Parity", "1"]),
  tags(["Early", "1"], ["Rare", "1"]),
  tags(["Unique", "5", String(SPAN - 1), String(SPAN), String(2 * SPAN), String(3 * SPAN + 1)]),
  { ...tags(["All", "1"]), ownerAddresses: [idOf("owner 2")], minSeq: SPAN - 5, maxSeq: SPAN + 5 },
  { ...tags(["All", "1"]), minIngestedAt: 1500, maxIngestedAt: 1501 },
  { minIngestedAt: 2400 },
  tags(["Type", "Assignment"], ["Process", P]),
  tags(["Type", "Assignment"], ["Process", P], ["Nonce", "3", "2800"]),
  { ownerAddresses: [idOf("scheduler"), idOf("owner 1")] },
  {
    tags: [
      { name: "All", values: ["1"], not: true },
      { name: "Environment", values: ["loom.1"] },
    ],
  },
  { parents: [null], maxSeq: 9 },
];

async function assertAnswers(store: SqliteStore, all: readonly EntryRecord[], limit: number): Promise<void> {
  for (const filter of FILTERS) {
    for (const order of ["asc", "desc"] as const) {
      const found = await store.entries({ ...filter, order, limit });
      const expected = modelEntries(all, { ...filter, order, limit });
      assert.deepEqual(
        found.map((entry) => entry.seq),
        expected.map((entry) => entry.seq),
        JSON.stringify({ filter, order }),
      );
      assert.deepEqual(found[0], expected[0]);
    }
  }
}

describe("tag index over spans", () => {
  test("answers while sealing, sealed, and after restarts", async () => {
    const dir = await tempDir();
    const open = () => createSqliteStore({ path: join(dir.path, "store.db"), clock: testClock() });
    let store = open();
    try {
      // One batch a transaction; the two after the end of a span write slices of it, so this stops in the middle of sealing.
      const cut = SPAN + 10;
      await store.commit(CHANGES.slice(0, cut));
      await nextTurn();
      await assertAnswers(store, ALL.slice(0, cut), 100);
      await store.close();
      store = open();
      await assertAnswers(store, ALL.slice(0, cut), 100);
      for (let at = cut; at < CHANGES.length; at += 1000) await store.commit(CHANGES.slice(at, at + 1000));
      await assertAnswers(store, ALL, 100);
      for (let turns = 0; turns < 100; turns++) await nextTurn();
      await assertAnswers(store, ALL, 3000);
      await store.close();
      store = open();
      await assertAnswers(store, ALL, 1000);
    } finally {
      await store.close();
      await dir.dispose();
    }
  });

  test("a query that runs while spans are sealed misses nothing", async () => {
    const store = createSqliteStore({ path: ":memory:", clock: testClock() });
    try {
      await store.commit(CHANGES.slice(0, SPAN));
      for (let turns = 0; turns < 100; turns++) await nextTurn();
      await store.commit(CHANGES.slice(SPAN));
      // Two more spans are sealed in the turns that these queries give away. "late" is first looked for in a table that does not have it yet.
      const filter = tags(["Mix", "late", "dense"]);
      for (const order of ["asc", "desc"] as const) {
        const found = await store.entries({ ...filter, order, limit: 1_000_000 });
        assert.deepEqual(seqsOf(found), seqsOf(modelEntries(ALL, { ...filter, order, limit: 1_000_000 })));
      }
      assert.ok(store.stats().transactions > 10, "slices were written meanwhile");
    } finally {
      await store.close();
    }
  });
});

function seqsOf(entries: readonly EntryRecord[]): number[] {
  return entries.map((entry) => entry.seq);
}
