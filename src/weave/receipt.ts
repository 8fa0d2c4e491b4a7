/**
 * What a bundler signs for an item it took.
 * Source: arweave.md section 6 (receipt version 0.2.0).
 * @module
 */
import { toBase64Url, utf8 } from "../base/bytes.ts";
import type { Id } from "../base/ids.ts";
import { deepHash } from "../crypto/deep-hash.ts";
import type { Signer } from "../crypto/signer.ts";

export interface Receipt {
  readonly id: Id;
  readonly owner: string;
  readonly winc: string;
  readonly dataCaches: readonly string[];
  readonly fastFinalityIndexes: readonly string[];
  readonly deadlineHeight: number;
  /** Milliseconds. */
  readonly timestamp: number;
  readonly version: string;
  readonly public: string;
  readonly signature: string;
}

const VERSION = "0.2.0";
/** Blocks after which the item is certainly in one. */
const DEADLINE_BLOCKS = 200;

export interface ReceiptFields {
  readonly id: Id;
  readonly ownerAddress: string;
  readonly timestamp: number;
  /** Block that the item is in or will be in. */
  readonly height: number;
  /** Host of the gateway that serves it. */
  readonly gateway: string;
}

/** The signature covers id, deadline and time, not owner, price and caches. */
export function signReceipt(fields: ReceiptFields, signer: Signer): Receipt {
  const { id, timestamp } = fields;
  const deadlineHeight = fields.height + DEADLINE_BLOCKS;
  return {
    id,
    owner: fields.ownerAddress,
    winc: "0",
    dataCaches: [fields.gateway],
    fastFinalityIndexes: [fields.gateway],
    deadlineHeight,
    timestamp,
    version: VERSION,
    public: toBase64Url(signer.owner),
    signature: toBase64Url(signer.sign(receiptMessage({ id, deadlineHeight, timestamp }))),
  };
}

export function receiptMessage({ id, deadlineHeight, timestamp }: Pick<Receipt, "id" | "deadlineHeight" | "timestamp">): Uint8Array {
  return deepHash([utf8("Bundlr"), utf8(VERSION), utf8(id), utf8(String(deadlineHeight)), utf8(String(timestamp))]);
}
