/**
 * The state of an instance as a set of pages, each known by its SHA-256, so that what two states share is stored and moved once.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { sha256 } from "../crypto/hash.ts";
import type { VmInstance } from "./instance.ts";
import { IMAGE_PAGE_BYTES, type ImageGlobal, type MemoryImage } from "./memory-image.ts";

export const PAGE_HASH_BYTES = 32;
const ZEROS = Buffer.alloc(IMAGE_PAGE_BYTES);

/** A whole state by the hashes of its pages. Equal tables, equal states. */
export interface PageTable {
  /** Memory size in 64 KiB pages. */
  readonly memoryPages: number;
  readonly globals: readonly ImageGlobal[];
  /** Ascending numbers of the 4 KiB pages that are not all zero. */
  readonly pageIndexes: Uint32Array;
  /** Their SHA-256, 32 bytes each, one after the other. */
  readonly pageHashes: Uint8Array;
}

/** A state with the bytes of those pages that the one who asked may not have. */
export interface PageSet extends PageTable {
  /** Ascending positions in `pageIndexes` of the pages whose bytes are here. */
  readonly fresh: Uint32Array;
  readonly freshBytes: Uint8Array;
}

/** A state with all its bytes. */
export interface SavedImage extends MemoryImage {
  readonly pageHashes: Uint8Array;
}

/**
 * Takes the committed state of an instance. Of pages that are as in `base` only the hash is given.
 * @param changed all pages that were written since the instance was in the state `base`, and maybe more
 * @throws LoomError INTERNAL between a message and its commit or rollback
 */
export function capturePages(instance: VmInstance, base: PageTable | null, changed: ReadonlySet<number>): PageSet {
  const { state, phase } = instance;
  if (phase === "open" || phase === "failed") throw new LoomError("INTERNAL", "an instance is saved after a commit or a rollback");
  const at = new Map<number, number>();
  base?.pageIndexes.forEach((page, nth) => {
    at.set(page, nth);
  });
  const kept = (page: number): boolean => (base !== null && !changed.has(page) ? at.has(page) : !state.pages.page(page).equals(ZEROS));
  const pageIndexes = Uint32Array.from(state.pages.everWritten().filter(kept));
  const pageHashes = new Uint8Array(pageIndexes.length * PAGE_HASH_BYTES);
  const fresh: number[] = [];
  pageIndexes.forEach((page, nth) => {
    const before = changed.has(page) ? undefined : at.get(page);
    if (before === undefined || base === null) fresh.push(nth);
    else pageHashes.set(hashAt(base, before), nth * PAGE_HASH_BYTES);
  });
  const freshBytes = new Uint8Array(fresh.length * IMAGE_PAGE_BYTES);
  for (const [nth, position] of fresh.entries()) {
    const bytes = state.pages.page(pageIndexes[position] ?? 0);
    bytes.copy(freshBytes, nth * IMAGE_PAGE_BYTES);
    pageHashes.set(sha256(bytes), position * PAGE_HASH_BYTES);
  }
  const values = state.committedGlobals();
  return {
    memoryPages: state.pages.memoryPages,
    globals: state.globals.map(({ index, type }, nth) => ({ index, type, value: values[nth] ?? 0 })),
    pageIndexes,
    pageHashes,
    fresh: Uint32Array.from(fresh),
    freshBytes,
  };
}

/** The hash of the page at a position of the table. */
export function hashAt({ pageHashes }: PageTable, position: number): Uint8Array {
  return pageHashes.subarray(position * PAGE_HASH_BYTES, (position + 1) * PAGE_HASH_BYTES);
}

/** The state without its bytes. */
export function tableOf({ memoryPages, globals, pageIndexes, pageHashes }: PageTable): PageTable {
  return { memoryPages, globals, pageIndexes, pageHashes };
}
