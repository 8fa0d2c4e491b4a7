/**
 * Bytes of a memory image: for checkpoints on disk and for hashes.
 *
 * File: magic (8) · SHA-256 of the rest (32) · size of the state (8) · zstd of the state.
 * State, little-endian: memory pages (8) · number of globals (4) · per global index (4), type letter (1), bits (8) · number of pages
 * (4) · their indexes (4 each) · their bytes.
 * @module
 */
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { bytesEqual, concat, toHex, utf8 } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { createSha256, sha256 } from "../crypto/hash.ts";
import { PAGE_BYTES } from "./host-imports/memory-growth.ts";
import { IMAGE_PAGE_BYTES, type ImageGlobal, type MemoryImage } from "./memory-image.ts";

const MAGIC = utf8("LOOMIMG1");
const HASH_BYTES = 32;
const HEADER_BYTES = MAGIC.byteLength + HASH_BYTES + 8;
const GLOBAL_BYTES = 13;
const ZSTD_LEVEL = 3;
const PAGES_PER_WASM_PAGE = PAGE_BYTES / IMAGE_PAGE_BYTES;

/** SHA-256 of the whole state in lower-case hex: equal exactly when memory, page count and globals are. */
export function imageHash(image: MemoryImage): string {
  const hasher = createSha256();
  hasher.update(encodeHead(image));
  hasher.update(image.pageBytes);
  return toHex(hasher.digest());
}

/** Compressed and checked bytes of an image. */
export function encodeImage(image: MemoryImage): Uint8Array {
  const state = concat(encodeHead(image), image.pageBytes);
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(state.byteLength), true);
  const body = concat(size, zstdCompressSync(state, { params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } }));
  return concat(MAGIC, sha256(body), body);
}

/**
 * @throws LoomError CHECKPOINT_INVALID when the bytes are damaged, cut, or of another version
 */
export function decodeImage(bytes: Uint8Array): MemoryImage {
  if (bytes.byteLength < HEADER_BYTES || !bytesEqual(bytes.subarray(0, MAGIC.byteLength), MAGIC)) throw damaged("unknown version");
  const body = bytes.subarray(MAGIC.byteLength + HASH_BYTES);
  const hash = bytes.subarray(MAGIC.byteLength, MAGIC.byteLength + HASH_BYTES);
  if (!bytesEqual(hash, sha256(body))) throw damaged("wrong hash");
  const size = new DataView(body.buffer, body.byteOffset).getBigUint64(0, true);
  return decodeState(decompress(body.subarray(8), Number(size)));
}

function decompress(bytes: Uint8Array, size: number): Uint8Array {
  try {
    const state = zstdDecompressSync(bytes, { maxOutputLength: Math.max(size, 1) });
    if (state.byteLength === size) return new Uint8Array(state.buffer, state.byteOffset, state.byteLength);
  } catch (cause) {
    throw damaged("not zstd", cause);
  }
  throw damaged("wrong size");
}

function encodeHead(image: MemoryImage): Uint8Array {
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(image.memoryPages), true);
  const indexes = new Uint8Array(4 + image.pageIndexes.length * 4);
  const view = new DataView(indexes.buffer);
  view.setUint32(0, image.pageIndexes.length, true);
  image.pageIndexes.forEach((index, nth) => {
    view.setUint32(4 + nth * 4, index, true);
  });
  return concat(size, encodeGlobals(image.globals), indexes);
}

/** Number (4) · per global index (4), type letter (1), bits (8); little-endian. */
export function encodeGlobals(globals: readonly ImageGlobal[]): Uint8Array {
  const out = new Uint8Array(4 + globals.length * GLOBAL_BYTES);
  const view = new DataView(out.buffer);
  view.setUint32(0, globals.length, true);
  globals.forEach((global, nth) => {
    const at = 4 + nth * GLOBAL_BYTES;
    view.setUint32(at, global.index, true);
    out[at + 4] = global.type.charCodeAt(0);
    writeBits(view, at + 5, global);
  });
  return out;
}

function decodeState(state: Uint8Array): MemoryImage {
  const view = new DataView(state.buffer, state.byteOffset, state.byteLength);
  const reserve = (from: number, size: number): number => {
    if (from + size > state.byteLength) throw damaged("cut");
    return from;
  };
  const memoryPages = Number(view.getBigUint64(reserve(0, 12), true));
  const globalCount = view.getUint32(8, true);
  reserve(12, globalCount * GLOBAL_BYTES + 4);
  const globals = Array.from({ length: globalCount }, (_, nth) => readGlobal(view, 12 + nth * GLOBAL_BYTES));
  const countAt = 12 + globalCount * GLOBAL_BYTES;
  const pageCount = view.getUint32(countAt, true);
  const indexesAt = reserve(countAt + 4, pageCount * (4 + IMAGE_PAGE_BYTES));
  const pageIndexes = Uint32Array.from({ length: pageCount }, (_, nth) => view.getUint32(indexesAt + nth * 4, true));
  const pageBytes = state.slice(indexesAt + pageCount * 4);
  const ascending = pageIndexes.every(
    (index, nth) => index < memoryPages * PAGES_PER_WASM_PAGE && (nth === 0 || index > (pageIndexes[nth - 1] ?? 0)),
  );
  if (!ascending || pageBytes.byteLength !== pageCount * IMAGE_PAGE_BYTES) throw damaged("wrong pages");
  return { memoryPages, pageIndexes, pageBytes, globals };
}

function writeBits(view: DataView, at: number, { type, value }: ImageGlobal): void {
  if (type === "j") view.setBigInt64(at, BigInt(value), true);
  else if (type === "i") view.setInt32(at, Number(value), true);
  else if (type === "f") view.setFloat32(at, Number(value), true);
  else view.setFloat64(at, Number(value), true);
}

function readGlobal(view: DataView, at: number): ImageGlobal {
  const index = view.getUint32(at, true);
  const type = String.fromCharCode(view.getUint8(at + 4));
  switch (type) {
    case "j":
      return { index, type, value: view.getBigInt64(at + 5, true) };
    case "i":
      return { index, type, value: view.getInt32(at + 5, true) };
    case "f":
      return { index, type, value: view.getFloat32(at + 5, true) };
    case "d":
      return { index, type, value: view.getFloat64(at + 5, true) };
    default:
      throw damaged("unknown global");
  }
}

function damaged(reason: string, cause?: unknown): LoomError {
  return new LoomError("CHECKPOINT_INVALID", `saved state: ${reason}`, { cause });
}
