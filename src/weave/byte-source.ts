/**
 * Reading stored bytes by range, wherever they are.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { Blobs } from "../storage/blobs.ts";
import type { ItemBytes, ItemRecord } from "../storage/records.ts";

export interface ByteSource {
  readonly size: number;
  /** Bytes [start, end), whole. */
  read(start: number, end: number): Promise<Uint8Array>;
  /** Bytes [start, end), in pieces. */
  stream(start: number, end: number): AsyncIterable<Uint8Array>;
  /** Where bytes [start, end) are, to be kept in a record of their own. */
  place(start: number, end: number): ItemBytes;
}

type Reads = Pick<Blobs, "read" | "stream">;

/** The part of `bytes` that begins at `start` and has `size` bytes. */
export function byteSource(bytes: ItemBytes, start: number, size: number, blobs: Reads): ByteSource {
  if (bytes.kind === "inline") {
    const part = bytes.bytes.subarray(start, start + size);
    return {
      size,
      read: async (from, to) => part.subarray(from, to),
      stream: async function* (from, to) {
        if (to > from) yield part.subarray(from, to);
      },
      // A copy, so that the row of a child does not keep the whole parent in memory.
      place: (from, to) => ({ kind: "inline", bytes: part.slice(from, to) }),
    };
  }
  const base = bytes.offset + start;
  return {
    size,
    read: (from, to) => blobs.read(bytes.blob, base + from, base + to),
    stream: (from, to) => blobs.stream(bytes.blob, base + from, base + to),
    place: (from, to) => ({ kind: "blob", blob: bytes.blob, offset: base + from, size: to - from }),
  };
}

/** The data of a stored item or transaction. @throws LoomError NOT_FOUND while chunks of a transaction are missing */
export function dataSource(record: ItemRecord, blobs: Reads): ByteSource {
  if (record.bytes !== null) return byteSource(record.bytes, record.dataStart, record.dataSize, blobs);
  if (record.dataSize === 0) return byteSource({ kind: "inline", bytes: new Uint8Array(0) }, 0, 0, blobs);
  throw new LoomError("NOT_FOUND", `the data of ${record.id} has not arrived completely`, { details: { id: record.id } });
}

/** Reads ahead, for many small reads that follow each other. Bytes that it gives are views of the window. */
export function windowed(source: ByteSource, windowBytes: number): ByteSource {
  let start = 0;
  let window: Uint8Array = new Uint8Array(0);
  return {
    ...source,
    read: async (from, to) => {
      if (to - from > windowBytes) return source.read(from, to);
      if (from < start || to > start + window.byteLength) {
        window = await source.read(from, Math.min(source.size, from + windowBytes));
        start = from;
      }
      return window.subarray(from - start, to - start);
    },
  };
}
