/**
 * The Merkle tree of Arweave. Numbers ("notes") are 32 bytes big-endian. With H = SHA-256:
 * leaf = H(H(value) H(end)); branch = H(H(left) H(right) H(end of left)); an odd node moves up unchanged.
 * A path is, from the root: for each branch left id, right id, end of left; then the leaf's value and end.
 * @module
 */
import { concat } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { sha256, sha256Into } from "../crypto/hash.ts";

export interface MerkleLeaf {
  /** 32 bytes; empty for the padding of a block. */
  readonly value: Uint8Array;
  /** Offset after the last byte that the leaf stands for. */
  readonly end: number;
}

export interface MerkleTree {
  readonly root: Uint8Array;
  /** Proof of a leaf, by its index. @throws LoomError BAD_REQUEST when there is no such leaf */
  path(index: number): Uint8Array;
}

interface Node {
  readonly id: Uint8Array;
  /** Offset after the last byte below this node. */
  readonly end: number;
}

/** Builds the tree; leaves in order of `end`, at least one. @throws LoomError BAD_REQUEST when there is none */
export function buildMerkleTree(leaves: readonly MerkleLeaf[]): MerkleTree {
  const levels: Node[][] = [leaves.map(({ value, end }) => ({ id: leafId(value, end), end }))];
  let top = levels[0] ?? [];
  while (top.length > 1) {
    top = parentsOf(top);
    levels.push(top);
  }
  const root = top[0];
  if (root === undefined) throw new LoomError("BAD_REQUEST", "a Merkle tree needs a leaf");
  return {
    root: root.id,
    path: (index) => {
      const leaf = leaves[index];
      if (leaf === undefined) throw new LoomError("BAD_REQUEST", `the Merkle tree has no leaf ${index}`);
      const steps: Uint8Array[] = [];
      for (let level = levels.length - 2; level >= 0; level--) {
        const left = (index >> level) & ~1;
        const nodes = levels[level] ?? [];
        const [a, b] = [nodes[left], nodes[left + 1]];
        if (a !== undefined && b !== undefined) steps.push(a.id, b.id, note(a.end));
      }
      return concat(...steps, leaf.value, note(leaf.end));
    },
  };
}

/** Where the hashes of a node are put side by side: a fresh array would cost as much as a hash. Holds nothing from one call to the next. */
const parts = new Uint8Array(96);

/** Id of a leaf. */
export function leafId(value: Uint8Array, end: number): Uint8Array {
  sha256Into(parts, 0, value);
  sha256Into(parts, 32, note(end));
  return sha256(parts.subarray(0, 64));
}

/** Id of a branch whose left subtree ends at `leftEnd` (a note of 32 bytes). */
export function branchId(left: Uint8Array, right: Uint8Array, leftEnd: Uint8Array): Uint8Array {
  sha256Into(parts, 0, left);
  sha256Into(parts, 32, right);
  sha256Into(parts, 64, leftEnd);
  return sha256(parts);
}

/** A number as 32 bytes big-endian. */
export function note(value: number): Uint8Array {
  const out = new Uint8Array(32);
  let rest = value;
  for (let i = 31; i >= 24 && rest > 0; i--) {
    out[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return out;
}

/** The number of a note; null when it is not a safe integer. */
export function readNote(bytes: Uint8Array): number | null {
  if (bytes.byteLength !== 32 || bytes.subarray(0, 24).some((byte) => byte !== 0)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 32);
  const value = view.getUint32(24) * 0x1_0000_0000 + view.getUint32(28);
  return Number.isSafeInteger(value) ? value : null;
}

function parentsOf(nodes: readonly Node[]): Node[] {
  const parents: Node[] = [];
  for (let i = 0; i < nodes.length; i += 2) {
    const [left, right] = [nodes[i], nodes[i + 1]];
    if (left === undefined) continue;
    parents.push(right === undefined ? left : { id: branchId(left.id, right.id, note(left.end)), end: right.end });
  }
  return parents;
}
