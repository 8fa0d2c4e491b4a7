/**
 * The file of a checkpoint: which pages the state has, where each is, and those that no other file had. Format: docs/checkpoints.md.
 *
 * Magic (8) · length of the header (4) · header as JSON · per page its number (4), file (4; 0 is this one), place in the file (4), little-endian, table
 * by table · per page its SHA-256 (32) · frames of zstd, each of `FRAME_PAGES` pages, the last of fewer.
 * @module
 */
import { concat, strictText, utf8 } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { IMAGE_PAGE_BYTES, type ImageGlobal } from "../vm/memory-image.ts";
import { PAGE_HASH_BYTES, type PageTable } from "../vm/page-set.ts";

const MAGIC = utf8("LOOMCKP2");
const FIXED_BYTES = MAGIC.byteLength + 4;
const ENTRY_BYTES = 3 * 4 + PAGE_HASH_BYTES;
/** Pages of a frame: what is decompressed at once. */
export const FRAME_PAGES = 512;
const PAGES_PER_WASM_PAGE = 16;

export interface SavedState {
  readonly process: Id;
  /** Slot after which it is the state. */
  readonly slot: number;
  readonly module: Id;
}

/** Another file that holds pages of the state. */
export interface Pack {
  readonly blob: string;
  /** Pages that it holds in all. */
  readonly pages: number;
}

/** All that a file says of its state. */
export interface Manifest extends PageTable {
  readonly state: SavedState;
  /** Makes every file another one, so that removing an old one never takes a new one. */
  readonly nonce: string;
  /** Pages that this file holds itself. */
  readonly ownPages: number;
  readonly packs: readonly Pack[];
  /** Per page: 0 this file, n the pack n - 1. */
  readonly packOf: Uint32Array;
  /** Per page: its place among the pages of that file. */
  readonly placeOf: Uint32Array;
}

/** A durable checkpoint, to save the next one against. */
export interface SavedCheckpoint {
  readonly slot: number;
  readonly blob: string;
  readonly manifest: Manifest;
}

/** Where the compressed pages of a file are. */
export interface Frames {
  readonly ownPages: number;
  /** Byte ranges, one a frame. */
  readonly ranges: readonly (readonly [start: number, end: number])[];
}

interface Header extends SavedState {
  readonly nonce: string;
  readonly memoryPages: number;
  readonly globals: readonly (readonly [index: number, type: string, value: string])[];
  readonly pages: number;
  readonly ownPages: number;
  readonly packs: readonly Pack[];
  /** Compressed sizes. */
  readonly frames: readonly number[];
}

export function encodeCheckpoint(manifest: Manifest, frames: readonly Uint8Array[]): Uint8Array {
  const { state, nonce, memoryPages, ownPages, packs, pageIndexes, packOf, placeOf, pageHashes } = manifest;
  const header: Header = {
    ...state,
    nonce,
    memoryPages,
    globals: manifest.globals.map(({ index, type, value }) => [index, type, String(value)] as const),
    pages: pageIndexes.length,
    ownPages,
    packs,
    frames: frames.map((frame) => frame.byteLength),
  };
  const json = utf8(JSON.stringify(header));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, json.byteLength, true);
  return concat(MAGIC, length, json, words(pageIndexes), words(packOf), words(placeOf), pageHashes, ...frames);
}

/** @throws LoomError CHECKPOINT_INVALID */
export function decodeCheckpoint(bytes: Uint8Array): { readonly manifest: Manifest; readonly frames: Frames } {
  const { header, end } = readHeader(bytes);
  const { process, slot, module, nonce, memoryPages, pages, ownPages, packs } = header;
  const table = (nth: number): Uint32Array => readWords(bytes, end + nth * pages * 4, pages);
  const hashesAt = end + pages * 12;
  const framesAt = end + pages * ENTRY_BYTES;
  const [pageIndexes, packOf, placeOf] = [table(0), table(1), table(2)];
  const inOrder = pageIndexes.every(
    (page, nth) => page < memoryPages * PAGES_PER_WASM_PAGE && (nth === 0 || page > (pageIndexes[nth - 1] ?? 0)),
  );
  const placed = packOf.every((pack, nth) => (placeOf[nth] ?? 0) < (pack === 0 ? ownPages : (packs[pack - 1]?.pages ?? 0)));
  if (!inOrder || !placed) throw invalid("wrong pages");
  const manifest: Manifest = {
    state: { process, slot, module },
    nonce,
    memoryPages,
    globals: header.globals.map(readGlobal),
    pageIndexes,
    pageHashes: bytes.slice(hashesAt, framesAt),
    ownPages,
    packs,
    packOf,
    placeOf,
  };
  let at = framesAt;
  const ranges = header.frames.map((size) => {
    const start = at;
    at += size;
    return [start, at] as const;
  });
  if (at !== bytes.byteLength || ranges.length !== Math.ceil(ownPages / FRAME_PAGES)) throw invalid("wrong frames");
  return { manifest, frames: { ownPages, ranges } };
}

/** Bytes of the pages of a frame. */
export function frameBytes(ownPages: number, frame: number): number {
  return Math.min(FRAME_PAGES, ownPages - frame * FRAME_PAGES) * IMAGE_PAGE_BYTES;
}

function readHeader(bytes: Uint8Array): { readonly header: Header; readonly end: number } {
  const known = bytes.byteLength >= FIXED_BYTES && MAGIC.every((byte, at) => bytes[at] === byte);
  if (!known) throw invalid("unknown version");
  const end = FIXED_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.byteLength, true);
  const json = end <= bytes.byteLength ? strictText(bytes.subarray(FIXED_BYTES, end)) : null;
  if (json === null) throw invalid("cut");
  try {
    // The name of the file is the hash of its bytes, so this is what `encodeCheckpoint` wrote.
    return { header: JSON.parse(json) as Header, end };
  } catch (cause) {
    throw invalid("no header", cause);
  }
}

function readGlobal([index, type, value]: Header["globals"][number]): ImageGlobal {
  return { index, type, value: type === "j" ? BigInt(value) : Number(value) };
}

function words(values: Uint32Array): Uint8Array {
  const out = new Uint8Array(values.length * 4);
  const view = new DataView(out.buffer);
  values.forEach((value, nth) => {
    view.setUint32(nth * 4, value, true);
  });
  return out;
}

function readWords(bytes: Uint8Array, at: number, count: number): Uint32Array {
  if (at + count * 4 > bytes.byteLength) throw invalid("cut");
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Uint32Array.from({ length: count }, (_, nth) => view.getUint32(at + nth * 4, true));
}

export function invalid(reason: string, cause?: unknown): LoomError {
  return new LoomError("CHECKPOINT_INVALID", `checkpoint: ${reason}`, { cause });
}
