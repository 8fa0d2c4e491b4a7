/**
 * Signature type 6: k of up to 32 Ed25519 keys (Aptos).
 * Owner: 32 key slots of 32 bytes (unused ones zero), then the threshold (1 byte). Signature: 32 slots of 64 bytes, then a bitmap of
 * 4 bytes, most significant bit first; slot i belongs to key i. Unlike deployed verifiers this one demands the threshold: they accept
 * an empty bitmap, so anybody can sign for any owner there.
 * @module
 */
import { toHex } from "../base/bytes.ts";
import { verifyEd25519 } from "./ed25519.ts";

const SLOTS = 32;

/** Verifies that at least `threshold` (1 or more) different keys signed `message`, and that the slots of all others are zero. */
export function verifyMultiEd25519(message: Uint8Array, owner: Uint8Array, signature: Uint8Array): boolean {
  if (owner.byteLength !== SLOTS * 32 + 1 || signature.byteLength !== SLOTS * 64 + 4) return false;
  const threshold = owner[SLOTS * 32] ?? 0;
  const signed = new Set<string>();
  for (let slot = 0; slot < SLOTS; slot++) {
    const part = signature.subarray(slot * 64, slot * 64 + 64);
    if (!isIncluded(signature, slot)) {
      // Anything here would be a second signature, and so a second id, for the same content.
      if (part.some((byte) => byte !== 0)) return false;
      continue;
    }
    const key = owner.subarray(slot * 32, slot * 32 + 32);
    // A slot without a key is all zero: a point of small order, which never verifies.
    if (!verifyEd25519(message, key, part)) return false;
    signed.add(toHex(key));
  }
  return threshold >= 1 && signed.size >= threshold;
}

function isIncluded(signature: Uint8Array, slot: number): boolean {
  return ((signature[SLOTS * 64 + (slot >> 3)] ?? 0) & (0x80 >> (slot & 7))) !== 0;
}
