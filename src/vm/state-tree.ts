/**
 * Hash tree of a memory: SHA-256, leaves are 4 KiB pages, 20 levels whatever the size (4 GiB), so that growth never rearranges it.
 *
 * leaf = H(0x00 ‖ page), node = H(0x01 ‖ left ‖ right). Subtrees of zeros are never stored: their digests are constants.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { sha256 } from "../crypto/hash.ts";

export interface StateTree {
  /** Takes pages as they are now. `read` gives the 4096 bytes of a page. */
  update(pages: Iterable<number>, read: (page: number) => Uint8Array): void;
  /** 32 bytes. */
  memoryRoot(): Uint8Array;
}

export const TREE_HEIGHT = 20;
const PAGE_BYTES = 4096;
const DIGEST_BYTES = 32;
/** Digests are kept in blocks of neighbours. */
const BLOCK_SHIFT = 6;
const BLOCK_NODES = 1 << BLOCK_SHIFT;
const PREFIX = { leaf: 0x00, node: 0x01 } as const;
const ZERO_PAGE = Buffer.alloc(PAGE_BYTES);

/** Digest of the zero subtree of each level; level 0 are the leaves. */
const ZERO_DIGESTS = zeroDigests();

/** The tree of a memory that is all zero. */
export function createStateTree(): StateTree {
  const levels = ZERO_DIGESTS.map((): Map<number, Uint8Array> => new Map());
  const leaf = new Uint8Array(1 + PAGE_BYTES).fill(PREFIX.leaf, 0, 1);
  const node = new Uint8Array(1 + 2 * DIGEST_BYTES).fill(PREFIX.node, 0, 1);

  const get = (level: number, index: number): Uint8Array => {
    const block = levels[level]?.get(index >>> BLOCK_SHIFT);
    const at = (index & (BLOCK_NODES - 1)) * DIGEST_BYTES;
    return block === undefined ? zeroDigest(level) : block.subarray(at, at + DIGEST_BYTES);
  };
  const set = (level: number, index: number, digest: Uint8Array): void => {
    const blocks = levels[level];
    let block = blocks?.get(index >>> BLOCK_SHIFT);
    if (block === undefined) {
      block = new Uint8Array(BLOCK_NODES * DIGEST_BYTES);
      for (let at = 0; at < block.byteLength; at += DIGEST_BYTES) block.set(zeroDigest(level), at);
      blocks?.set(index >>> BLOCK_SHIFT, block);
    }
    block.set(digest, (index & (BLOCK_NODES - 1)) * DIGEST_BYTES);
  };
  const hashLeaf = (page: Uint8Array): Uint8Array => {
    if (ZERO_PAGE.equals(page)) return zeroDigest(0);
    leaf.set(page, 1);
    return sha256(leaf);
  };

  return {
    update(pages, read) {
      let changed = Uint32Array.from(pages).sort();
      const last = changed.at(-1);
      if (last === undefined) return;
      if (last >= 2 ** TREE_HEIGHT) throw new LoomError("INTERNAL", `page ${last} lies outside the state tree`);
      for (const page of changed) set(0, page, hashLeaf(read(page)));
      for (let level = 1; level <= TREE_HEIGHT; level++) {
        changed = parents(changed);
        for (const index of changed) {
          node.set(get(level - 1, 2 * index), 1);
          node.set(get(level - 1, 2 * index + 1), 1 + DIGEST_BYTES);
          set(level, index, sha256(node));
        }
      }
    },
    memoryRoot: () => get(TREE_HEIGHT, 0).slice(),
  };
}

/** Of ascending nodes, each once. */
function parents(nodes: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  let count = 0;
  for (const node of nodes) {
    const parent = node >>> 1;
    // Written behind what is read.
    if (count === 0 || nodes[count - 1] !== parent) nodes[count++] = parent;
  }
  return nodes.subarray(0, count);
}

function zeroDigests(): Uint8Array[] {
  const digests = [sha256(new Uint8Array(1 + PAGE_BYTES))];
  for (let level = 1; level <= TREE_HEIGHT; level++) {
    const below = digests[level - 1] ?? new Uint8Array(DIGEST_BYTES);
    digests.push(sha256(Uint8Array.of(PREFIX.node, ...below, ...below)));
  }
  return digests;
}

function zeroDigest(level: number): Uint8Array {
  return ZERO_DIGESTS[level] ?? new Uint8Array(DIGEST_BYTES);
}
