/**
 * Signer of type 1: an Arweave wallet.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { addressOf } from "./address.ts";
import { importRsaJwk, type RsaJwk, signRsa } from "./rsa.ts";
import type { Signer } from "./signer.ts";

/**
 * `saltLength` 0..478, default 32. With 0 the same content always gets the same id.
 * @throws LoomError WALLET_INVALID when the JWK is not a private RSA-4096 key; BAD_REQUEST for a salt out of range
 */
export function createRsaSigner(jwk: RsaJwk, options: { readonly saltLength?: number } = {}): Signer {
  const saltLength = options.saltLength ?? 32;
  if (!Number.isInteger(saltLength) || saltLength < 0 || saltLength > 478) {
    throw new LoomError("BAD_REQUEST", "saltLength must be an integer of 0..478", { details: { field: "saltLength" } });
  }
  const { privateKey, owner } = importRsaJwk(jwk);
  return { type: 1, owner, address: addressOf(owner), sign: (message) => signRsa(message, privateKey, saltLength) };
}
