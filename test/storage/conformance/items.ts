import assert from "node:assert/strict";
import { describe } from "node:test";
import type { ItemRecord } from "../../../src/storage/records.ts";
import { assignmentOf, bytesOf, idOf, itemOf, txOf } from "../support/records.ts";
import { assertConflict, type CreateStore, storeTest } from "./run.ts";

const BLOB = { kind: "blob", blob: "ab".repeat(32), offset: 12, size: 345_678 } as const;

const SHAPES: Readonly<Record<string, ItemRecord>> = {
  inline: itemOf("inline"),
  "in a blob": itemOf("blob", { bytes: BLOB, dataSize: 345_000 }),
  nested: itemOf("nested", { parent: idOf("bundle"), nonCanonical: true, anchor: null, target: "" }),
  "without tags and data": itemOf("bare", { tags: [], rawTags: new Uint8Array(0), dataSize: 0, dataHash: null }),
  "bytes that do not hold the fields": itemOf("loose", { bytes: { kind: "inline", bytes: bytesOf("other", 300) } }),
  "bytes shorter than the fields": itemOf("short", { bytes: { kind: "inline", bytes: bytesOf("other", 3) }, dataStart: 0 }),
  "strange texts": itemOf("strange", {
    tags: [
      { name: "\u0000 \ud800 'x'", value: "ü 漢 😀 \u0000" },
      { name: "", value: "" },
    ],
    target: "not an id",
  }),
  "a transaction without data yet": txOf("tx"),
  "a transaction with data": txOf("full", { bytes: BLOB, dataHash: bytesOf("h", 32), target: idOf("someone"), anchor: bytesOf("a", 48) }),
  "large numbers": itemOf("large", { bytes: { ...BLOB, offset: 2 ** 40, size: 2 ** 41 }, dataSize: 2 ** 41 - 9, ingestedAt: 2 ** 52 }),
};

export function itemConformance(create: CreateStore): void {
  describe("items", () => {
    for (const [name, item] of Object.entries(SHAPES)) {
      storeTest(`come back as they were: ${name}`, create, async (store) => {
        await store.commit([{ type: "item", item }]);
        assert.deepEqual(await store.item(item.id), item);
        assert.deepEqual(await store.entry(item.id), { seq: 1, kind: "item", item });
        assert.equal(await store.hasItem(item.id), true);
      });
    }

    storeTest("an item that is there stays as it is", create, async (store) => {
      const first = itemOf("a");
      await store.commit([
        { type: "item", item: first },
        { type: "item", item: itemOf("b") },
      ]);
      assert.equal(
        await store.commit([
          { type: "item", item: { ...first, ingestedAt: 99, parent: idOf("x"), tags: [{ name: "New", value: "tag" }] } },
        ]),
        2,
      );
      assert.deepEqual(await store.entry(first.id), { seq: 1, kind: "item", item: first });
      assert.deepEqual(await store.entries({ order: "asc", limit: 9, tags: [{ name: "New", values: ["tag"] }] }), []);
    });

    storeTest("unknown ids give null", create, async (store) => {
      assert.equal(await store.item(idOf("x")), null);
      assert.equal(await store.entry(idOf("x")), null);
      assert.equal(await store.hasItem(idOf("x")), false);
      assert.equal(await store.item("not an id"), null);
    });

    storeTest("an assignment is an entry and no item", create, async (store) => {
      const assignment = assignmentOf(idOf("P"), 0);
      await store.commit([{ type: "assignment", assignment, dedupeKey: null }]);
      assert.deepEqual(await store.entry(assignment.id), { seq: 1, kind: "assignment", assignment });
      assert.equal(await store.item(assignment.id), null);
      assert.equal(await store.hasItem(assignment.id), false);
    });

    storeTest("ids of a range of entries, with their kind", create, async (store) => {
      const assignment = assignmentOf(idOf("P"), 0);
      await store.commit([
        { type: "item", item: itemOf("a") },
        { type: "assignment", assignment, dedupeKey: null },
        { type: "item", item: txOf("t") },
        { type: "item", item: itemOf("b") },
      ]);
      const all = [
        { seq: 1, id: idOf("a"), kind: "item" },
        { seq: 2, id: assignment.id, kind: "assignment" },
        { seq: 3, id: idOf("t"), kind: "tx" },
        { seq: 4, id: idOf("b"), kind: "item" },
      ];
      assert.deepEqual(await store.entryIds(1, 9, 9), all);
      assert.deepEqual(await store.entryIds(2, 3, 9), all.slice(1, 3));
      assert.deepEqual(await store.entryIds(2, 9, 2), all.slice(1, 3));
      assert.deepEqual(await store.entryIds(5, 9, 9), []);
    });

    storeTest("item-data completes a transaction", create, async (store) => {
      const tx = txOf("tx");
      await store.commit([{ type: "item", item: tx }]);
      await store.commit([{ type: "item-data", id: tx.id, bytes: BLOB, dataHash: bytesOf("h", 32) }]);
      assert.deepEqual(await store.item(tx.id), { ...tx, bytes: BLOB, dataHash: bytesOf("h", 32) });
      const inline = { kind: "inline", bytes: bytesOf("small", 100) } as const;
      const small = txOf("small");
      await store.commit([
        { type: "item", item: small },
        { type: "item-data", id: small.id, bytes: inline, dataHash: bytesOf("i", 32) },
      ]);
      assert.deepEqual(await store.item(small.id), { ...small, bytes: inline, dataHash: bytesOf("i", 32) });
      await assertConflict(store, [{ type: "item-data", id: idOf("nobody"), bytes: BLOB, dataHash: bytesOf("h", 32) }]);
    });

    storeTest("transactions are found by data root and size, in order of arrival", create, async (store) => {
      const root = idOf("shared");
      const same = [txOf("z", { dataRoot: root }), txOf("a", { dataRoot: root, bytes: BLOB })];
      const other = txOf("b", { dataRoot: root, dataSize: 5 });
      await store.commit([...same, other].map((item) => ({ type: "item", item })));
      assert.deepEqual(await store.txsByDataRoot(root, 300_000), [idOf("z"), idOf("a")]);
      assert.deepEqual(await store.txsByDataRoot(root, 5), [idOf("b")]);
      assert.deepEqual(await store.txsByDataRoot(idOf("none"), 5), []);
    });
  });
}
