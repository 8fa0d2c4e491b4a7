/**
 * Deep hash of Arweave: SHA-384 over nested lists of blobs.
 * Source: https://github.com/ArweaveTeam/arweave-standards, ANS-104 "Signing and verifying".
 * @module
 */
import { concat, utf8 } from "../base/bytes.ts";
import { sha384 } from "./hash.ts";

export type DeepHashChunk = Uint8Array | readonly DeepHashChunk[];

const SMALL = 4096;
/** Hash of "blob<length>" by length: nearly all leaves are short, so this saves a third of the hashing. */
const smallTags: (Uint8Array | undefined)[] = new Array(SMALL).fill(undefined);

/** Deep hash, 48 bytes. */
export function deepHash(chunk: DeepHashChunk): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk.byteLength === 0 ? EMPTY_BLOB.slice() : deepHashBlobOf(sha384(chunk), chunk.byteLength);
  return deepHashList(chunk.map(deepHash));
}

/**
 * Deep hash of a blob of which only the SHA-384 and the length are known: lets large data be hashed as it streams by.
 */
export function deepHashBlobOf(sha384OfData: Uint8Array, byteLength: number): Uint8Array {
  return sha384(concat(blobTag(byteLength), sha384OfData));
}

/** Deep hash of a list from the deep hashes of its children. */
export function deepHashList(childHashes: readonly Uint8Array[]): Uint8Array {
  const pair = new Uint8Array(96);
  pair.set(sha384(utf8(`list${childHashes.length}`)), 0);
  for (const child of childHashes) {
    pair.set(child, 48);
    pair.set(sha384(pair), 0);
  }
  return pair.slice(0, 48);
}

function blobTag(byteLength: number): Uint8Array {
  const known = smallTags[byteLength];
  if (known !== undefined) return known;
  const tag = sha384(utf8(`blob${byteLength}`));
  if (byteLength < SMALL) smallTags[byteLength] = tag;
  return tag;
}

const EMPTY_BLOB = deepHashBlobOf(sha384(new Uint8Array(0)), 0);
