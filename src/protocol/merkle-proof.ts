/**
 * Verifies Merkle paths: of a chunk under the data root of its transaction, of a transaction under the root of its block.
 * Rules of the network since 2.5: strict borders and strict data split. Rebased subtrees (2.7) are refused.
 * @module
 */
import { bytesEqual } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { LIMITS } from "../base/limits.ts";
import { sha256 } from "../crypto/hash.ts";
import { CHUNK_BYTES } from "./chunks.ts";
import { branchId, leafId, readNote } from "./merkle-tree.ts";

export interface ProvenRange {
  /** First byte of the leaf, and the one after its last, relative to the root. */
  readonly left: number;
  readonly right: number;
  /** The leaf's 32 bytes: SHA-256 of a chunk, or the data root of a transaction. */
  readonly value: Uint8Array;
}

const BRANCH = 96;
const LEAF = 64;

/**
 * Verifies that a path leads from `dataRoot` to the chunk that holds byte `offset` (0-based) of `dataSize` bytes, and that the data is
 * cut as the network demands: a chunk starts at a multiple of 256 KiB, only the last may start between; all but the last two are full.
 * @throws LoomError CHUNK_INVALID
 */
export function verifyDataPath(dataRoot: Uint8Array, offset: number, dataSize: number, path: Uint8Array): ProvenRange {
  const range = verifyPath(dataRoot, offset, dataSize, path);
  const size = range.right - range.left;
  const isLast = range.right === dataSize;
  if (size > CHUNK_BYTES) throw invalid("the chunk is larger than 256 KiB");
  if (range.left % CHUNK_BYTES !== 0 && !isLast) throw invalid("the chunk does not start at a multiple of 256 KiB");
  if (size < CHUNK_BYTES && !isLast && dataSize - range.right > CHUNK_BYTES)
    throw invalid("the chunk is short but more than one chunk follows");
  return range;
}

/** Verifies a path from the transaction root of a block of `blockSize` bytes; `value` is the data root. @throws LoomError CHUNK_INVALID */
export function verifyTxPath(txRoot: Uint8Array, offset: number, blockSize: number, path: Uint8Array): ProvenRange {
  return verifyPath(txRoot, offset, blockSize, path);
}

export interface ChunkProof {
  /** 32 bytes. */
  readonly dataRoot: Uint8Array;
  readonly dataSize: number;
  readonly dataPath: Uint8Array;
  /** A byte of the chunk (0-based); clients send the last. */
  readonly offset: number;
  readonly chunk: Uint8Array;
}

/** Verifies a chunk with its path. @throws LoomError CHUNK_INVALID */
export function verifyChunk(proof: ChunkProof): ProvenRange {
  const range = verifyDataPath(proof.dataRoot, proof.offset, proof.dataSize, proof.dataPath);
  if (proof.chunk.byteLength !== range.right - range.left) {
    throw invalid(`the chunk has ${proof.chunk.byteLength} bytes, its proof says ${range.right - range.left}`);
  }
  if (!bytesEqual(sha256(proof.chunk), range.value)) throw invalid("the chunk does not match its proof");
  return range;
}

function verifyPath(root: Uint8Array, offset: number, size: number, path: Uint8Array): ProvenRange {
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(offset) || offset < 0 || offset >= size)
    throw invalid("the offset is outside of the data");
  if (path.byteLength > LIMITS.dataPathBytes) throw invalid(`the proof has more than ${LIMITS.dataPathBytes} bytes`);
  if (path.byteLength < LEAF || (path.byteLength - LEAF) % BRANCH !== 0) throw invalid(`a proof cannot have ${path.byteLength} bytes`);
  let [id, left, right, at] = [root, 0, size, 0];
  while (at < path.byteLength - LEAF) {
    const [leftId, rightId, leftEnd] = [path.subarray(at, at + 32), path.subarray(at + 32, at + 64), path.subarray(at + 64, at + BRANCH)];
    if (!bytesEqual(branchId(leftId, rightId, leftEnd), id)) throw invalid("the proof does not lead to the root");
    const border = readNote(leftEnd);
    // Equal to the right end only above the empty last leaf of data whose size is a multiple of 256 KiB.
    if (border === null || border <= left || border > right) throw invalid("the proof has a border outside of its range");
    if (offset < border) [id, right] = [leftId, border];
    else [id, left] = [rightId, border];
    at += BRANCH;
  }
  const value = path.subarray(at, at + 32);
  const end = readNote(path.subarray(at + 32));
  if (end !== right) throw invalid("the proof has a leaf that does not fill its range");
  if (!bytesEqual(leafId(value, end), id)) throw invalid("the proof does not lead to the root");
  return { left, right, value };
}

function invalid(why: string): LoomError {
  return new LoomError("CHUNK_INVALID", why);
}
