/**
 * Ed25519 (signature types 2, 4, 5 and 6), strict: a key that signs for nobody does not verify.
 * @module
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { concat, fromHex, toHex, utf8 } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { addressOf } from "./address.ts";
import { createOwnerCache } from "./owner-cache.ts";
import type { Signer } from "./signer.ts";

/** DER headers of RFC 8410; the 32 raw bytes follow. */
const PKCS8 = fromHex("302e020100300506032b657004220420");
const SPKI = fromHex("302a300506032b6570032100");

/**
 * y coordinates (sign bit cleared) of the points of small order. Under such a public key one signature verifies for many or all
 * messages, so nobody owns it. Libraries and their versions disagree about such keys; we must not.
 * Source: "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko 2020), table 1.
 */
const SMALL_ORDER = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]);

const publicKeyOf = createOwnerCache(4096, (owner) =>
  createPublicKey({ key: Buffer.from(concat(SPKI, owner)), format: "der", type: "spki" }),
);

/**
 * Verifies an Ed25519 signature. False as well for keys that are not canonical or of small order, for R of small order
 * and for S not below the group order.
 */
export function verifyEd25519(message: Uint8Array, owner: Uint8Array, signature: Uint8Array): boolean {
  if (owner.byteLength !== 32 || signature.byteLength !== 64) return false;
  if (!isStrictPoint(owner) || !isStrictPoint(signature.subarray(0, 32))) return false;
  try {
    return verify(null, message, publicKeyOf(owner), signature);
  } catch {
    // OpenSSL raises for bytes that are not a point.
    return false;
  }
}

/** Private key and public bytes of a 32-byte seed. @throws LoomError BAD_REQUEST when the seed has another length */
export function ed25519FromSeed(seed: Uint8Array): { readonly privateKey: KeyObject; readonly owner: Uint8Array } {
  if (seed.byteLength !== 32) throw new LoomError("BAD_REQUEST", "an Ed25519 seed has 32 bytes", { details: { field: "seed" } });
  const privateKey = createPrivateKey({ key: Buffer.from(concat(PKCS8, seed)), format: "der", type: "pkcs8" });
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  return { privateKey, owner: new Uint8Array(spki.subarray(SPKI.byteLength)) };
}

/** Signs; deterministic. */
export function signEd25519(message: Uint8Array, privateKey: KeyObject): Uint8Array {
  return new Uint8Array(sign(null, message, privateKey));
}

/** Signer of type 2: signs the 48 bytes themselves. @throws LoomError BAD_REQUEST when the seed is not 32 bytes */
export function createEd25519Signer(seed: Uint8Array): Signer {
  const { privateKey, owner } = ed25519FromSeed(seed);
  return { type: 2, owner, address: addressOf(owner), sign: (message) => signEd25519(message, privateKey) };
}

/** Signer of type 4, as Solana wallets sign: the lower-case hexadecimal text. @throws LoomError BAD_REQUEST when the seed is not 32 bytes */
export function createSolanaSigner(seed: Uint8Array): Signer {
  const { privateKey, owner } = ed25519FromSeed(seed);
  return { type: 4, owner, address: addressOf(owner), sign: (message) => signEd25519(utf8(toHex(message)), privateKey) };
}

/** y below the field prime 2^255-19 and not of small order. */
function isStrictPoint(point: Uint8Array): boolean {
  const last = (point[31] ?? 0) & 0x7f;
  if (last === 0x7f && (point[0] ?? 0) >= 0xed && point.subarray(1, 31).every((byte) => byte === 0xff)) return false;
  const first = point[0] ?? 0;
  // Cheap filter: only these five first bytes begin a point of small order.
  if (first !== 0 && first !== 1 && first !== 0x26 && first !== 0xc7 && first !== 0xec) return true;
  const y = point.slice();
  y[31] = last;
  return !SMALL_ORDER.has(toHex(y));
}
