/**
 * Ethereum signers of items: personal_sign (type 3) and typed data (type 7).
 * Source of type 7: EIP-712 with the domain and type that ANS-104 signers have deployed.
 * @module
 */
import { concat, fromHex, utf8 } from "../base/bytes.ts";
import { addressOf, ethereumAddress, typedOwnerDigits } from "./address.ts";
import { keccak256 } from "./hash.ts";
import { personalHash, recoverSecp256k1, secp256k1PublicKey, signSecp256k1 } from "./secp256k1.ts";
import type { Signer } from "./signer.ts";

const DOMAIN = keccak256(
  concat(keccak256(utf8("EIP712Domain(string name,string version)")), keccak256(utf8("Bundlr")), keccak256(utf8("1"))),
);
const TYPE = keccak256(utf8("Bundlr(bytes Transaction hash,address address)"));

/** EIP-712 hash of type 7; `addressDigits` is the signer's address without 0x. */
export function typedHash(message: Uint8Array, addressDigits: string): Uint8Array {
  const padded = new Uint8Array(32);
  padded.set(fromHex(addressDigits), 12);
  return keccak256(concat(Uint8Array.of(0x19, 0x01), DOMAIN, keccak256(concat(TYPE, keccak256(message), padded))));
}

/** Verifies type 7: the address in the owner field made the signature. The case of its letters does not matter. */
export function verifyTyped(message: Uint8Array, owner: Uint8Array, signature: Uint8Array, anyV = false): boolean {
  const digits = typedOwnerDigits(owner);
  if (digits === null) return false;
  const recovered = recoverSecp256k1(typedHash(message, digits), signature, anyV);
  return recovered !== null && ethereumAddress(recovered).slice(2).toLowerCase() === digits.toLowerCase();
}

/** Signer of type 3. @throws LoomError BAD_REQUEST when the private key (32 bytes) is out of range */
export function createEthereumSigner(privateKey: Uint8Array): Signer {
  const owner = secp256k1PublicKey(privateKey);
  const secret = privateKey.slice();
  return { type: 3, owner, address: addressOf(owner), sign: (message) => signSecp256k1(personalHash(message), secret) };
}

/**
 * Signer of type 7; the owner is the lower-case address as text, as deployed signers write it.
 * @throws LoomError BAD_REQUEST when the private key (32 bytes) is out of range
 */
export function createTypedEthereumSigner(privateKey: Uint8Array): Signer {
  const address = ethereumAddress(secp256k1PublicKey(privateKey)).toLowerCase();
  const owner = utf8(address);
  const digits = address.slice(2);
  const secret = privateKey.slice();
  return { type: 7, owner, address: addressOf(owner), sign: (message) => signSecp256k1(typedHash(message, digits), secret) };
}
