/**
 * Makes L1 transactions of format 2, such as those that carry our bundles to a block.
 * @module
 */
import { toBase64Url, utf8 } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { type Id, requireId } from "../base/ids.ts";
import type { Tag } from "../base/tags.ts";
import { sha256 } from "../crypto/hash.ts";
import type { Signer } from "../crypto/signer.ts";
import { dataTree } from "./chunks.ts";
import { invalid, type Transaction } from "./transaction.ts";
import { checkFields, transactionMessage, type UnsignedTransaction } from "./transaction-verify.ts";

export interface TransactionFields {
  readonly data: Uint8Array;
  readonly tags: readonly Tag[];
  readonly target?: Id | "";
  /** Winston. */
  readonly quantity?: bigint;
  readonly reward?: bigint;
  /** Anchor: up to 48 bytes. */
  readonly lastTx?: Uint8Array;
}

/**
 * Signs a transaction; the data is inline, `dataTree` gives its chunks.
 * @throws LoomError SIGNATURE_TYPE_UNSUPPORTED (the signer is not an RSA wallet), TX_INVALID, BAD_REQUEST (target)
 */
export function createTransaction(fields: TransactionFields, signer: Signer): Transaction {
  if (signer.type !== 1) throw new LoomError("SIGNATURE_TYPE_UNSUPPORTED", "a transaction is signed with an RSA wallet (type 1)");
  const { data, tags } = fields;
  const unsigned: UnsignedTransaction = {
    format: 2,
    lastTx: fields.lastTx ?? new Uint8Array(0),
    owner: signer.owner,
    rawTags: tags.map(({ name, value }) => ({ name: utf8(name), value: utf8(value) })),
    target: fields.target === undefined || fields.target === "" ? "" : requireId(fields.target, "target"),
    quantity: winston(fields.quantity, "quantity"),
    reward: winston(fields.reward, "reward"),
    denomination: "0",
    data,
    dataSize: data.byteLength,
    dataRoot: data.byteLength === 0 ? new Uint8Array(0) : dataTree(data).root,
  };
  checkFields(unsigned);
  const signature = signer.sign(transactionMessage(unsigned));
  return { ...unsigned, tags, signature, id: toBase64Url(sha256(signature)) };
}

function winston(amount: bigint | undefined, field: string): string {
  const value = String(amount ?? 0n);
  if (!/^\d{1,30}$/.test(value)) throw invalid(field, "must be 0 or more, of at most 30 digits");
  return value;
}
