/**
 * Ids: 32 bytes written as 43 characters of canonical unpadded base64url.
 * @module
 */
import { fromBase64Url, toBase64Url } from "./bytes.ts";
import { LoomError } from "./errors.ts";

/** Id of an item, transaction, message, process or module, or an address: 43 characters of base64url. */
export type Id = string;

/** True for the one canonical spelling of 32 bytes; the four spellings that differ in unused bits are not ids. */
export function isId(value: unknown): value is Id {
  // The 43rd character carries 4 bits, so its two lowest bits must be zero.
  return typeof value === "string" && /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(value);
}

/** @throws LoomError BAD_REQUEST when `value` is not an id; `what` names the field. */
export function requireId(value: unknown, what: string): Id {
  if (!isId(value)) throw new LoomError("BAD_REQUEST", `${what} must be an id of 43 base64url characters`, { details: { field: what } });
  return value;
}

/** The 32 bytes of an id. */
export function idBytes(id: Id): Uint8Array {
  return fromBase64Url(id);
}

/** The id of 32 bytes. */
export function bytesId(bytes: Uint8Array): Id {
  return toBase64Url(bytes);
}
