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

/** SHA-256 as unpadded base64url: the id of a signature, the address of an owner. */
export function sha256Base64Url(bytes: Uint8Array): string {
  return hash("sha256", bytes, "base64url");
}

/** SHA-384, 48 bytes. */
export function sha384(bytes: Uint8Array): Uint8Array {
  return fromBinary(hash("sha384", bytes, "binary"));
}

/** Writes the 32 bytes of a SHA-256 into `out`, which may be where `bytes` are. */
export function sha256Into(out: Uint8Array, at: number, bytes: Uint8Array): void {
  writeBinary(out, at, hash("sha256", bytes, "binary"));
}

/** Writes the 48 bytes of a SHA-384 into `out`, which may be where `bytes` are. */
export function sha384Into(out: Uint8Array, at: number, bytes: Uint8Array): void {
  writeBinary(out, at, hash("sha384", bytes, "binary"));
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

/** A third of the cost of letting Node answer with a Buffer: an item takes a dozen hashes. */
function fromBinary(binary: string): Uint8Array {
  const out = new Uint8Array(binary.length);
  writeBinary(out, 0, binary);
  return out;
}

function writeBinary(out: Uint8Array, at: number, binary: string): void {
  for (let i = 0; i < binary.length; i++) out[at + i] = binary.charCodeAt(i);
}

/** Node answers with a Buffer, whose methods differ (slice does not copy); callers get plain bytes. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
