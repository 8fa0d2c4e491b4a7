/**
 * Addresses: the text by which a public key is known.
 * @module
 */
import { text, toHex, utf8 } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { keccak256, sha256Base64Url } from "./hash.ts";
import { createOwnerCache } from "./owner-cache.ts";

const addresses = createOwnerCache(1024, sha256Base64Url);
const ethereumAddresses = createOwnerCache(1024, ethereumAddress);

/** base64url of SHA-256 of the owner bytes: the address of every signature type in gateways and in the scheduler's JSON. */
export function addressOf(owner: Uint8Array): string {
  return addresses(owner);
}

/** EIP-55 address of an uncompressed secp256k1 key (65 bytes, first 0x04). @throws LoomError BAD_REQUEST for other bytes */
export function ethereumAddress(publicKey: Uint8Array): string {
  if (publicKey.byteLength !== 65 || publicKey[0] !== 4)
    throw new LoomError("BAD_REQUEST", "not an uncompressed secp256k1 key of 65 bytes");
  return checksumAddress(toHex(keccak256(publicKey.subarray(1)).subarray(12)));
}

/** Mixed-case form of 40 hexadecimal digits. Source: EIP-55. */
export function checksumAddress(hexDigits: string): string {
  const lower = hexDigits.toLowerCase();
  const hash = toHex(keccak256(utf8(lower)));
  let out = "0x";
  for (let i = 0; i < lower.length; i++) out += Number.parseInt(hash.charAt(i), 16) >= 8 ? lower.charAt(i).toUpperCase() : lower.charAt(i);
  return out;
}

/**
 * How a signer is named in `From` and `Owner`: EIP-55 for Ethereum keys (65 bytes, or type 7 whose owner is the address as text),
 * else the SHA-256 form.
 * @throws LoomError SIGNATURE_INVALID when an Ethereum owner is not a key or an address
 */
export function partyAddress(signatureType: number, owner: Uint8Array): string {
  if (signatureType === 7) {
    const digits = typedOwnerDigits(owner);
    if (digits === null)
      throw new LoomError("SIGNATURE_INVALID", "the owner of a typed Ethereum item must be 0x and 40 hexadecimal digits");
    return checksumAddress(digits);
  }
  if (owner.byteLength !== 65) return addressOf(owner);
  if (owner[0] !== 4) throw new LoomError("SIGNATURE_INVALID", "the owner of an Ethereum item must be an uncompressed key");
  return ethereumAddresses(owner);
}

/** The 40 hexadecimal digits in the owner field of a type 7 item (42 ASCII characters), or null. */
export function typedOwnerDigits(owner: Uint8Array): string | null {
  if (owner.byteLength !== 42) return null;
  const match = /^0x([0-9a-fA-F]{40})$/.exec(text(owner));
  return match?.[1] ?? null;
}
