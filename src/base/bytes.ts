/**
 * Byte helpers: base64url, hex, UTF-8, concatenation, little- and big-endian integers.
 * @module
 */
import { LoomError } from "./errors.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Text of bytes; invalid UTF-8 becomes U+FFFD. */
export function text(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Text of bytes, or null when they are not valid UTF-8. */
export function strictText(bytes: Uint8Array): string | null {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return null;
  }
}

/** Unpadded base64url. */
export function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url");
}

/**
 * Strict unpadded base64url: only the alphabet, and only the canonical spelling of the bytes (unused low bits zero).
 * @throws LoomError BAD_REQUEST
 */
export function fromBase64Url(value: string): Uint8Array {
  const bytes = Buffer.from(value, "base64url");
  if (bytes.toString("base64url") !== value) throw new LoomError("BAD_REQUEST", "not canonical base64url");
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

/** @throws LoomError BAD_REQUEST */
export function fromHex(value: string): Uint8Array {
  if (!/^([0-9a-f]{2})*$/i.test(value)) throw new LoomError("BAD_REQUEST", "not hexadecimal");
  return new Uint8Array(Buffer.from(value, "hex"));
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let size = 0;
  for (const part of parts) size += part.byteLength;
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.byteLength;
  }
  return out;
}

export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && Buffer.compare(a, b) === 0;
}
