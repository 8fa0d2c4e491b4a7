/**
 * The signature types of ANS-104: lengths of their fields and how they verify.
 * Source: https://github.com/ArweaveTeam/arweave-standards, ANS-104, and the signers in use.
 * @module
 */
import { toHex, utf8 } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { verifyEd25519 } from "./ed25519.ts";
import { verifyTyped } from "./ethereum.ts";
import { verifyMultiEd25519 } from "./multi-ed25519.ts";
import { verifyRsa } from "./rsa.ts";
import { verifyPersonal } from "./secp256k1.ts";

export interface SignatureType {
  readonly name: string;
  readonly signatureBytes: number;
  readonly ownerBytes: number;
  /**
   * Whether `signature` is the owner's over the 48-byte deep hash. Never throws. `foreign` admits the second spelling of Ethereum
   * signatures (v 0 or 1), for items that are on the network already.
   */
  verify(message: Uint8Array, owner: Uint8Array, signature: Uint8Array, foreign?: boolean): boolean;
}

const TYPES: ReadonlyMap<number, SignatureType> = new Map<number, SignatureType>([
  [1, { name: "arweave", signatureBytes: 512, ownerBytes: 512, verify: verifyRsa }],
  [2, { name: "ed25519", signatureBytes: 64, ownerBytes: 32, verify: verifyEd25519 }],
  [3, { name: "ethereum", signatureBytes: 65, ownerBytes: 65, verify: verifyPersonal }],
  [
    4,
    {
      name: "solana",
      signatureBytes: 64,
      ownerBytes: 32,
      verify: (message, owner, signature) => verifyEd25519(utf8(toHex(message)), owner, signature),
    },
  ],
  [5, { name: "injectedAptos", signatureBytes: 64, ownerBytes: 32, verify: verifyInjectedAptos }],
  [6, { name: "multiAptos", signatureBytes: 2052, ownerBytes: 1025, verify: verifyMultiEd25519 }],
  [7, { name: "typedEthereum", signatureBytes: 65, ownerBytes: 42, verify: verifyTyped }],
  [101, { name: "kyve", signatureBytes: 65, ownerBytes: 65, verify: verifyPersonal }],
]);

/**
 * Lengths and verifier of a signature type.
 * @throws LoomError SIGNATURE_TYPE_UNSUPPORTED for an unknown type, whose fields cannot even be located
 */
export function signatureType(type: number): SignatureType {
  const known = TYPES.get(type);
  if (known === undefined) throw new LoomError("SIGNATURE_TYPE_UNSUPPORTED", `signature type ${type} is unknown`, { details: { type } });
  return known;
}

/** Aptos wallets wrap what they sign in a text of their own. */
function verifyInjectedAptos(message: Uint8Array, owner: Uint8Array, signature: Uint8Array): boolean {
  return verifyEd25519(utf8(`APTOS\nmessage: ${toHex(message)}\nnonce: bundlr`), owner, signature);
}
