/**
 * secp256k1 as Ethereum wallets use it (signature types 3, 7 and 101). Signatures are r (32) s (32) v (1).
 * @module
 */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { bytesEqual, concat, utf8 } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { keccak256 } from "./hash.ts";

/**
 * Hash that `personal_sign` signs. Source: EIP-191 version 0x45.
 */
export function personalHash(message: Uint8Array): Uint8Array {
  return keccak256(concat(utf8(`\x19Ethereum Signed Message:\n${message.byteLength}`), message));
}

/** Uncompressed public key: 0x04, x, y; 65 bytes. @throws LoomError BAD_REQUEST when the private key is not 32 bytes within the group order */
export function secp256k1PublicKey(privateKey: Uint8Array): Uint8Array {
  try {
    return secp256k1.getPublicKey(privateKey, false);
  } catch (cause) {
    throw new LoomError("BAD_REQUEST", "not a secp256k1 private key of 32 bytes", { details: { field: "privateKey" }, cause });
  }
}

/** Signs a 32-byte hash: deterministic (RFC 6979), low s, v 27 or 28. */
export function signSecp256k1(hash: Uint8Array, privateKey: Uint8Array): Uint8Array {
  const recovered = secp256k1.sign(hash, privateKey, { prehash: false, lowS: true, format: "recovered" });
  return concat(recovered.subarray(1), Uint8Array.of(27 + (recovered[0] ?? 0)));
}

/**
 * Public key (65 bytes, uncompressed) that made a signature, or null. Refused: high s (a second signature for the same content)
 * and any v but 27 and 28; `anyV` admits the old 0 and 1 as well, for items that others have stored already.
 */
export function recoverSecp256k1(hash: Uint8Array, signature: Uint8Array, anyV = false): Uint8Array | null {
  if (signature.byteLength !== 65) return null;
  const v = signature[64] ?? 0;
  const recovery = anyV && v < 2 ? v : v - 27;
  if (recovery !== 0 && recovery !== 1) return null;
  try {
    const compact = signature.subarray(0, 64);
    if (secp256k1.Signature.fromBytes(compact, "compact").hasHighS()) return null;
    const compressed = secp256k1.recoverPublicKey(concat(Uint8Array.of(recovery), compact), hash, { prehash: false });
    return secp256k1.Point.fromBytes(compressed).toBytes(false);
  } catch {
    // r or s out of range, or r is not the x of a point.
    return null;
  }
}

/** Verifies a `personal_sign` signature of `message` by the 65-byte uncompressed key `owner`. */
export function verifyPersonal(message: Uint8Array, owner: Uint8Array, signature: Uint8Array, anyV = false): boolean {
  if (owner.byteLength !== 65 || owner[0] !== 4) return false;
  const recovered = recoverSecp256k1(personalHash(message), signature, anyV);
  return recovered !== null && bytesEqual(recovered, owner);
}
