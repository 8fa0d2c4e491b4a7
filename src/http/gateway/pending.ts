/**
 * Transactions that are in no block yet.
 * @module
 */
import type { Id } from "../../base/ids.ts";
import type { StoreReads } from "../../storage/store.ts";

const MOST = 1000;

/** Oldest first, at most 1000; data items and assignments are no transactions. */
export async function pendingTxIds(lastSealedSeq: number, store: StoreReads): Promise<Id[]> {
  const entries = await store.entries({
    minSeq: lastSealedSeq + 1,
    order: "asc",
    limit: MOST,
    where: (entry) => entry.kind === "item" && entry.item.kind === "tx",
  });
  return entries.flatMap((entry) => (entry.kind === "item" ? [entry.item.id] : []));
}
