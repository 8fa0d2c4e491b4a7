/**
 * The transaction tree of a block: each transaction's data, padded to a multiple of 256 KiB by a leaf without a value.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { CHUNK_BYTES } from "./chunks.ts";
import { buildMerkleTree, type MerkleLeaf } from "./merkle-tree.ts";

export interface TxTreeEntry {
  /** 32 bytes. */
  readonly dataRoot: Uint8Array;
  /** Bytes of data, more than 0. */
  readonly dataSize: number;
}

export interface TxTree {
  /** Empty when the block holds no data. */
  readonly txRoot: Uint8Array;
  /** Padded size of all data. */
  readonly blockSize: number;
  /** For each transaction the range of its data within the block. */
  readonly ranges: readonly { readonly start: number; readonly end: number }[];
  /** Proof of a transaction, by its index. @throws LoomError BAD_REQUEST */
  path(index: number): Uint8Array;
}

/** Builds the tree. `entries`: the transactions with data, sorted by format then id. @throws LoomError BAD_REQUEST for one without data */
export function buildTxTree(entries: readonly TxTreeEntry[]): TxTree {
  const leaves: MerkleLeaf[] = [];
  const leafOf: number[] = [];
  const ranges: { start: number; end: number }[] = [];
  let start = 0;
  for (const { dataRoot, dataSize } of entries) {
    if (dataSize < 1) throw new LoomError("BAD_REQUEST", "a transaction without data has no place in the tree");
    const end = start + dataSize;
    const padded = start + Math.ceil(dataSize / CHUNK_BYTES) * CHUNK_BYTES;
    ranges.push({ start, end });
    leafOf.push(leaves.length);
    leaves.push({ value: dataRoot, end });
    if (padded > end) leaves.push({ value: new Uint8Array(0), end: padded });
    start = padded;
  }
  if (leaves.length === 0) {
    return { txRoot: new Uint8Array(0), blockSize: 0, ranges, path: (index) => buildMerkleTree(leaves).path(index) };
  }
  const tree = buildMerkleTree(leaves);
  return { txRoot: tree.root, blockSize: start, ranges, path: (index) => tree.path(leafOf[index] ?? -1) };
}
