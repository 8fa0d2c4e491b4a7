import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { EntryRecord } from "../../../src/storage/records.ts";
import type { Change, EntryFilter, Store } from "../../../src/storage/store.ts";
import { changesOf, drafts, filterOf } from "../support/entry-arbitraries.ts";
import { modelEntries } from "../support/entry-model.ts";
import { assignmentOf, idOf, itemOf } from "../support/records.ts";
import { type CreateStore, storeTest } from "./run.ts";

const P = idOf("P");

export function entriesOf(changes: readonly Change[]): EntryRecord[] {
  return changes.flatMap((change, at): EntryRecord[] => {
    if (change.type === "item") return [{ seq: at + 1, kind: "item", item: change.item }];
    if (change.type === "assignment") return [{ seq: at + 1, kind: "assignment", assignment: change.assignment }];
    return [];
  });
}

/** Checks one filter in both orders, whole, in pages, and counted. */
export async function assertLikeModel(store: Store, all: readonly EntryRecord[], filter: EntryFilter, size: number): Promise<void> {
  for (const order of ["asc", "desc"] as const) {
    const expected = modelEntries(all, { ...filter, order, limit: 1000 });
    assert.deepEqual(await store.entries({ ...filter, order, limit: 1000 }), expected);
    assert.deepEqual(await store.entries({ ...filter, order, limit: size }), expected.slice(0, size));
    const paged: EntryRecord[] = [];
    for (let bounds: EntryFilter = {}; ; ) {
      const page = await store.entries({ ...filter, ...narrower(filter, bounds), order, limit: size });
      paged.push(...page);
      const last = page.at(-1);
      if (last === undefined) break;
      bounds = order === "asc" ? { minSeq: last.seq + 1 } : { maxSeq: last.seq - 1 };
    }
    assert.deepEqual(paged, expected, "pages by seq are the one big answer");
    const ids = all.map((entry) => ({
      seq: entry.seq,
      ...(entry.kind === "item" ? { id: entry.item.id, kind: entry.item.kind } : { id: entry.assignment.id, kind: entry.kind }),
    }));
    const [from, to] = [size, Math.max(size, all.length - 2)];
    assert.deepEqual(await store.entryIds(from, to, 5), ids.filter(({ seq }) => seq >= from && seq <= to).slice(0, 5));
    assert.equal(await store.countEntries(filter, 1000), expected.length);
    assert.equal(await store.countEntries(filter, size), Math.min(size, expected.length));
  }
}

function narrower(filter: EntryFilter, bounds: EntryFilter): EntryFilter {
  const minSeq = Math.max(filter.minSeq ?? 0, bounds.minSeq ?? 0);
  const maxSeq = Math.min(filter.maxSeq ?? 1000, bounds.maxSeq ?? 1000);
  return { minSeq, maxSeq };
}

export function entriesConformance(create: CreateStore): void {
  describe("entries", () => {
    test("any filter answers as a look at every entry does", async () => {
      const run = fc.asyncProperty(
        drafts.chain((made) => {
          const changes = changesOf(made, "p");
          const ids = entriesOf(changes).map((entry) => (entry.kind === "item" ? entry.item.id : entry.assignment.id));
          return fc.tuple(fc.constant(changes), fc.array(filterOf(ids), { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 7 }));
        }),
        async ([changes, filters, size]) => {
          const { store, dispose } = await create();
          try {
            await store.commit(changes);
            for (const filter of filters) await assertLikeModel(store, entriesOf(changes), filter, size);
          } finally {
            await dispose();
          }
        },
      );
      await fc.assert(run, { seed: 20261124, numRuns: 60 });
    });

    storeTest("conditions of one name are joined by AND, values by OR", create, async (store) => {
      const item = (seed: string, ...values: string[]) =>
        ({ type: "item", item: itemOf(seed, { tags: values.map((value) => ({ name: "n", value })) }) }) as const;
      await store.commit([item("a", "1"), item("b", "1", "2"), item("c", "2", "3"), item("d")]);
      const seqs = async (filter: EntryFilter) => (await store.entries({ ...filter, order: "asc", limit: 9 })).map((entry) => entry.seq);
      const n = (...values: string[]) => ({ name: "n", values });
      assert.deepEqual(await seqs({ tags: [n("1"), n("2")] }), [2]);
      assert.deepEqual(await seqs({ tags: [n("1", "3")] }), [1, 2, 3]);
      assert.deepEqual(await seqs({ tags: [{ ...n("1", "3"), not: true }] }), [4]);
      assert.deepEqual(await seqs({ tags: [n("2"), { ...n("3"), not: true }] }), [2]);
      assert.deepEqual(await seqs({ tags: [n()] }), []);
      assert.deepEqual(await seqs({ tags: [] }), [1, 2, 3, 4]);
      assert.deepEqual(await seqs({ ids: [] }), []);
      assert.deepEqual(await seqs({ tags: [{ name: "1", values: ["n"] }] }), [], "name and value do not mix");
    });

    storeTest("assignments stand among items by their derived tags", create, async (store) => {
      const changes: Change[] = [0, 1, 2, 3].flatMap((slot) => [
        {
          type: "item",
          item: itemOf(`m${slot}`, {
            tags: [
              { name: "Type", value: "Message" },
              { name: "Process", value: P },
            ],
          }),
        },
        { type: "assignment", assignment: assignmentOf(P, slot, { message: idOf(`m${slot}`) }), dedupeKey: null },
      ]);
      await store.commit(changes);
      const all = entriesOf(changes);
      const tags = (...pairs: [string, string][]): EntryFilter => ({ tags: pairs.map(([name, value]) => ({ name, values: [value] })) });
      const cases: [EntryFilter, number][] = [
        [tags(["Process", P]), 8],
        [tags(["Process", P], ["Type", "Assignment"]), 4],
        [tags(["Process", P], ["Nonce", "2"]), 1],
        [tags(["Process", P], ["Nonce", "02"]), 0],
        [tags(["Nonce", "3"]), 1],
        [tags(["Message", idOf("m2")]), 1],
        [tags(["Message", idOf("m0")]), 0],
        [tags(["Block-Height", "000000000008"]), 1],
        [tags(["Hash-Chain", idOf(`chain ${P} 1`)]), 1],
        [tags(["Environment", "loom.1"]), 1],
        [tags(["Variant", "ao.TN.1"]), 4],
        [{ ...tags(["Type", "Assignment"]), ownerAddresses: [idOf("scheduler")] }, 4],
        [{ ...tags(["Type", "Assignment"]), recipients: [P] }, 0],
        [{ ...tags(["Type", "Assignment"]), parents: [null] }, 4],
      ];
      for (const [filter, count] of cases) {
        assert.equal(await store.countEntries(filter, 100), count, JSON.stringify(filter));
        await assertLikeModel(store, all, filter, 2);
      }
    });
  });
}
