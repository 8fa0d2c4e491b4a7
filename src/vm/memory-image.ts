/**
 * A saved state of an instance: page count, non-zero pages, mutable globals. Most of a process's memory is zero, so an image is
 * small, and taking or restoring one copies only pages that matter.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { ModuleInfo } from "./inspect-module.ts";
import type { VmInstance } from "./instance.ts";
import { growMemory } from "./linear-memory.ts";
import type { PageStore } from "./page-store.ts";

const PAGE_BYTES = 65_536;

/** Unit of an image: small enough that a message touches few of them, and the leaf of the later state root. */
export const IMAGE_PAGE_BYTES = 4096;
const ZEROS = Buffer.alloc(IMAGE_PAGE_BYTES);

export interface ImageGlobal {
  readonly index: number;
  /** Wasm value type: i i32, j i64, f f32, d f64. */
  readonly type: string;
  readonly value: number | bigint;
}

/** Immutable; holds copies, so it outlives its instance. */
export interface MemoryImage {
  /** Memory size in 64 KiB pages. */
  readonly memoryPages: number;
  /** Ascending numbers of the 4 KiB pages that are not all zero. */
  readonly pageIndexes: Uint32Array;
  /** The bytes of those pages, one after the other. */
  readonly pageBytes: Uint8Array;
  readonly globals: readonly ImageGlobal[];
}

export interface CaptureOptions {
  /** "whole" reads all memory instead of the pages that were ever marked; to check that both agree. */
  readonly scan?: "marked" | "whole";
  /** An image that is no longer needed: its memory is used for the new one, and it must not be used afterwards. Ten times cheaper. */
  readonly spent?: MemoryImage | undefined;
}

/**
 * Saves the committed state of an instance, also of one that a failed message made useless.
 * @throws LoomError INTERNAL between a message and its commit or rollback: which state is meant would be a guess
 */
export function captureImage(instance: VmInstance, options: CaptureOptions = {}): MemoryImage {
  const { state, phase } = instance;
  if (phase === "open" || phase === "failed") throw new LoomError("INTERNAL", "an instance is saved after a commit or a rollback");
  const { pages } = state;
  const written =
    options.scan === "whole"
      ? Array.from({ length: (pages.memoryPages * PAGE_BYTES) / IMAGE_PAGE_BYTES }, (_, page) => page)
      : pages.everWritten();
  const indexes = written.filter((page) => !pages.page(page).equals(ZEROS));
  const values = state.committedGlobals();
  return {
    memoryPages: pages.memoryPages,
    pageIndexes: Uint32Array.from(indexes),
    pageBytes: copyPages(pages, indexes, options.spent),
    globals: state.globals.map(({ index, type }, nth) => ({ index, type, value: values[nth] ?? 0 })),
  };
}

/** New buffers get an eighth of slack, so that a slowly growing state can reuse them. */
function copyPages(source: PageStore, indexes: readonly number[], spent: MemoryImage | undefined): Uint8Array {
  const size = indexes.length * IMAGE_PAGE_BYTES;
  const old = spent?.pageBytes.buffer;
  const buffer = old !== undefined && old.byteLength >= size ? old : Buffer.allocUnsafeSlow(size + Math.ceil(size / 8)).buffer;
  const pages = new Uint8Array(buffer, 0, size);
  for (const [nth, index] of indexes.entries()) source.page(index).copy(pages, nth * IMAGE_PAGE_BYTES);
  return pages;
}

/**
 * Puts an instance of the same module into a saved state, bit by bit, and commits it. Pages that are right already are not written.
 * @returns false when the memory has outgrown the image (it cannot shrink): make a new instance and restore that
 * @throws LoomError CHECKPOINT_INVALID when the image is not of this module, INTERNAL when this machine has no memory for it
 */
export function restoreImage(instance: VmInstance, image: MemoryImage): boolean {
  const { memory, memory64, globals, pages, mark } = instance.state;
  checkImage(instance.info, image);
  if (!instance.rollback() || memory.buffer.byteLength / PAGE_BYTES > image.memoryPages) return false;
  fillMemory(memory, memory64, image, new Set(pages.everWritten()), mark);
  globals.forEach(({ cell }, at) => {
    const saved = image.globals[at];
    if (saved !== undefined) cell.value = saved.value;
  });
  instance.commit();
  return true;
}

/** @throws LoomError CHECKPOINT_INVALID when no instance of the module can be in the saved state */
export function checkImage(info: ModuleInfo, image: MemoryImage): void {
  const globals = info.mutableGlobals.filter(({ exportName }) => exportName !== null);
  const fits =
    globals.length === image.globals.length &&
    globals.every(({ index, type }, at) => image.globals[at]?.index === index && image.globals[at]?.type === type);
  if (!fits || image.memoryPages > (info.maximumPages ?? image.memoryPages))
    throw new LoomError("CHECKPOINT_INVALID", "the saved state belongs to another module");
  if (image.memoryPages < info.initialPages) throw new LoomError("CHECKPOINT_INVALID", "the saved state is smaller than a new instance");
}

/**
 * Makes a memory equal to that of an image. Of pages that are right already nothing is written.
 * @param written every page that may not be zero, and maybe more
 * @param mark told of each page that was changed
 * @throws LoomError INTERNAL when this machine has no room for it
 */
export function fillMemory(
  memory: WebAssembly.Memory,
  memory64: boolean,
  image: MemoryImage,
  written: ReadonlySet<number>,
  mark: (page: number) => void,
): void {
  const missing = image.memoryPages - memory.buffer.byteLength / PAGE_BYTES;
  if (missing > 0) grow(memory, memory64, missing);
  const target = Buffer.from(memory.buffer);
  const kept = new Set(image.pageIndexes);
  for (const page of written) {
    const at = page * IMAGE_PAGE_BYTES;
    if (kept.has(page) || isZero(target, at)) continue;
    target.fill(0, at, at + IMAGE_PAGE_BYTES);
    mark(page);
  }
  const source = Buffer.from(image.pageBytes.buffer, image.pageBytes.byteOffset, image.pageBytes.byteLength);
  image.pageIndexes.forEach((page, nth) => {
    const at = page * IMAGE_PAGE_BYTES;
    const from = nth * IMAGE_PAGE_BYTES;
    // To look at a page that nobody touched would make the machine provide it twice.
    if (written.has(page) && target.compare(source, from, from + IMAGE_PAGE_BYTES, at, at + IMAGE_PAGE_BYTES) === 0) return;
    // Three times as fast as `set`, which must expect other threads to write to a shared memory meanwhile.
    source.copy(target, at, from, from + IMAGE_PAGE_BYTES);
    mark(page);
  });
}

function isZero(memory: Buffer, at: number): boolean {
  return memory.compare(ZEROS, 0, IMAGE_PAGE_BYTES, at, at + IMAGE_PAGE_BYTES) === 0;
}

function grow(memory: WebAssembly.Memory, memory64: boolean, pages: number): void {
  try {
    growMemory(memory, memory64, pages);
  } catch (cause) {
    throw new LoomError("INTERNAL", `no memory to restore ${pages} more pages`, { cause });
  }
}
