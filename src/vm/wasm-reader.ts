/**
 * Bounds-checked reading of the wasm binary format (WebAssembly core specification, chapter 5).
 * Every failure is MODULE_INVALID and names the offset in the module.
 * @module
 */
import { strictText } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";

export interface WasmReader {
  /** Offset of the next byte, counted from the start of the module. */
  readonly offset: number;
  readonly done: boolean;
  byte(): number;
  /** Unsigned LEB128 of at most 32 bits. */
  u32(): number;
  /** Unsigned LEB128 of at most 64 bits that a JavaScript number holds exactly. */
  u64(): number;
  /** Reads over one LEB128 number of at most `bits` bits, whatever its sign. */
  skipLeb(bits: 32 | 64): void;
  skip(count: number): void;
  /** UTF-8 text with its length in front. */
  name(): string;
  /** Number of entries that follow; refuses more than the remaining bytes could hold. */
  count(): number;
  fail(reason: string): never;
}

/** Reads `bytes` from `start` up to, not including, `end`. */
export function createWasmReader(bytes: Uint8Array, start: number, end: number): WasmReader {
  let at = start;

  const fail = (reason: string): never => {
    throw new LoomError("MODULE_INVALID", `wasm: ${reason} at offset ${at}`, { details: { offset: at } });
  };

  const byte = (): number => {
    const value = at < end ? bytes[at] : undefined;
    if (value === undefined) return fail("unexpected end");
    at++;
    return value;
  };

  const leb = (bits: number): number => {
    let value = 0;
    for (let shift = 0; shift < bits; shift += 7) {
      const next = byte();
      const room = bits - shift;
      if (room < 7 && (next & 0x7f) >= 2 ** room) return fail("number too large");
      // Multiplication instead of a shift: shifts work on 32 bits only.
      value += (next & 0x7f) * 2 ** shift;
      if (next < 0x80) return Number.isSafeInteger(value) ? value : fail("number too large");
    }
    return fail("number too long");
  };

  const skip = (count: number): void => {
    if (count > end - at) fail("unexpected end");
    at += count;
  };

  return {
    get offset() {
      return at;
    },
    get done() {
      return at >= end;
    },
    byte,
    u32: () => leb(32),
    u64: () => leb(64),
    skipLeb(bits) {
      for (let read = 0; read < bits; read += 7) if (byte() < 0x80) return;
      fail("number too long");
    },
    skip,
    name() {
      const size = leb(32);
      const from = at;
      skip(size);
      return strictText(bytes.subarray(from, at)) ?? fail("name is not UTF-8");
    },
    count() {
      const value = leb(32);
      return value <= end - at ? value : fail("more entries than bytes");
    },
    fail,
  };
}
