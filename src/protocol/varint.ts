/**
 * Zig-zag varints of Avro (long): 7 bits a byte, least significant first; sign in the lowest bit.
 * @module
 */

export interface Varint {
  readonly value: number;
  /** Offset after the number. */
  readonly end: number;
  /** False when a shorter spelling exists. */
  readonly shortest: boolean;
}

/** Reads a number at `at`; null when it is cut off, longer than 10 bytes or not a safe integer. */
export function readVarint(bytes: Uint8Array, at: number): Varint | null {
  let raw = 0;
  let scale = 1;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return null;
    raw += (byte & 0x7f) * scale;
    if (raw > Number.MAX_SAFE_INTEGER) return null;
    if (byte < 0x80) {
      const half = Math.floor(raw / 2);
      return { value: raw % 2 === 0 ? half : -half - 1, end: at + i + 1, shortest: byte !== 0 || i === 0 };
    }
    scale *= 128;
  }
  return null;
}

/** Bytes of the shortest spelling of an integer of 0..2^52. */
export function varintSize(value: number): number {
  let size = 1;
  for (let raw = value * 2; raw >= 0x80; raw = Math.floor(raw / 128)) size++;
  return size;
}

/** Writes the shortest spelling of an integer of 0..2^52 and answers the offset after it. */
export function writeVarint(out: Uint8Array, at: number, value: number): number {
  let raw = value * 2;
  let end = at;
  while (raw >= 0x80) {
    out[end++] = (raw % 128) + 128;
    raw = Math.floor(raw / 128);
  }
  out[end++] = raw;
  return end;
}
