/**
 * A verified transaction as a record.
 * @module
 */
import { toBase64Url } from "../base/bytes.ts";
import { addressOf } from "../crypto/address.ts";
import { dataTree } from "../protocol/chunks.ts";
import { type Transaction, transactionJson } from "../protocol/transaction.ts";
import type { ItemBytes, ItemRecord } from "../storage/records.ts";

export interface TxData {
  readonly bytes: ItemBytes;
  readonly dataHash: Uint8Array;
}

/** `data`: null while chunks are to come, and when there is none. */
export function txRecord(tx: Transaction, data: TxData | null, ingestedAt: number): ItemRecord {
  return {
    id: tx.id,
    kind: "tx",
    parent: null,
    signatureType: 1,
    signature: tx.signature,
    owner: tx.owner,
    ownerAddress: addressOf(tx.owner),
    target: tx.target,
    anchor: tx.lastTx.byteLength === 0 ? null : tx.lastTx,
    rawTags: new Uint8Array(0),
    tags: tx.tags,
    bytes: data?.bytes ?? null,
    dataStart: 0,
    dataSize: tx.dataSize,
    dataHash: data?.dataHash ?? null,
    dataRoot: dataRootOf(tx),
    txHeader: JSON.stringify(transactionJson(tx, { data: false })),
    ingestedAt,
    nonCanonical: false,
  };
}

/** Format 1 signs no data root; the block's tree needs one all the same. */
function dataRootOf(tx: Transaction): string | null {
  if (tx.dataSize === 0) return null;
  return toBase64Url(tx.dataRoot.byteLength > 0 ? tx.dataRoot : dataTree(tx.data).root);
}
