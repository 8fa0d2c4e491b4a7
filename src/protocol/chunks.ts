/**
 * How the data of a transaction is cut into chunks, and its data root.
 * @module
 */
import { sha256 } from "../crypto/hash.ts";
import { buildMerkleTree, type MerkleLeaf, type MerkleTree } from "./merkle-tree.ts";

/** Largest chunk, and the unit in which the weave is measured. */
export const CHUNK_BYTES = 256 * 1024;
/** A chunk that is not the last but one has at least this size; a smaller rest is shared between the last two. */
const MIN_CHUNK_BYTES = 32 * 1024;

export interface DataTree extends MerkleTree {
  readonly dataSize: number;
  /** One leaf a chunk; value = SHA-256 of the chunk. Data of n x 256 KiB ends with an empty leaf, whose chunk is never sent. */
  readonly leaves: readonly MerkleLeaf[];
}

export interface DataRootBuilder {
  /** Takes the next piece of the data, of any size. */
  push(bytes: Uint8Array): void;
  /** Ends the data. */
  finish(): DataTree;
}

/** Sizes of the chunks of data of a size, the empty last one included. */
export function chunkSizes(dataSize: number): number[] {
  const sizes: number[] = [];
  let rest = dataSize;
  while (rest >= CHUNK_BYTES) {
    const size = nextSize(rest);
    sizes.push(size);
    rest -= size;
  }
  sizes.push(rest);
  return sizes;
}

/** Data tree of bytes in memory. */
export function dataTree(bytes: Uint8Array): DataTree {
  const builder = createDataRootBuilder();
  builder.push(bytes);
  return builder.finish();
}

/** Data tree of a stored list of chunk hashes. */
export function dataTreeOf(leaves: readonly MerkleLeaf[]): DataTree {
  return { ...buildMerkleTree(leaves), leaves, dataSize: leaves.at(-1)?.end ?? 0 };
}

/** Builds a data tree while the data streams by; holds at most 288 KiB of it. */
export function createDataRootBuilder(): DataRootBuilder {
  // From this many bytes on the next chunk is a full one whatever follows.
  const held = new Uint8Array(CHUNK_BYTES + MIN_CHUNK_BYTES);
  let size = 0;
  let end = 0;
  const leaves: MerkleLeaf[] = [];

  const emit = (chunk: Uint8Array): void => {
    end += chunk.byteLength;
    leaves.push({ value: sha256(chunk), end });
  };

  return {
    push: (bytes) => {
      let at = 0;
      while (at < bytes.byteLength) {
        const piece = bytes.subarray(at, at + held.byteLength - size);
        held.set(piece, size);
        size += piece.byteLength;
        at += piece.byteLength;
        if (size < held.byteLength) return;
        emit(held.subarray(0, CHUNK_BYTES));
        held.copyWithin(0, CHUNK_BYTES);
        size = MIN_CHUNK_BYTES;
      }
    },
    finish: () => {
      let at = 0;
      for (const chunkSize of chunkSizes(size)) {
        emit(held.subarray(at, at + chunkSize));
        at += chunkSize;
      }
      return dataTreeOf(leaves);
    },
  };
}

function nextSize(rest: number): number {
  const after = rest - CHUNK_BYTES;
  return after > 0 && after < MIN_CHUNK_BYTES ? Math.ceil(rest / 2) : CHUNK_BYTES;
}
