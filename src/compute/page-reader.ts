/**
 * Reads pages out of checkpoint files. What many checkpoints share is kept decompressed.
 * @module
 */
import { promisify } from "node:util";
import { zstdDecompress } from "node:zlib";
import { toHex } from "../base/bytes.ts";
import { sha256 } from "../crypto/hash.ts";
import type { Blobs } from "../storage/blobs.ts";
import { IMAGE_PAGE_BYTES } from "../vm/memory-image.ts";
import { decodeCheckpoint, FRAME_PAGES, type Frames, frameBytes, invalid, type Manifest } from "./checkpoint-file.ts";

/** Decompressed and compressed bytes that are kept. */
const CACHE_BYTES = 24 * 1024 * 1024;
const decompress = promisify(zstdDecompress);

export interface PageReader {
  /** @throws LoomError CHECKPOINT_INVALID, NOT_FOUND, STORE_FAILED */
  manifest(blob: string): Promise<Manifest>;
  /** All pages of the state that a file describes, one after the other. @throws LoomError as `manifest` */
  pages(blob: string): Promise<{ readonly manifest: Manifest; readonly bytes: Uint8Array }>;
}

interface OpenFile {
  readonly blob: string;
  readonly bytes: Uint8Array;
  readonly manifest: Manifest;
  readonly frames: Frames;
  readonly decoded: Map<number, Promise<Uint8Array>>;
  held: number;
}

export function createPageReader({ blobs }: { readonly blobs: Blobs }): PageReader {
  // In order of use.
  const kept = new Map<string, OpenFile>();
  let heldBytes = 0;

  const load = async (blob: string): Promise<OpenFile> => {
    const size = await blobs.size(blob);
    const bytes = await blobs.read(blob, 0, size ?? 0);
    if (toHex(sha256(bytes)) !== blob) throw invalid("damaged");
    return { blob, bytes, ...decodeCheckpoint(bytes), decoded: new Map(), held: bytes.byteLength };
  };
  const forget = (file: OpenFile): void => {
    if (!kept.delete(file.blob)) return;
    heldBytes -= file.held;
  };
  const open = async (blob: string): Promise<OpenFile> => {
    const known = kept.get(blob);
    const file = known ?? (await load(blob));
    const other = kept.get(blob);
    if (other !== undefined) forget(other);
    kept.set(blob, file);
    heldBytes += file.held;
    for (const oldest of kept.values()) {
      if (heldBytes <= CACHE_BYTES || oldest === file) break;
      forget(oldest);
    }
    return file;
  };

  const decode = async (file: OpenFile, frame: number): Promise<Uint8Array> => {
    const [start, end] = file.frames.ranges[frame] ?? [0, 0];
    const size = frameBytes(file.frames.ownPages, frame);
    const out = await decompress(file.bytes.subarray(start, end), { maxOutputLength: size, chunkSize: Math.max(size, 64 * 1024) }).catch(
      (cause: unknown) => {
        throw invalid("not zstd", cause);
      },
    );
    if (out.byteLength !== size) throw invalid("wrong size");
    return out;
  };
  const frameOf = (file: OpenFile, frame: number, keep: boolean): Promise<Uint8Array> => {
    const known = file.decoded.get(frame);
    if (known !== undefined) return known;
    const decoding = decode(file, frame);
    if (!keep) return decoding;
    file.decoded.set(frame, decoding);
    decoding.catch(() => file.decoded.delete(frame));
    const size = frameBytes(file.frames.ownPages, frame);
    file.held += size;
    if (kept.get(file.blob) === file) heldBytes += size;
    return decoding;
  };

  /** Copies what one file holds of the pages to where they belong. */
  const fill = async (out: Uint8Array, file: OpenFile, pages: readonly (readonly [position: number, place: number])[], shared: boolean) => {
    const byFrame = Map.groupBy(pages, ([, place]) => Math.floor(place / FRAME_PAGES));
    for (const [frame, wanted] of byFrame) {
      const decoded = await frameOf(file, frame, shared);
      for (const [position, place] of wanted) {
        const at = (place % FRAME_PAGES) * IMAGE_PAGE_BYTES;
        out.set(decoded.subarray(at, at + IMAGE_PAGE_BYTES), position * IMAGE_PAGE_BYTES);
      }
    }
  };

  return {
    manifest: async (blob) => (await open(blob)).manifest,
    async pages(blob) {
      const file = await open(blob);
      const { manifest } = file;
      const out = Buffer.allocUnsafeSlow(manifest.pageIndexes.length * IMAGE_PAGE_BYTES);
      const entries = Array.from(manifest.packOf, (pack, position) => [pack, position, manifest.placeOf[position] ?? 0] as const);
      for (const [pack, found] of Map.groupBy(entries, ([pack]) => pack)) {
        const other = pack === 0 ? file : await open(manifest.packs[pack - 1]?.blob ?? "");
        if (other.manifest.ownPages !== (pack === 0 ? manifest.ownPages : manifest.packs[pack - 1]?.pages)) throw invalid("another file");
        const pages = found.map(([, position, place]) => [position, place] as const);
        await fill(out, other, pages, pack !== 0);
      }
      return { manifest, bytes: new Uint8Array(out.buffer, 0, out.byteLength) };
    },
  };
}
