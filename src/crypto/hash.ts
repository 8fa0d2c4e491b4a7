/**
 * Hash functions: one-shot and streaming.
 * @module
 */
import { createHash, hash } from "node:crypto";
import { keccak_256 } from "@noble/hashes/sha3.js";

/** SHA-256, 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return fromBinary(hash("sha256", bytes, "binary"));
}

/** SHA-384, 48 bytes. */
export function sha384(bytes: Uint8Array): Uint8Array {
  return fromBinary(hash("sha384", bytes, "binary"));
}

/** Keccak-256 as Ethereum uses it (not SHA3-256), 32 bytes. */
export function keccak256(bytes: Uint8Array): Uint8Array {
  return keccak_256(bytes);
}

/** A hash that is fed piece by piece. After `digest` it must not be used again. */
export interface Hasher {
  update(bytes: Uint8Array): Hasher;
  digest(): Uint8Array;
}

/** Streaming SHA-256. */
export function createSha256(): Hasher {
  return createHasher("sha256");
}

/** Streaming SHA-384. */
export function createSha384(): Hasher {
  return createHasher("sha384");
}

function createHasher(algorithm: "sha256" | "sha384"): Hasher {
  const state = createHash(algorithm);
  const hasher: Hasher = {
    update: (bytes) => {
      state.update(bytes);
      return hasher;
    },
    digest: () => plain(state.digest()),
  };
  return hasher;
}

/** Half the cost of letting Node answer with a Buffer: an item takes some twenty hashes. */
function fromBinary(binary: string): Uint8Array {
  const out = new Uint8Array(binary.length);
  for (let i = 0; i < out.length; i++) out[i] = binary.charCodeAt(i);
  return out;
}

/** Node answers with a Buffer, whose methods differ (slice does not copy); callers get plain bytes. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
