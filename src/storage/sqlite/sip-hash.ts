/**
 * SipHash-2-4 (Aumasson, Bernstein: "SipHash: a fast short-input PRF", 2012), cut to 52 bits so that a number holds it.
 * Without the key nobody can look for inputs that share a hash. Words of 64 bits are pairs (low, high) of 32.
 * @module
 */

/** Hash of the first `length` bytes under a key of 16 bytes, 0 <= hash < 2^52. */
export type SipHash = (bytes: Uint8Array, length: number) => number;

const HIGH_BITS = 0xfffff;

export function createSipHash(key: Uint8Array): SipHash {
  const [k0, k1, k2, k3] = [word(key, 0), word(key, 4), word(key, 8), word(key, 12)];
  const v = new Int32Array(8);
  return (bytes, length) => {
    v[0] = k0 ^ 0x70736575;
    v[1] = k1 ^ 0x736f6d65;
    v[2] = k2 ^ 0x6e646f6d;
    v[3] = k3 ^ 0x646f7261;
    v[4] = k0 ^ 0x6e657261;
    v[5] = k1 ^ 0x6c796765;
    v[6] = k2 ^ 0x79746573;
    v[7] = k3 ^ 0x74656462;
    const whole = length - (length % 8);
    for (let at = 0; at < whole; at += 8) absorb(v, word(bytes, at), word(bytes, at + 4));
    let low = 0;
    let high = (length & 0xff) << 24;
    for (let at = whole; at < length; at++) {
      const byte = bytes[at] ?? 0;
      const shift = (at - whole) * 8;
      if (shift < 32) low |= byte << shift;
      else high |= byte << (shift - 32);
    }
    absorb(v, low, high);
    v[4] = (v[4] ?? 0) ^ 0xff;
    rounds(v, 4);
    const x = (at: number): number => (v[at] ?? 0) ^ (v[at + 2] ?? 0) ^ (v[at + 4] ?? 0) ^ (v[at + 6] ?? 0);
    return (x(1) & HIGH_BITS) * 0x1_0000_0000 + (x(0) >>> 0);
  };
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}

function absorb(v: Int32Array, low: number, high: number): void {
  v[6] = (v[6] ?? 0) ^ low;
  v[7] = (v[7] ?? 0) ^ high;
  rounds(v, 2);
  v[0] = (v[0] ?? 0) ^ low;
  v[1] = (v[1] ?? 0) ^ high;
}

function rounds(v: Int32Array, count: number): void {
  let [a = 0, A = 0, b = 0, B = 0, c = 0, C = 0, d = 0, D = 0] = v;
  for (let round = 0; round < count; round++) {
    // a += b; b <<<= 13; b ^= a; a <<<= 32
    let sum = (a >>> 0) + (b >>> 0);
    A = (A + B + (sum > 0xffff_ffff ? 1 : 0)) | 0;
    a = sum | 0;
    let t = (b << 13) | (B >>> 19);
    B = ((B << 13) | (b >>> 19)) ^ A;
    b = t ^ a;
    t = a;
    a = A;
    A = t;
    // c += d; d <<<= 16; d ^= c
    sum = (c >>> 0) + (d >>> 0);
    C = (C + D + (sum > 0xffff_ffff ? 1 : 0)) | 0;
    c = sum | 0;
    t = (d << 16) | (D >>> 16);
    D = ((D << 16) | (d >>> 16)) ^ C;
    d = t ^ c;
    // a += d; d <<<= 21; d ^= a
    sum = (a >>> 0) + (d >>> 0);
    A = (A + D + (sum > 0xffff_ffff ? 1 : 0)) | 0;
    a = sum | 0;
    t = (d << 21) | (D >>> 11);
    D = ((D << 21) | (d >>> 11)) ^ A;
    d = t ^ a;
    // c += b; b <<<= 17; b ^= c; c <<<= 32
    sum = (c >>> 0) + (b >>> 0);
    C = (C + B + (sum > 0xffff_ffff ? 1 : 0)) | 0;
    c = sum | 0;
    t = (b << 17) | (B >>> 15);
    B = ((B << 17) | (b >>> 15)) ^ C;
    b = t ^ c;
    t = c;
    c = C;
    C = t;
  }
  v[0] = a;
  v[1] = A;
  v[2] = b;
  v[3] = B;
  v[4] = c;
  v[5] = C;
  v[6] = d;
  v[7] = D;
}
