/**
 * Verifies L1 transactions of format 1 and 2.
 * @module
 */
import { bytesEqual, concat, toBase64Url, utf8 } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { idBytes } from "../base/ids.ts";
import { LIMITS } from "../base/limits.ts";
import { addressOf } from "../crypto/address.ts";
import { deepHash } from "../crypto/deep-hash.ts";
import { sha256 } from "../crypto/hash.ts";
import { verifyRsa } from "../crypto/rsa.ts";
import { dataTree } from "./chunks.ts";
import { invalid, type Transaction } from "./transaction.ts";

export type UnsignedTransaction = Omit<Transaction, "id" | "signature" | "tags">;

/**
 * Verifies a transaction: id, limits, data against data_root when it is inline, signature. Not balances, fees and anchors, which
 * depend on the chain.
 * @throws LoomError TX_INVALID naming the field, SIGNATURE_INVALID, SIGNATURE_TYPE_UNSUPPORTED (secp256k1, empty owner)
 */
export function verifyTransaction(tx: Transaction): void {
  if (tx.owner.byteLength === 0) {
    throw new LoomError("SIGNATURE_TYPE_UNSUPPORTED", "secp256k1 transactions (empty owner) are not accepted; sign with an RSA wallet");
  }
  if (toBase64Url(sha256(tx.signature)) !== tx.id) throw invalid("id", "is not the SHA-256 of its signature");
  checkFields(tx);
  checkData(tx);
  if (!verifyRsa(transactionMessage(tx), tx.owner, tx.signature)) {
    throw new LoomError("SIGNATURE_INVALID", `the signature of transaction ${tx.id} does not match its content`, {
      details: { id: tx.id },
    });
  }
}

/** What the owner signs: a deep hash in format 2, the plain fields back to back in format 1. */
export function transactionMessage(tx: UnsignedTransaction): Uint8Array {
  const target = tx.target === "" ? new Uint8Array(0) : idBytes(tx.target);
  if (tx.format === 1) {
    const tags = tx.rawTags.flatMap(({ name, value }) => [name, value]);
    return concat(tx.owner, target, tx.data, utf8(tx.quantity), utf8(tx.reward), tx.lastTx, ...tags);
  }
  return deepHash([
    ...(tx.denomination === "0" ? [] : [utf8(tx.denomination)]),
    utf8("2"),
    tx.owner,
    target,
    utf8(tx.quantity),
    utf8(tx.reward),
    tx.lastTx,
    tx.rawTags.map(({ name, value }) => [name, value]),
    utf8(String(tx.dataSize)),
    tx.dataRoot,
  ]);
}

/** Limits that need no chain. @throws LoomError TX_INVALID */
export function checkFields(tx: UnsignedTransaction): void {
  const tagBytes = tx.rawTags.reduce((sum, { name, value }) => sum + name.byteLength + value.byteLength, 0);
  if (tx.rawTags.length > LIMITS.txTagBytes || tagBytes > LIMITS.txTagBytes) {
    throw invalid("tags", `are ${tx.rawTags.length} of ${tagBytes} bytes; at most ${LIMITS.txTagBytes} bytes are allowed`);
  }
  if (tx.quantity !== "0" && tx.target === "") throw invalid("target", "is empty but winston are sent");
  if (tx.lastTx.byteLength > 48) throw invalid("last_tx", "has more than 48 bytes");
  if (tx.target === addressOf(tx.owner)) throw invalid("target", "is the sender");
  // Format 1 does not sign the denomination.
  if (tx.format === 1 && tx.denomination !== "0") throw invalid("denomination", "must be absent in format 1");
}

function checkData(tx: Transaction): void {
  if (tx.format === 2 && (tx.dataSize === 0) !== (tx.dataRoot.byteLength === 0))
    throw invalid("data_root", "must be empty exactly when data_size is 0");
  if (tx.format === 2 && tx.data.byteLength === 0) return;
  if (tx.data.byteLength !== tx.dataSize) throw invalid("data_size", `is ${tx.dataSize} but the data has ${tx.data.byteLength} bytes`);
  if (tx.dataRoot.byteLength > 0 && !bytesEqual(dataTree(tx.data).root, tx.dataRoot)) throw invalid("data_root", "does not match the data");
}
