/**
 * Base-layer assigns: the transaction must lie deep enough in the chain.
 * Source: ao-legacynet 4.2 step 9 (SU `base-layer`, process tag `Settlement-Depth`).
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { tagValue } from "../base/tags.ts";
import type { StoreReads } from "../storage/store.ts";

const DEFAULT_DEPTH = 20;

/** @throws LoomError NOT_FOUND (no such transaction), BAD_REQUEST (a bundled item, or not enough confirmations) */
export async function requireSettled(transaction: Id, process: Id, store: StoreReads): Promise<void> {
  const entry = await store.entry(transaction);
  if (entry === null) throw new LoomError("NOT_FOUND", `no transaction ${transaction} is on this weave`);
  if (entry.kind !== "item" || entry.item.kind !== "tx") {
    throw new LoomError("BAD_REQUEST", `base-layer assigns take transactions, and ${transaction} is an item`, {
      details: { field: "base-layer" },
    });
  }
  const needed = settlementDepth(tagValue((await store.item(process))?.tags ?? [], "Settlement-Depth"));
  const [block, last] = [await store.blockOfSeq(entry.seq), await store.lastBlock()];
  const confirmations = block === null || last === null ? 0 : last.height - block.height + 1;
  if (confirmations < needed) {
    throw new LoomError("BAD_REQUEST", `not enough confirmations to assign: ${confirmations} of ${needed}`, {
      details: { field: "base-layer", confirmations, needed },
    });
  }
}

function settlementDepth(tag: string | undefined): number {
  return tag !== undefined && /^\d{1,9}$/.test(tag) ? Number(tag) : DEFAULT_DEPTH;
}
