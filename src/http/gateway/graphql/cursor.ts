/**
 * Page cursors: a version, the list and its order, and the key of the last row. So new rows neither repeat nor hide others.
 * @module
 */
import { fromBase64Url, toBase64Url } from "../../../base/bytes.ts";
import { LoomError } from "../../../base/errors.ts";

export type Listing = "transaction" | "block";
export type Order = "asc" | "desc";

const VERSION = 1;

/** `key`: seq of an entry or height of a block. */
export function encodeCursor(listing: Listing, order: Order, key: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt8(VERSION, 0);
  bytes.writeUInt8(kindOf(listing, order), 1);
  bytes.writeUIntBE(key, 2, 6);
  return toBase64Url(bytes);
}

/** Null for no cursor; clients send "" for it. @throws LoomError BAD_REQUEST for one of another list or order */
export function decodeCursor(listing: Listing, order: Order, cursor: string | null | undefined): number | null {
  if (cursor === null || cursor === undefined || cursor === "") return null;
  const bytes = Buffer.from(readable(cursor) ?? []);
  if (bytes.byteLength !== 8 || bytes[0] !== VERSION || bytes[1] !== kindOf(listing, order)) {
    throw new LoomError("BAD_REQUEST", `Invalid ${listing} cursor`, { details: { field: "after" } });
  }
  return bytes.readUIntBE(2, 6);
}

function readable(cursor: string): Uint8Array | null {
  try {
    return fromBase64Url(cursor);
  } catch {
    return null;
  }
}

function kindOf(listing: Listing, order: Order): number {
  return (listing === "block" ? 2 : 0) + (order === "desc" ? 1 : 0);
}
