/**
 * Verifies an item while it streams by: only the header is held, the data is hashed and forgotten.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { deepHashBlobOf } from "../crypto/deep-hash.ts";
import { createSha256, createSha384 } from "../crypto/hash.ts";
import { type ParseOptions, verifyHeader } from "./item.ts";
import { type ItemHeader, MAX_HEADER_BYTES, parseItemHeader } from "./item-header.ts";

export interface VerifiedItem {
  readonly header: ItemHeader;
  readonly dataSize: number;
  /** SHA-256 of the data. */
  readonly dataHash: Uint8Array;
}

export interface ItemVerifier {
  /** Takes the next piece of the item. @throws LoomError as soon as the header is known to be wrong; the verifier is then dead */
  push(chunk: Uint8Array): void;
  /** The header once it has arrived, not verified yet; null before. */
  header(): ItemHeader | null;
  /** Ends the item and verifies its signature. @throws LoomError ITEM_MALFORMED when it is cut off, SIGNATURE_INVALID */
  finish(): VerifiedItem;
}

/** `size`: size of the whole item when known, so that a cut-off or overlong one is refused early. */
export function createItemVerifier(options: ParseOptions & { readonly size?: number } = {}): ItemVerifier {
  const totalSize = options.size ?? Number.POSITIVE_INFINITY;
  const sha384 = createSha384();
  const sha256 = createSha256();
  // Doubles when full, so that many tiny pieces cost no more than few large ones.
  let pending = new Uint8Array(4096);
  let held = 0;
  let header: ItemHeader | null = null;
  let received = 0;

  const hold = (bytes: Uint8Array): void => {
    if (held + bytes.byteLength > pending.byteLength) {
      const larger = new Uint8Array(Math.max(2 * pending.byteLength, held + bytes.byteLength));
      larger.set(pending.subarray(0, held));
      pending = larger;
    }
    pending.set(bytes, held);
    held += bytes.byteLength;
  };
  const hashData = (bytes: Uint8Array): void => {
    sha384.update(bytes);
    sha256.update(bytes);
  };

  return {
    header: () => header,
    push: (chunk) => {
      received += chunk.byteLength;
      if (received > totalSize) throw new LoomError("ITEM_MALFORMED", `the item is longer than the ${totalSize} bytes announced`);
      if (header !== null) return hashData(chunk);
      // Of a large piece only what may belong to the header is copied.
      const wanted = Math.min(chunk.byteLength, MAX_HEADER_BYTES - held);
      hold(chunk.subarray(0, wanted));
      const parsed = parseItemHeader(pending.subarray(0, held), totalSize, options);
      if (parsed === null) return;
      header = parseItemHeader(pending.slice(0, parsed.dataStart), totalSize, options);
      hashData(pending.subarray(parsed.dataStart, held));
      hashData(chunk.subarray(wanted));
      pending = new Uint8Array(0);
    },
    finish: () => {
      if (header === null) throw new LoomError("ITEM_MALFORMED", "the item ends within its header");
      if (options.size !== undefined && received !== options.size) {
        throw new LoomError("ITEM_MALFORMED", `the item has ${received} bytes, not the ${options.size} announced`);
      }
      const dataSize = received - header.dataStart;
      verifyHeader(header, deepHashBlobOf(sha384.digest(), dataSize));
      return { header, dataSize, dataHash: sha256.digest() };
    },
  };
}
