/**
 * A saved state of an instance: page count, non-zero pages, mutable globals. Most of a process's memory is zero, so an image is
 * small, and taking or restoring one copies only pages that matter.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { PAGE_BYTES } from "./host-imports/memory-growth.ts";
import type { VmInstance } from "./instance.ts";
import { GROUP_BYTES, isZero, touchedGroups } from "./touched-groups.ts";

/** Unit of an image: small enough that a message touches few of them, and the leaf of the later state root. */
export const IMAGE_PAGE_BYTES = 4096;
const PAGES_PER_GROUP = GROUP_BYTES / IMAGE_PAGE_BYTES;

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
  /** "whole" reads all memory instead of what a program can have touched (see `touched-groups.ts`); to check that both agree. */
  readonly scan?: "touched" | "whole";
  /** An image that is no longer needed: its memory is used for the new one, and it must not be used afterwards. Ten times cheaper. */
  readonly spent?: MemoryImage | undefined;
}

/**
 * Saves the state of an instance between two messages.
 * @throws LoomError INTERNAL when the instance is tainted: its state is that of a message that did not end
 */
export function captureImage(instance: VmInstance, options: CaptureOptions = {}): MemoryImage {
  if (instance.tainted) throw new LoomError("INTERNAL", "a tainted instance has no state to save");
  const memory = Buffer.from(instance.state.memory.buffer);
  const groups = touchedGroups(memory, options.scan === "whole" ? null : instance.state.layout());
  const indexes: number[] = [];
  for (let group = 0; group < memory.byteLength; group += GROUP_BYTES) {
    if (groups[group / GROUP_BYTES] === 0 || isZero(memory, group, GROUP_BYTES)) continue;
    for (let at = group; at < group + GROUP_BYTES; at += IMAGE_PAGE_BYTES) {
      if (!isZero(memory, at, IMAGE_PAGE_BYTES)) indexes.push(at / IMAGE_PAGE_BYTES);
    }
  }
  return {
    memoryPages: memory.byteLength / PAGE_BYTES,
    pageIndexes: Uint32Array.from(indexes),
    pageBytes: copyPages(memory, indexes, options.spent),
    globals: instance.state.globals.map(({ index, type, cell }) => ({ index, type, value: cell.value })),
  };
}

/** Copies neighbouring pages in one go. New buffers get an eighth of slack, so that a slowly growing state can reuse them. */
function copyPages(memory: Buffer, indexes: readonly number[], spent: MemoryImage | undefined): Uint8Array {
  const size = indexes.length * IMAGE_PAGE_BYTES;
  const old = spent?.pageBytes.buffer;
  const buffer = old !== undefined && old.byteLength >= size ? old : Buffer.allocUnsafeSlow(size + Math.ceil(size / 8)).buffer;
  const pages = new Uint8Array(buffer, 0, size);
  let first = 0;
  while (first < indexes.length) {
    let next = first + 1;
    while (indexes[next] === (indexes[first] ?? 0) + next - first) next++;
    const from = (indexes[first] ?? 0) * IMAGE_PAGE_BYTES;
    pages.set(memory.subarray(from, from + (next - first) * IMAGE_PAGE_BYTES), first * IMAGE_PAGE_BYTES);
    first = next;
  }
  return pages;
}

/**
 * Puts an instance of the same module back into a saved state, bit by bit. Pages that are right already are not written.
 * @returns false when the memory has outgrown the image (it cannot shrink): make a new instance and restore that
 * @throws LoomError CHECKPOINT_INVALID when the image is not of this module, INTERNAL when this machine has no memory for it
 */
export function restoreImage(instance: VmInstance, image: MemoryImage): boolean {
  const { memory, memory64, globals } = instance.state;
  const missing = image.memoryPages - memory.buffer.byteLength / PAGE_BYTES;
  if (missing < 0) return false;
  const fits =
    globals.length === image.globals.length &&
    globals.every(({ index, type }, at) => image.globals[at]?.index === index && image.globals[at]?.type === type);
  if (!fits) throw new LoomError("CHECKPOINT_INVALID", "the saved state belongs to another module");
  // The layout is that of the present state: what has to be wiped was written by it.
  const layout = instance.state.layout();
  if (missing > 0) grow(memory, memory64, missing);

  const target = Buffer.from(memory.buffer);
  const groups = touchedGroups(target, layout);
  for (const page of image.pageIndexes) groups[Math.floor(page / PAGES_PER_GROUP)] = 1;
  let next = 0;
  for (let group = 0; group < target.byteLength; group += GROUP_BYTES) {
    if (groups[group / GROUP_BYTES] === 0) continue;
    const firstPage = group / IMAGE_PAGE_BYTES;
    if ((image.pageIndexes[next] ?? Infinity) >= firstPage + PAGES_PER_GROUP) {
      if (!isZero(target, group, GROUP_BYTES)) target.fill(0, group, group + GROUP_BYTES);
      continue;
    }
    for (let page = firstPage; page < firstPage + PAGES_PER_GROUP; page++) {
      const at = page * IMAGE_PAGE_BYTES;
      if (image.pageIndexes[next] === page) restorePage(target, at, image.pageBytes, next++ * IMAGE_PAGE_BYTES);
      else if (!isZero(target, at, IMAGE_PAGE_BYTES)) target.fill(0, at, at + IMAGE_PAGE_BYTES);
    }
  }
  globals.forEach(({ cell }, at) => {
    const saved = image.globals[at];
    if (saved !== undefined) cell.value = saved.value;
  });
  instance.markRestored();
  return true;
}

function grow(memory: WebAssembly.Memory, memory64: boolean, pages: number): void {
  try {
    memory.grow(memory64 ? BigInt(pages) : pages);
  } catch (cause) {
    throw new LoomError("INTERNAL", `no memory to restore ${pages} more pages`, { cause });
  }
}

function restorePage(target: Buffer, at: number, source: Uint8Array, from: number): void {
  if (target.compare(source, from, from + IMAGE_PAGE_BYTES, at, at + IMAGE_PAGE_BYTES) === 0) return;
  target.set(source.subarray(from, from + IMAGE_PAGE_BYTES), at);
}
