/** What must hold of a store after a crash, whenever it came. */
import assert from "node:assert/strict";
import type { Blobs } from "../../../src/storage/blobs.ts";
import type { StoreReads } from "../../../src/storage/store.ts";
import { blobBytes, itemCount, itemsOf, laneProcess, laneRoot } from "./kill-batches.ts";
import { assignmentOf, idOf, outboxOf, resultOf } from "./records.ts";

export interface CheckOptions {
  /** Last acknowledged batch of each lane, -1 for none. */
  readonly acked: readonly number[];
  /** Batches of each lane that are looked at in full, counted from the newest. */
  readonly depth: number;
}

/** Gives the last batch of each lane. */
export async function checkStore(store: StoreReads, blobs: Blobs, { acked, depth }: CheckOptions): Promise<number[]> {
  const heads: number[] = [];
  for (let lane = 0; lane < acked.length; lane++) {
    const process = laneProcess(lane);
    const head = (await store.head(process))?.slot ?? -1;
    assert.ok(head >= (acked[lane] ?? -1), `lane ${lane}: batch ${acked[lane]} was acknowledged, the head is ${head}`);
    assert.equal((await store.meta(`lane ${lane}`)) ?? "-1", String(head));
    assert.equal(await store.lastResultSlot(process), head);
    assert.equal(await store.pushCount(laneRoot(lane)), 2 * (head + 1));
    for (let n = Math.max(0, head - depth + 1); n <= head; n++) await checkBatch(store, blobs, lane, n, head);
    await checkNothingOf(store, lane, head + 1);
    heads.push(head);
  }
  await checkTotals(store, heads);
  return heads;
}

async function checkBatch(store: StoreReads, blobs: Blobs, lane: number, n: number, head: number): Promise<void> {
  const process = laneProcess(lane);
  assert.deepEqual(await store.assignment(process, n), assignmentOf(process, n, { message: idOf(`${lane} ${n}`) }));
  assert.deepEqual(await store.result(process, n), resultOf(process, n));
  const root = laneRoot(lane);
  const first = n < head ? outboxOf(process, n, 0, { root, state: "delivered" }) : outboxOf(process, n, 0, { root });
  assert.deepEqual(await store.outbox(process, n), [first, outboxOf(process, n, 1, { root })]);
  const message = await store.item(idOf(`${lane} ${n}`));
  assert.ok(message?.bytes?.kind === "blob");
  const items = itemsOf(lane, n, message.bytes.blob);
  for (const item of items) assert.deepEqual(await store.item(item.id), item);
  assert.deepEqual(await blobs.read(message.bytes.blob, 0, message.bytes.size), blobBytes(lane, n));
  assert.equal((await store.checkpoint(process, n))?.slot ?? null, n >= head - 1 ? n : null, "two checkpoints are kept");
  const tagged = await store.entries({ tags: [{ name: "Batch", values: [`${lane}/${n}`] }], order: "asc", limit: 100 });
  assert.deepEqual(
    tagged.map((entry) => (entry.kind === "item" ? entry.item.id : "")),
    items.map((item) => item.id),
  );
}

async function checkNothingOf(store: StoreReads, lane: number, n: number): Promise<void> {
  for (const item of itemsOf(lane, n, "")) assert.equal(await store.hasItem(item.id), false, `half a batch: item of ${lane}/${n}`);
  assert.deepEqual(await store.outbox(laneProcess(lane), n), []);
  assert.equal(await store.countEntries({ tags: [{ name: "Batch", values: [`${lane}/${n}`] }] }, 1), 0);
}

async function checkTotals(store: StoreReads, heads: readonly number[]): Promise<void> {
  const sizes = heads.map((head, lane) => Array.from({ length: head + 1 }, (_, n) => itemCount(lane, n)).reduce((a, b) => a + b, 0));
  const slots = heads.reduce((sum, head) => sum + head + 1, 0);
  assert.equal(await store.lastSeq(), sizes.reduce((a, b) => a + b, 0) + slots);
  for (const [lane, size] of sizes.entries())
    assert.equal(await store.countEntries({ tags: [{ name: "Lane", values: [String(lane)] }] }, 1e9), size);
  assert.equal(await store.countEntries({ tags: [{ name: "Type", values: ["Assignment"] }] }, 1e9), slots);
  const pending = await store.pendingOutbox(null, 1e6);
  assert.equal(
    pending.length,
    heads.reduce((sum, head) => sum + (head < 0 ? 0 : head + 2), 0),
  );
  assert.deepEqual(await store.unevaluated("", 10), []);
}
