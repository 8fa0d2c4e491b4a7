/**
 * Deep hash of Arweave: SHA-384 over nested lists of blobs.
 * Source: https://github.com/ArweaveTeam/arweave-standards, ANS-104 "Signing and verifying".
 * @module
 */
import { utf8 } from "../base/bytes.ts";
import { sha384, sha384Into } from "./hash.ts";

export type DeepHashChunk = Uint8Array | readonly DeepHashChunk[];

const SMALL = 4096;
/** Hash of "blob<length>" by length: nearly all leaves are short, so this saves a third of the hashing. */
const smallTags: (Uint8Array | undefined)[] = new Array(SMALL).fill(undefined);

/**
 * Where two hashes are put side by side to be hashed together. Shared, because a fresh array of more than 64 bytes costs as much as
 * the hash. Holds nothing from one call to the next.
 */
const pair = new Uint8Array(96);

/** Deep hash, 48 bytes. */
export function deepHash(chunk: DeepHashChunk): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk.byteLength === 0 ? EMPTY_BLOB.slice() : deepHashBlobOf(sha384(chunk), chunk.byteLength);
  return deepHashList(chunk.map(deepHash));
}

/**
 * Deep hash of a blob of which only the SHA-384 and the length are known: lets large data be hashed as it streams by.
 */
export function deepHashBlobOf(sha384OfData: Uint8Array, byteLength: number): Uint8Array {
  return fold(blobTag(byteLength), sha384OfData);
}

/** Deep hash of a list from the deep hashes of its children. */
export function deepHashList(childHashes: readonly Uint8Array[]): Uint8Array {
  return deepHashRest(deepHashStart(childHashes.length, []), childHashes);
}

/** State of a list of `length` children after its first ones: what many lists begin with is hashed once. */
export function deepHashStart(length: number, childHashes: readonly Uint8Array[]): Uint8Array {
  return deepHashRest(sha384(utf8(`list${length}`)), childHashes);
}

/** State of a list after more children, and after the last one its deep hash. */
export function deepHashRest(state: Uint8Array, childHashes: readonly Uint8Array[]): Uint8Array {
  pair.set(state, 0);
  for (const child of childHashes) {
    pair.set(child, 48);
    sha384Into(pair, 0, pair);
  }
  return pair.slice(0, 48);
}

function fold(left: Uint8Array, right: Uint8Array): Uint8Array {
  pair.set(left, 0);
  pair.set(right, 48);
  return sha384(pair);
}

function blobTag(byteLength: number): Uint8Array {
  const known = smallTags[byteLength];
  if (known !== undefined) return known;
  const tag = sha384(utf8(`blob${byteLength}`));
  if (byteLength < SMALL) smallTags[byteLength] = tag;
  return tag;
}

const EMPTY_BLOB = deepHashBlobOf(sha384(new Uint8Array(0)), 0);
