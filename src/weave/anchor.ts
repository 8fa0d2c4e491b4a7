/**
 * Anchors of transactions: what keeps one from being replayed on another fork.
 * Source: arweave.md 3.1 (`last_tx`).
 * @module
 */
import { toBase64Url } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import type { Transaction } from "../protocol/transaction.ts";
import type { StoreReads } from "../storage/store.ts";

/** How many of the last blocks may be named. */
const ANCHOR_BLOCKS = 50;

/**
 * An anchor is one of the last 50 block ids, the owner's last transaction, or nothing when the owner has none yet.
 * @throws LoomError TX_INVALID (last_tx)
 */
export async function requireAnchor(tx: Transaction, owner: string, store: StoreReads): Promise<void> {
  const anchor = toBase64Url(tx.lastTx);
  if (tx.lastTx.byteLength < 48) {
    const last = (await store.wallet(owner))?.lastTx ?? "";
    if (anchor === last) return;
    throw refusal(anchor, last === "" ? "the owner has no earlier transaction" : `the owner's last transaction is ${last}`);
  }
  const [block, newest] = [await store.blockById(anchor), await store.lastBlock()];
  if (block === null) throw refusal(anchor, "no such block is known");
  if ((newest?.height ?? 0) - block.height >= ANCHOR_BLOCKS)
    throw refusal(anchor, `block ${block.height} is older than ${ANCHOR_BLOCKS} blocks`);
}

function refusal(anchor: string, why: string): LoomError {
  return new LoomError("TX_INVALID", `Invalid anchor (last_tx): ${why}; take a new one from GET /tx_anchor`, {
    details: { field: "last_tx", anchor },
  });
}
