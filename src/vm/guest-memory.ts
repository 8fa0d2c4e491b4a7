/**
 * The host's only way into a module's memory. Every access is checked; every host write goes through here and marks its pages.
 * @module
 */
import type { Aborts } from "./aborts.ts";
import { NO_MARKS, type PageMarks } from "./page-marks.ts";

export interface GuestMemory {
  readonly pointerBytes: 4 | 8;
  readonly byteLength: number;
  /** A view of [at, at + size), to read. Valid only until the module runs again: growth detaches it. */
  range(at: number, size: number): Uint8Array;
  readI32(at: number): number;
  readPointer(at: number): number;
  /** Bytes from `at` up to the NUL, or null when none comes within `limit` bytes. */
  cString(at: number, limit: number): Uint8Array | null;
  write(at: number, bytes: Uint8Array): void;
  /** Encodes as UTF-8 in place, followed by NUL. `size` is the number of bytes of the text. */
  writeText(at: number, text: string, size: number): void;
  writeI32(at: number, value: number): void;
  writeI64(at: number, value: bigint): void;
  writePointer(at: number, value: number): void;
  /** Marks a range that was written by other means. */
  mark(at: number, size: number): void;
  /**
   * memmove within the memory, cut at its end. It must not trap there: the realloc of stock modules copies the new size, and so
   * reads past the old block, for the last block past the memory.
   */
  move(to: number, from: number, size: number): void;
}

const encoder = new TextEncoder();

/** Accesses outside the memory end the message as a trap of the module. */
export function createGuestMemory(memory: WebAssembly.Memory, memory64: boolean, aborts: Aborts, marks: PageMarks = NO_MARKS): GuestMemory {
  const pointerBytes = memory64 ? 8 : 4;
  let bytes = new Uint8Array(memory.buffer);
  let view = new DataView(memory.buffer);

  const check = (at: number, size: number): void => {
    if (bytes.buffer !== memory.buffer) {
      bytes = new Uint8Array(memory.buffer);
      view = new DataView(memory.buffer);
    }
    if (!(at >= 0 && size >= 0 && at + size <= bytes.byteLength)) aborts.trap("memory access out of bounds in a host call");
  };
  const range = (at: number, size: number): Uint8Array => {
    check(at, size);
    return bytes.subarray(at, at + size);
  };
  const writeI32 = (at: number, value: number): void => {
    check(at, 4);
    marks.mark(at, 4);
    view.setInt32(at, value, true);
  };
  const writeI64 = (at: number, value: bigint): void => {
    check(at, 8);
    marks.mark(at, 8);
    view.setBigInt64(at, value, true);
  };
  const readI32 = (at: number): number => {
    check(at, 4);
    return view.getInt32(at, true);
  };

  return {
    pointerBytes,
    get byteLength() {
      return memory.buffer.byteLength;
    },
    range,
    readI32,
    readPointer(at) {
      check(at, pointerBytes);
      return memory64 ? Number(view.getBigUint64(at, true)) : view.getUint32(at, true);
    },
    cString(at, limit) {
      check(at, 0);
      const searched = bytes.subarray(at, Math.min(bytes.byteLength, at + limit + 1));
      const size = searched.indexOf(0);
      return size < 0 ? null : searched.subarray(0, size);
    },
    write(at, source) {
      range(at, source.byteLength).set(source);
      marks.mark(at, source.byteLength);
    },
    writeText(at, text, size) {
      const target = range(at, size + 1);
      marks.mark(at, size + 1);
      encoder.encodeInto(text, target);
      target[size] = 0;
    },
    writeI32,
    writeI64,
    writePointer: (at, value) => (memory64 ? writeI64(at, BigInt(value)) : writeI32(at, value)),
    mark: (at, size) => marks.mark(at, size),
    move(to, from, size) {
      check(0, 0);
      marks.mark(to, Math.min(size, bytes.byteLength - to));
      bytes.copyWithin(to, from, from + size);
    },
  };
}
