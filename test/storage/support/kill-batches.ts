/**
 * The work of a store under fire, as a function of (lane, number): the child commits it, the parent knows what must be there.
 * A lane is a process: batch n of it is slot n with its message, a few more items, its result, two outbox entries and a blob.
 */
import type { Blobs } from "../../../src/storage/blobs.ts";
import type { ItemRecord } from "../../../src/storage/records.ts";
import type { Batch } from "../../../src/storage/store.ts";
import { assignmentOf, bytesOf, idOf, itemOf, outboxOf, resultOf } from "./records.ts";

export const LANES = 6;

export function laneProcess(lane: number): string {
  return idOf(`lane ${lane}`);
}

export function laneRoot(lane: number): string {
  return idOf(`root of lane ${lane}`);
}

/** Some are larger than one sector, some than one page, some than one read. */
export function blobBytes(lane: number, n: number): Uint8Array {
  const size = [10, 600, 5000, 70_000][(lane + n) % 4] ?? 10;
  return new Uint8Array(Buffer.alloc(size, bytesOf(`blob ${lane} ${n}`, 64)));
}

/** Length of `itemsOf`. */
export function itemCount(lane: number, n: number): number {
  return 1 + ((lane * 7 + n) % 20);
}

export function itemsOf(lane: number, n: number, blob: string): ItemRecord[] {
  const tags = [
    { name: "Lane", value: String(lane) },
    { name: "Batch", value: `${lane}/${n}` },
  ];
  const bytes = { kind: "blob", blob, offset: 0, size: blobBytes(lane, n).byteLength } as const;
  const extra = Array.from({ length: itemCount(lane, n) - 1 }, (_, i) => itemOf(`${lane} ${n} ${i}`, { tags, ingestedAt: n }));
  return [itemOf(`${lane} ${n}`, { tags, bytes, ingestedAt: n }), ...extra];
}

export function batchOf(lane: number, n: number, blob: string): Batch {
  const process = laneProcess(lane);
  const items = itemsOf(lane, n, blob);
  const root = laneRoot(lane);
  return [
    ...items.map((item) => ({ type: "item", item }) as const),
    {
      type: "assignment",
      assignment: assignmentOf(process, n, { message: idOf(`${lane} ${n}`) }),
      dedupeKey: bytesOf(`key ${lane} ${n}`, 32),
    },
    { type: "result", result: resultOf(process, n) },
    { type: "outbox", entry: outboxOf(process, n, 0, { root }) },
    { type: "outbox", entry: outboxOf(process, n, 1, { root }) },
    ...(n === 0 ? [] : [{ type: "outbox-settle", process, slot: n - 1, index: 0, state: "delivered", reason: "" } as const]),
    { type: "checkpoint", checkpoint: { process, slot: n, blob, size: blobBytes(lane, n).byteLength, packs: [] }, keep: 2 },
    { type: "meta", key: `lane ${lane}`, value: String(n) },
  ];
}

export async function commitBatch(store: { commit(batch: Batch): Promise<number> }, blobs: Blobs, lane: number, n: number): Promise<void> {
  await store.commit(batchOf(lane, n, await blobs.put(blobBytes(lane, n))));
}
