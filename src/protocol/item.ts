/**
 * ANS-104 data items: parse and verify whole items in memory. `item-stream.ts` does the same for items that stream by.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { deepHashBlobOf } from "../crypto/deep-hash.ts";
import { sha384 } from "../crypto/hash.ts";
import { signatureType } from "../crypto/signature-types.ts";
import { type ItemHeader, parseItemHeader, signatureMessage } from "./item-header.ts";

export interface Item extends ItemHeader {
  /** The original bytes, header and data. */
  readonly bytes: Uint8Array;
  /** The data, a view of `bytes`. */
  readonly data: Uint8Array;
}

export interface ParseOptions {
  /** Accept what the network has stored although ANS-104 forbids it, and say so in `nonCanonical`. */
  readonly lenient?: boolean;
}

/**
 * Reads an item; does not verify its signature. All byte fields are views of `bytes`.
 * @throws LoomError ITEM_MALFORMED, ITEM_TAGS_INVALID, SIGNATURE_TYPE_UNSUPPORTED
 */
export function parseItem(bytes: Uint8Array, options: ParseOptions = {}): Item {
  const header = parseItemHeader(bytes, bytes.byteLength, options);
  if (header === null) throw new LoomError("ITEM_MALFORMED", "the item ends within its header");
  return { ...header, bytes, data: bytes.subarray(header.dataStart) };
}

/**
 * Verifies the signature of a parsed item.
 * @throws LoomError SIGNATURE_INVALID
 */
export function verifyItem(item: Item): void {
  verifyHeader(item, deepHashBlobOf(sha384(item.data), item.data.byteLength));
}

/**
 * Verifies the signature of an item of which only the header and the deep hash of the data are known.
 * @throws LoomError SIGNATURE_INVALID
 */
export function verifyHeader(header: ItemHeader, dataLeafHash: Uint8Array): void {
  const { verify } = signatureType(header.signatureType);
  if (verify(signatureMessage(header, dataLeafHash), header.owner, header.signature, header.nonCanonical)) return;
  throw new LoomError("SIGNATURE_INVALID", `the signature of item ${header.id} does not match its content`, { details: { id: header.id } });
}
