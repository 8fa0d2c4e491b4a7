/**
 * Signature type 6: k of up to 32 Ed25519 keys (Aptos).
 * Owner: 32 key slots of 32 bytes, then the threshold (1 byte). Signature: 32 slots of 64 bytes, then a bitmap of 4 bytes, most
 * significant bit first; slot i belongs to key i. Unlike deployed verifiers this one demands the threshold: they accept an empty
 * bitmap, so anybody can sign for any owner there.
 * @module
 */
import { verifyEd25519 } from "./ed25519.ts";

const SLOTS = 32;

/** Verifies that at least `threshold` (1..number of keys) of the keys signed `message`, and that all unused bytes are zero. */
export function verifyMultiEd25519(message: Uint8Array, owner: Uint8Array, signature: Uint8Array): boolean {
  if (owner.byteLength !== SLOTS * 32 + 1 || signature.byteLength !== SLOTS * 64 + 4) return false;
  const threshold = owner[SLOTS * 32] ?? 0;
  const keys = keyCount(owner);
  if (keys === null || threshold < 1 || threshold > keys) return false;
  let signed = 0;
  for (let slot = 0; slot < SLOTS; slot++) {
    const part = signature.subarray(slot * 64, slot * 64 + 64);
    if (!isIncluded(signature, slot)) {
      if (!isZero(part)) return false;
      continue;
    }
    if (slot >= keys || !verifyEd25519(message, owner.subarray(slot * 32, slot * 32 + 32), part)) return false;
    signed++;
  }
  return signed >= threshold;
}

function isIncluded(signature: Uint8Array, slot: number): boolean {
  return ((signature[SLOTS * 64 + (slot >> 3)] ?? 0) & (0x80 >> (slot & 7))) !== 0;
}

/** Keys fill the slots from the front without a gap and without repetition (one holder must not count twice); null otherwise. */
function keyCount(owner: Uint8Array): number | null {
  const seen = new Set<string>();
  let count = 0;
  for (let slot = 0; slot < SLOTS; slot++) {
    const key = owner.subarray(slot * 32, slot * 32 + 32);
    if (isZero(key)) continue;
    if (slot !== count) return null;
    seen.add(key.join());
    count++;
  }
  return seen.size === count ? count : null;
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
