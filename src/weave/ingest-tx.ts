/**
 * Takes an L1 transaction: verified, anchored, paid, committed; its data comes with it or as chunks.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { LIMITS } from "../base/limits.ts";
import { addressOf } from "../crypto/address.ts";
import { sha256 } from "../crypto/hash.ts";
import { parseTransaction, type Transaction } from "../protocol/transaction.ts";
import { verifyTransaction } from "../protocol/transaction-verify.ts";
import type { ItemBytes, ItemRecord } from "../storage/records.ts";
import type { Change } from "../storage/store.ts";
import { requireAnchor } from "./anchor.ts";
import { commitAll } from "./commit-all.ts";
import { descendants, type IngestDeps, refuseTooMany } from "./ingest-item.ts";
import { type TxData, txRecord } from "./tx-record.ts";
import type { UnbundleCounts } from "./unbundle.ts";
import { payFor, WALLETS_LOCK } from "./wallets.ts";

export interface IngestedTx {
  readonly id: Id;
  /** True when the weave had it already; nothing was applied. */
  readonly duplicate: boolean;
}

export interface IngestTxDeps extends IngestDeps {
  /** Demand that the reward is covered by the balance. */
  readonly strictBalances: boolean;
}

/**
 * `json`: the body of POST /tx, format 1 or 2.
 * @throws LoomError TX_INVALID, SIGNATURE_INVALID, SIGNATURE_TYPE_UNSUPPORTED, LIMIT_EXCEEDED, STORE_FAILED
 */
export async function ingestTx(json: unknown, deps: IngestTxDeps): Promise<IngestedTx> {
  const { store, lock } = deps;
  const tx = parseTransaction(json);
  verifyTransaction(tx);
  if (tx.dataSize > LIMITS.uploadBytes) {
    throw new LoomError("ITEM_TOO_LARGE", `the data has more than ${LIMITS.uploadBytes} bytes`, { details: { limit: LIMITS.uploadBytes } });
  }
  // The lock of the data root: chunks of this root must not be completed between our look for the data and our commit.
  return lock.run(rootLock(tx.dataRoot), () =>
    lock.run(WALLETS_LOCK, async () => {
      if (await store.hasItem(tx.id)) return { id: tx.id, duplicate: true };
      const owner = addressOf(tx.owner);
      await requireAnchor(tx, owner, store);
      const payment = { id: tx.id, from: owner, to: tx.target, quantity: BigInt(tx.quantity), reward: BigInt(tx.reward) };
      const paid = await payFor(payment, deps.strictBalances, store);
      await storeTx(txRecord(tx, await placeData(tx, deps), deps.clock.now()), paid, deps);
      return { id: tx.id, duplicate: false };
    }),
  );
}

/** Key under which everything that concerns the data of one root is done in turn. */
export function rootLock(dataRoot: Uint8Array): string {
  return `root:${Buffer.from(dataRoot.buffer, dataRoot.byteOffset, dataRoot.byteLength).toString("base64url")}`;
}

async function storeTx(record: ItemRecord, paid: readonly Change[], deps: IngestTxDeps): Promise<void> {
  const counts: UnbundleCounts = { children: 0, skipped: 0 };
  await refuseTooMany(record, deps.blobs);
  await commitAll(descendants(record, counts, deps), [{ type: "item", item: record }, ...paid], deps.store);
}

/** Data that came with the transaction, or that another transaction with the same root has. */
async function placeData(tx: Transaction, deps: IngestTxDeps): Promise<TxData | null> {
  if (tx.dataSize === 0) return null;
  if (tx.data.byteLength > 0) {
    const bytes: ItemBytes =
      tx.dataSize < LIMITS.inlineBytes
        ? { kind: "inline", bytes: tx.data }
        : { kind: "blob", blob: await deps.blobs.put(tx.data), offset: 0, size: tx.dataSize };
    return { bytes, dataHash: sha256(tx.data) };
  }
  const root = Buffer.from(tx.dataRoot).toString("base64url");
  for (const id of await deps.store.txsByDataRoot(root, tx.dataSize)) {
    const other = await deps.store.item(id);
    if (other !== null && other.bytes !== null && other.dataHash !== null) return { bytes: other.bytes, dataHash: other.dataHash };
  }
  return null;
}
