/**
 * Strict reading of the wasm binary format (WebAssembly core specification 5.2). Functions over a plain record instead of methods:
 * this is the inner loop of the instrumenter.
 * @module
 */
import { strictText } from "../../base/bytes.ts";
import { LoomError } from "../../base/errors.ts";

export interface Cursor {
  readonly bytes: Uint8Array;
  /** Offset of the next byte, counted from the start of the module. */
  at: number;
  /** Reading stops before this offset. */
  readonly end: number;
}

/** Refuses the module. @throws LoomError MODULE_INVALID with `details.offset` */
export function refuse(reason: string, offset: number, details: Readonly<Record<string, unknown>> = {}): never {
  throw new LoomError("MODULE_INVALID", `wasm: ${reason} at offset ${offset}`, { details: { ...details, offset } });
}

export function readByte(cursor: Cursor): number {
  const { at, bytes } = cursor;
  const value = at < cursor.end ? bytes[at] : undefined;
  if (value === undefined) return refuse("unexpected end", at);
  cursor.at = at + 1;
  return value;
}

export function skip(cursor: Cursor, count: number): void {
  if (count > cursor.end - cursor.at) refuse("unexpected end", cursor.at);
  cursor.at += count;
}

/** Unsigned LEB128 of 32 bits. */
export function readU32(cursor: Cursor): number {
  const start = cursor.at;
  const first = readByte(cursor);
  if (first < 0x80) return first;
  let value = first & 0x7f;
  for (let shift = 7; shift < 28; shift += 7) {
    const next = readByte(cursor);
    value |= (next & 0x7f) << shift;
    if (next < 0x80) return value;
  }
  const last = readByte(cursor);
  if (last > 0x0f) refuse(last >= 0x80 ? "number longer than 32 bits" : "number exceeds 32 bits", start);
  return value + last * 2 ** 28;
}

/** Unsigned LEB128 of 64 bits. Refuses values above 2^53 - 1: no limit or offset in use comes near. */
export function readU64(cursor: Cursor): number {
  const start = cursor.at;
  let value = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const next = readByte(cursor);
    value += (next & 0x7f) * 2 ** shift;
    if (next < 0x80) return Number.isSafeInteger(value) ? value : refuse("number too large", start);
  }
  return refuse("number longer than 64 bits", start);
}

/** Reads over a signed LEB128 of 32 bits. */
export function skipS32(cursor: Cursor): void {
  const start = cursor.at;
  for (let read = 0; read < 4; read++) if (readByte(cursor) < 0x80) return;
  const last = readByte(cursor);
  // Bits beyond the 32nd must repeat the sign.
  const high = last & 0xf8;
  if (high !== 0 && high !== 0x78) refuse("number exceeds 32 bits", start);
}

/** Reads over a signed LEB128 of 64 bits. */
export function skipS64(cursor: Cursor): void {
  const start = cursor.at;
  for (let read = 0; read < 9; read++) if (readByte(cursor) < 0x80) return;
  const last = readByte(cursor);
  if (last !== 0 && last !== 0x7f) refuse("number exceeds 64 bits", start);
}

/** Number of entries that follow, each at least one byte long; checked before anything is allocated. */
export function readCount(cursor: Cursor, limit: number, what: string): number {
  const start = cursor.at;
  const count = readU32(cursor);
  if (count > limit) refuse(`${count} ${what} exceed the limit of ${limit}`, start);
  if (count > cursor.end - cursor.at) refuse(`${count} ${what} do not fit into the bytes that follow`, start);
  return count;
}

/** UTF-8 text with its length in front. */
export function readName(cursor: Cursor, limit: number): string {
  const start = cursor.at;
  const size = readCount(cursor, limit, "name bytes");
  const from = cursor.at;
  skip(cursor, size);
  return strictText(cursor.bytes.subarray(from, cursor.at)) ?? refuse("name is not UTF-8", start);
}

export const hex = (value: number): string => `0x${value.toString(16).padStart(2, "0")}`;
