/**
 * RSA-4096 PSS with SHA-256, the keys of Arweave wallets (signature type 1). The public exponent is always 65537.
 * @module
 */
import { constants, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, sign, verify } from "node:crypto";
import { promisify } from "node:util";
import { fromBase64Url, toBase64Url } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { createOwnerCache } from "./owner-cache.ts";

/** Bytes of modulus and signature. */
export const RSA_BYTES = 512;
const EXPONENT = "AQAB";

/** A private key as Arweave wallets store it (RFC 7517); all numbers base64url, big-endian. */
export interface RsaJwk {
  readonly kty: "RSA";
  readonly n: string;
  readonly e: string;
  readonly d: string;
  readonly p: string;
  readonly q: string;
  readonly dp: string;
  readonly dq: string;
  readonly qi: string;
}

export interface RsaKey {
  readonly privateKey: KeyObject;
  /** The modulus, 512 bytes big-endian. */
  readonly owner: Uint8Array;
}

/**
 * The options of `verify` are put on the key itself: Node finds out by an exception, with a stack, that an options object is not a key,
 * which costs a quarter of a verification.
 */
const publicKeyOf = createOwnerCache(1024, (modulus) =>
  Object.assign(createPublicKey({ key: { kty: "RSA", n: toBase64Url(modulus), e: EXPONENT }, format: "jwk" }), {
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_AUTO,
  }),
);

/** True when the bytes can be the modulus of a 4096-bit key: 512 bytes, top bit set, odd. Short or even moduli are easy to factor. */
export function isRsaModulus(owner: Uint8Array): boolean {
  return owner.byteLength === RSA_BYTES && ((owner[0] ?? 0) & 0x80) !== 0 && ((owner[RSA_BYTES - 1] ?? 0) & 1) === 1;
}

/**
 * Verifies a PSS signature of any salt length: wallets use 32, libraries under Node 478, bundlers 0.
 * Answers false for a modulus or signature of a wrong shape.
 */
export function verifyRsa(message: Uint8Array, owner: Uint8Array, signature: Uint8Array): boolean {
  if (!isRsaModulus(owner) || signature.byteLength !== RSA_BYTES) return false;
  try {
    return verify("sha256", message, publicKeyOf(owner), signature);
  } catch {
    // OpenSSL raises for keys and signatures it cannot read at all, such as a signature above the modulus.
    return false;
  }
}

/** Signs with PSS SHA-256. `saltLength` 32 as wallets do; 0 makes the signature, and so the id of an item, a function of the content. */
export function signRsa(message: Uint8Array, privateKey: KeyObject, saltLength: number): Uint8Array {
  return new Uint8Array(sign("sha256", message, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }));
}

/** Makes a new 4096-bit key; takes about a second of CPU off the main thread. */
export async function generateRsaJwk(): Promise<RsaJwk> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 4096, publicExponent: 0x10001 });
  return exportRsaJwk(privateKey);
}

/** The wallet form of a private key. @throws LoomError WALLET_INVALID when it is not an RSA key */
export function exportRsaJwk(privateKey: KeyObject): RsaJwk {
  return requireRsaJwk(privateKey.export({ format: "jwk" }));
}

/**
 * Reads a wallet.
 * @throws LoomError WALLET_INVALID when it is not a private RSA-4096 JWK with exponent 65537 or its numbers do not belong together
 */
export function importRsaJwk(value: unknown): RsaKey {
  const jwk = requireRsaJwk(value);
  const owner = modulusOf(jwk);
  const privateKey = privateKeyOf(jwk);
  const probe = new Uint8Array(48);
  if (!verifyRsa(probe, owner, signRsa(probe, privateKey, 0)))
    throw new LoomError("WALLET_INVALID", "the private key does not match its modulus");
  return { privateKey, owner };
}

function privateKeyOf(jwk: RsaJwk): KeyObject {
  try {
    return createPrivateKey({ key: { ...jwk }, format: "jwk" });
  } catch (cause) {
    throw new LoomError("WALLET_INVALID", "the numbers of the wallet are not an RSA key", { cause });
  }
}

function modulusOf(jwk: RsaJwk): Uint8Array {
  try {
    const owner = fromBase64Url(jwk.n);
    if (isRsaModulus(owner) && jwk.e === EXPONENT) return owner;
  } catch (cause) {
    throw new LoomError("WALLET_INVALID", "the modulus is not base64url", { cause });
  }
  throw new LoomError("WALLET_INVALID", "the wallet must be a 4096-bit RSA key with exponent 65537");
}

function requireRsaJwk(value: unknown): RsaJwk {
  if (typeof value !== "object" || value === null) throw new LoomError("WALLET_INVALID", "the wallet is not a JSON object");
  const fields = new Map<string, unknown>(Object.entries(value));
  if (fields.get("kty") !== "RSA") throw new LoomError("WALLET_INVALID", "the wallet has no kty RSA");
  const part = (name: keyof RsaJwk): string => {
    const text = fields.get(name);
    if (typeof text !== "string" || text === "") throw new LoomError("WALLET_INVALID", `the wallet has no number ${name}`);
    return text;
  };
  const [n, e, d, p, q] = [part("n"), part("e"), part("d"), part("p"), part("q")];
  return { kty: "RSA", n, e, d, p, q, dp: part("dp"), dq: part("dq"), qi: part("qi") };
}
