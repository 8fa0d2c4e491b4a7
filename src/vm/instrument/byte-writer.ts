/**
 * Growing buffer with the encodings of the wasm binary format.
 * @module
 */
import { LoomError } from "../../base/errors.ts";

export interface ByteWriter {
  readonly length: number;
  byte(value: number): void;
  bytes(...values: readonly number[]): void;
  /** Copies source[from, to). */
  copy(source: Uint8Array, from: number, to: number): void;
  /** Unsigned LEB128. `value` is a whole number below 2^53. */
  u(value: number): void;
  /** Signed LEB128. `value` is a whole number that a double holds exactly. */
  s(value: number): void;
  /** UTF-8 with its length in front. */
  name(text: string): void;
  /** Length in front, then the content of another writer. */
  sized(content: ByteWriter): void;
  /** A view of what was written; valid until the next write or clear. */
  view(): Uint8Array;
  clear(): void;
}

const FIRST_CAPACITY = 1024;

/** @throws LoomError MODULE_INVALID, from any write that exceeds `limit` bytes */
export function createByteWriter(limit: number): ByteWriter {
  let buffer = new Uint8Array(FIRST_CAPACITY);
  let length = 0;

  const reserve = (count: number): void => {
    const needed = length + count;
    if (needed <= buffer.byteLength) return;
    if (needed > limit) throw new LoomError("MODULE_INVALID", `wasm: the instrumented code exceeds ${limit} bytes`, { details: { limit } });
    const larger = new Uint8Array(Math.min(limit, Math.max(needed, buffer.byteLength * 2)));
    larger.set(buffer.subarray(0, length));
    buffer = larger;
  };
  const byte = (value: number): void => {
    if (length === buffer.byteLength) reserve(1);
    buffer[length++] = value;
  };
  const copy = (source: Uint8Array, from: number, to: number): void => {
    reserve(to - from);
    // Most copies are a few bytes long, where a loop is faster than a view and a call.
    if (to - from < 32) for (let at = from; at < to; at++) buffer[length++] = source[at] ?? 0;
    else {
      buffer.set(source.subarray(from, to), length);
      length += to - from;
    }
  };
  const u = (value: number): void => {
    let rest = value;
    while (rest >= 0x80) {
      byte((rest % 0x80) + 0x80);
      rest = Math.floor(rest / 0x80);
    }
    byte(rest);
  };

  return {
    get length() {
      return length;
    },
    byte,
    bytes(...values) {
      for (const value of values) byte(value);
    },
    copy,
    u,
    s(value) {
      let rest = value;
      for (;;) {
        const next = Math.floor(rest / 0x80);
        const low = rest - next * 0x80;
        const done = next === (low < 0x40 ? 0 : -1);
        byte(done ? low : low + 0x80);
        if (done) return;
        rest = next;
      }
    },
    name(text) {
      const bytes = new TextEncoder().encode(text);
      u(bytes.byteLength);
      copy(bytes, 0, bytes.byteLength);
    },
    sized(content) {
      u(content.length);
      copy(content.view(), 0, content.length);
    },
    view: () => buffer.subarray(0, length),
    clear() {
      length = 0;
    },
  };
}
