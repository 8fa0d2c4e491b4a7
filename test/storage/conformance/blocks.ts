import assert from "node:assert/strict";
import { describe } from "node:test";
import type { TxOffsetRecord } from "../../../src/storage/records.ts";
import { blockOf, idOf, itemOf } from "../support/records.ts";
import { assertConflict, type CreateStore, storeTest } from "./run.ts";

const CHUNK = 256 * 1024;
const items = (count: number) => Array.from({ length: count }, (_, i) => ({ type: "item", item: itemOf(`${i}`) }) as const);
const block = (height: number, firstSeq: number, lastSeq: number, offsets: TxOffsetRecord[] = []) =>
  ({ type: "block", block: blockOf(height, firstSeq, lastSeq), offsets }) as const;

export function blockConformance(create: CreateStore): void {
  describe("blocks", () => {
    storeTest("follow each other in height and seq", create, async (store) => {
      assert.equal(await store.lastBlock(), null);
      await store.commit(items(10));
      await assertConflict(store, [block(100, 2, 4)]);
      await assertConflict(store, [block(100, 1, 11)]);
      await store.commit([block(100, 1, 4)]);
      await assertConflict(store, [block(100, 5, 6)]);
      await assertConflict(store, [block(102, 5, 6)]);
      await assertConflict(store, [block(101, 4, 6)]);
      await assertConflict(store, [block(101, 6, 6)]);
      await assertConflict(store, [block(101, 5, 3)]);
      await store.commit([block(101, 5, 4), block(102, 5, 4), block(103, 5, 9)]);
      assert.deepEqual(await store.lastBlock(), blockOf(103, 5, 9));
      assert.deepEqual(await store.block(102), blockOf(102, 5, 4));
      assert.deepEqual(await store.blockById(blockOf(101, 5, 4).id), blockOf(101, 5, 4));
      assert.equal(await store.block(99), null);
      assert.equal(await store.blockById(blockOf(99, 0, 0).id), null);
    });

    storeTest("the block of an entry; empty blocks hold none", create, async (store) => {
      await store.commit(items(10));
      await store.commit([block(0, 1, 0), block(1, 1, 4), block(2, 5, 4), block(3, 5, 4), block(4, 5, 9), block(5, 10, 9)]);
      const heights = await Promise.all(Array.from({ length: 11 }, async (_, seq) => (await store.blockOfSeq(seq))?.height ?? null));
      assert.deepEqual(heights, [null, 1, 1, 1, 1, 4, 4, 4, 4, 4, null]);
    });

    storeTest("by range of heights", create, async (store) => {
      await store.commit([5, 6, 7, 8].map((height) => block(height, 1, 0)));
      const heights = async (range: Parameters<typeof store.blocks>[0]) => (await store.blocks(range)).map((one) => one.height);
      assert.deepEqual(await heights({ limit: 9 }), [5, 6, 7, 8]);
      assert.deepEqual(await heights({ after: 5, upTo: 7, limit: 9 }), [6, 7]);
      assert.deepEqual(await heights({ limit: 3, order: "desc" }), [8, 7, 6]);
    });

    storeTest("transaction offsets cover their padded data", create, async (store) => {
      const offset = (name: string, start: number, size: number): TxOffsetRecord => ({
        id: idOf(name),
        height: 1,
        endOffset: start + size - 1,
        size,
        dataRoot: idOf(`r${name}`),
      });
      const a = offset("a", 1, 300_000);
      const empty = offset("empty", 1 + 2 * CHUNK, 0);
      const b = offset("b", 1 + 2 * CHUNK, CHUNK);
      const c = offset("c", 1 + 5 * CHUNK, 1);
      await store.commit([block(1, 1, 0, [a, empty, b, c])]);
      for (const one of [a, empty, b, c]) assert.deepEqual(await store.txOffset(one.id), one);
      assert.equal(await store.txOffset(idOf("x")), null);
      const at = async (place: number) => (await store.txOffsetAt(place))?.id ?? null;
      assert.deepEqual(await store.txOffsetAt(1), a);
      const expected: [number, string | null][] = [
        [0, null],
        [300_000, a.id],
        [300_001, a.id],
        [2 * CHUNK, a.id],
        [2 * CHUNK + 1, b.id],
        [3 * CHUNK, b.id],
        [3 * CHUNK + 1, null],
        [5 * CHUNK + 1, c.id],
        [6 * CHUNK, c.id],
        [6 * CHUNK + 1, null],
      ];
      for (const [place, id] of expected) assert.equal(await at(place), id, `offset ${place}`);
    });
  });
}
