/**
 * Undo of a live instance: a second memory holds its committed state. Both are as large as the module's memory and as sparse: pages
 * that nobody wrote cost nothing. Only marked pages are copied, in either direction. Pages that are still as in the state after the
 * start-up are not held a second time: all instances of the module borrow them from one image.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { PageRange } from "./data-pages.ts";
import { buildHelperModule, listPages, WALK_MODE } from "./instrument/helper-module.ts";
import { ADDED_EXPORTS, MARKERS_PER_PAGE } from "./instrument/rules.ts";
import { createMemory, growMemory } from "./linear-memory.ts";
import type { MemoryImage } from "./memory-image.ts";
import type { PageMarks } from "./page-marks.ts";

const WASM_PAGE_BYTES = 65_536;
const PAGE_BYTES = 4096;
const EVER = 1;
const PENDING = 2;
const BORROWED = 4;

export interface CommitInfo {
  readonly dirtyPages: number;
  readonly grew: boolean;
}

export interface PageStore {
  /** Takes the memory as it is for the state to go back to. @throws LoomError HOST_FAULT when this machine has no room for it */
  commit(): CommitInfo;
  /** Puts the memory back. False, and nothing done, when it grew: it cannot shrink. */
  rollback(): boolean;
  /** Ascending numbers of the pages that commits wrote since the last call; the first time, all that were ever written. */
  takeDirty(): Uint32Array;
  /** Committed size in 64 KiB pages. */
  readonly memoryPages: number;
  /** The bytes of a committed 4 KiB page, to read. Valid until the next commit. */
  page(index: number): Buffer;
  /** Number of pages that are borrowed from `base`. */
  readonly borrowed: number;
  /** Ascending numbers of all pages that a commit ever wrote: the others are zero. */
  everWritten(): number[];
}

export interface PageStoreOptions {
  readonly memory: WebAssembly.Memory;
  readonly memory64: boolean;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly maximumPages: number;
  /** Pages that instantiation filled. */
  readonly dataPages: readonly PageRange[];
  readonly marks: PageMarks;
  /** A state from which pages may be borrowed that are the same. Must never change. */
  readonly base: MemoryImage | null;
}

interface Helper {
  readonly walk: (pages: number, mode: number) => number;
}

const helpers = new Map<string, WebAssembly.Module>();
/** One for all stores of a thread: it is read as soon as it was written. */
const lists = new Map<number, WebAssembly.Memory>();

/** Makes the store of an instance that has just started; its state is committed. */
export function createPageStore(options: PageStoreOptions): PageStore {
  const { memory, memory64, maximumPages, dataPages, marks, base } = options;
  let memoryPages = memory.buffer.byteLength / WASM_PAGE_BYTES;
  const shadow = createMemory(memory64, memoryPages, maximumPages);
  const dirty = options.exports[ADDED_EXPORTS.dirty] as WebAssembly.Memory;
  const list = listMemory(maximumPages);
  const instance = new WebAssembly.Instance(helperModule(memory64, maximumPages), { env: { memory, dirty, shadow, list } });
  const { walk } = instance.exports as unknown as Helper;
  // As long as the memory, which is far below its maximum: to touch the rest costs more than all else here.
  let flags = new Uint8Array(memoryPages * MARKERS_PER_PAGE);
  let pending: number[] = [];
  const borrowed = new Map<number, Buffer>();
  let committed = Buffer.from(shadow.buffer);

  const note = (page: number, also: number): void => {
    const flag = flags[page] ?? 0;
    if ((flag & PENDING) === 0) pending.push(page);
    if ((flag & BORROWED) !== 0) borrowed.delete(page);
    flags[page] = EVER | PENDING | also;
  };

  /** Takes from the base what is the same there; the rest stays marked. */
  const borrow = (image: MemoryImage): void => {
    const markers = new Uint8Array(dirty.buffer);
    const live = Buffer.from(memory.buffer);
    image.pageIndexes.forEach((page, nth) => {
      const at = nth * PAGE_BYTES;
      const bytes = Buffer.from(image.pageBytes.buffer, image.pageBytes.byteOffset + at, PAGE_BYTES);
      if (live.compare(bytes, 0, PAGE_BYTES, page * PAGE_BYTES, (page + 1) * PAGE_BYTES) !== 0) return;
      note(page, BORROWED);
      borrowed.set(page, bytes);
      markers[page] = 0;
    });
  };

  /** What is about to be put back must be in the shadow. */
  const giveBack = (): void => {
    const count = walk(memoryPages * MARKERS_PER_PAGE, WALK_MODE.list);
    for (const page of new Uint32Array(list.buffer, 0, count)) {
      const bytes = borrowed.get(page);
      if (bytes === undefined) continue;
      committed.set(bytes, page * PAGE_BYTES);
      borrowed.delete(page);
      flags[page] = (flags[page] ?? 0) & ~BORROWED;
    }
  };

  const commit = (): CommitInfo => {
    const pages = memory.buffer.byteLength / WASM_PAGE_BYTES;
    const grew = pages > memoryPages;
    if (grew) {
      grow(shadow, memory64, pages - memoryPages);
      committed = Buffer.from(shadow.buffer);
      const longer = new Uint8Array(pages * MARKERS_PER_PAGE);
      longer.set(flags);
      flags = longer;
    }
    memoryPages = pages;
    const count = walk(pages * MARKERS_PER_PAGE, WALK_MODE.list);
    const numbers = new Uint32Array(list.buffer, 0, count);
    for (let nth = 0; nth < count; nth++) note(numbers[nth] ?? 0, 0);
    walk(pages * MARKERS_PER_PAGE, WALK_MODE.commit);
    return { dirtyPages: count, grew };
  };

  for (const [first, past] of dataPages) marks.mark(first * PAGE_BYTES, (past - first) * PAGE_BYTES);
  if (base !== null) borrow(base);
  commit();

  return {
    commit,
    rollback() {
      if (memory.buffer.byteLength / WASM_PAGE_BYTES > memoryPages) return false;
      if (borrowed.size > 0) giveBack();
      walk(memoryPages * MARKERS_PER_PAGE, WALK_MODE.rollback);
      return true;
    },
    takeDirty() {
      const taken = Uint32Array.from(pending).sort();
      for (const page of pending) flags[page] = (flags[page] ?? 0) & ~PENDING;
      pending = [];
      return taken;
    },
    get memoryPages() {
      return memoryPages;
    },
    page: (index) => borrowed.get(index) ?? committed.subarray(index * PAGE_BYTES, (index + 1) * PAGE_BYTES),
    get borrowed() {
      return borrowed.size;
    },
    everWritten() {
      const pages: number[] = [];
      for (let page = 0; page < flags.length; page++) {
        if (flags[page] !== 0) pages.push(page);
      }
      return pages;
    },
  };
}

function listMemory(maximumPages: number): WebAssembly.Memory {
  const pages = listPages(maximumPages);
  const known = lists.get(pages) ?? createMemory(false, pages, pages);
  lists.set(pages, known);
  return known;
}

function helperModule(memory64: boolean, maximumPages: number): WebAssembly.Module {
  const key = `${memory64} ${maximumPages}`;
  const known = helpers.get(key) ?? new WebAssembly.Module(buildHelperModule({ memory64, maximumPages }));
  helpers.set(key, known);
  return known;
}

function grow(memory: WebAssembly.Memory, memory64: boolean, pages: number): void {
  try {
    growMemory(memory, memory64, pages);
  } catch (cause) {
    throw new LoomError("HOST_FAULT", `no memory to keep the state of a process that grew by ${pages} pages`, { cause });
  }
}
