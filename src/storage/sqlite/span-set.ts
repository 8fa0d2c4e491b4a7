/**
 * Sets of sequence numbers within one span. In memory: a bitmap of 128 words. Kept: two bytes a number when they are few, else the bitmap.
 * @module
 */
import { LoomError } from "../../base/errors.ts";

/** Numbers of a span: span n holds n * SPAN .. n * SPAN + SPAN - 1. A multiple of 32 below 65536. */
export const SPAN = 4096;

const WORDS = SPAN / 32;
const BITMAP_BYTES = SPAN / 8;

export type Bitmap = Uint32Array;

export function spanOf(seq: number): number {
  return Math.floor(seq / SPAN);
}

export function emptyBitmap(): Bitmap {
  return new Uint32Array(WORDS);
}

export function addOffset(into: Bitmap, offset: number): void {
  into[offset >>> 5] = (into[offset >>> 5] ?? 0) | (1 << (offset & 31));
}

export function intersect(into: Bitmap, other: Bitmap): void {
  for (let at = 0; at < WORDS; at++) into[at] = (into[at] ?? 0) & (other[at] ?? 0);
}

export function unite(into: Bitmap, other: Bitmap): void {
  for (let at = 0; at < WORDS; at++) into[at] = (into[at] ?? 0) | (other[at] ?? 0);
}

/** Offsets in the set, rising. */
export function offsetsOf(bitmap: Bitmap): number[] {
  const offsets: number[] = [];
  for (let at = 0; at < WORDS; at++) {
    for (let word = bitmap[at] ?? 0; word !== 0; word &= word - 1) offsets.push(at * 32 + 31 - Math.clz32(word & -word));
  }
  return offsets;
}

/** Bytes of rising, distinct sequence numbers of one span. A list is always shorter than a bitmap, so its length tells them apart. */
export function encodeSeqs(seqs: readonly number[]): Uint8Array {
  if (seqs.length * 2 < BITMAP_BYTES) {
    const list = new Uint8Array(seqs.length * 2);
    seqs.forEach((seq, at) => {
      list[at * 2] = seq % 256;
      list[at * 2 + 1] = Math.floor((seq % SPAN) / 256);
    });
    return list;
  }
  const bits = new Uint8Array(BITMAP_BYTES);
  for (const seq of seqs) bits[(seq % SPAN) >>> 3] = (bits[(seq % SPAN) >>> 3] ?? 0) | (1 << (seq & 7));
  return bits;
}

/** Adds what `encodeSeqs` made. @throws LoomError STORE_FAILED on damaged bytes */
export function addEncoded(into: Bitmap, bytes: Uint8Array): void {
  const damaged = bytes.byteLength > BITMAP_BYTES || bytes.byteLength % 2 === 1;
  if (damaged) throw new LoomError("STORE_FAILED", "damaged row: not a posting of the tag index");
  if (bytes.byteLength === BITMAP_BYTES) {
    for (let at = 0; at < BITMAP_BYTES; at++) into[at >>> 2] = (into[at >>> 2] ?? 0) | ((bytes[at] ?? 0) << ((at & 3) * 8));
    return;
  }
  for (let at = 0; at < bytes.byteLength; at += 2) addOffset(into, ((bytes[at + 1] ?? 0) * 256 + (bytes[at] ?? 0)) % SPAN);
}
