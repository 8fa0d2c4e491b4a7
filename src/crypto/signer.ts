/**
 * What signs an item. Synchronous: every key is in memory.
 * @module
 */

export interface Signer {
  /** Signature type of ANS-104. */
  readonly type: number;
  /** Raw public key, as the owner field of an item carries it. */
  readonly owner: Uint8Array;
  /** base64url of SHA-256 of the owner. */
  readonly address: string;
  /** Signature of the 48-byte deep hash of an item. */
  sign(message: Uint8Array): Uint8Array;
}
