/**
 * Undo of a live instance: a second memory holds its committed state. Both are as large as the module's memory and as sparse: pages
 * that nobody wrote cost nothing. Only marked pages are copied, in either direction.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { PageRange } from "./data-pages.ts";
import { buildHelperModule, WALK_MODE } from "./instrument/helper-module.ts";
import { ADDED_EXPORTS, MARKERS_PER_PAGE } from "./instrument/rules.ts";
import { createMemory, growMemory } from "./linear-memory.ts";
import type { PageMarks } from "./page-marks.ts";

const WASM_PAGE_BYTES = 65_536;
const PAGE_BYTES = 4096;
const EVER = 1;
const PENDING = 2;

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
  /** Committed bytes. Valid until the next commit. */
  bytes(): Buffer;
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
}

interface Helper {
  readonly walk: (pages: number, mode: number) => number;
  readonly list: WebAssembly.Memory;
}

const helpers = new Map<string, WebAssembly.Module>();

/** Makes the store of an instance that has just started; its state is committed. */
export function createPageStore(options: PageStoreOptions): PageStore {
  const { memory, memory64, maximumPages, dataPages, marks } = options;
  let memoryPages = memory.buffer.byteLength / WASM_PAGE_BYTES;
  const shadow = createMemory(memory64, memoryPages, maximumPages);
  const dirty = options.exports[ADDED_EXPORTS.dirty] as WebAssembly.Memory;
  const instance = new WebAssembly.Instance(helperModule(memory64, maximumPages), { env: { memory, dirty, shadow } });
  const { walk, list } = instance.exports as unknown as Helper;
  const flags = new Uint8Array(maximumPages * MARKERS_PER_PAGE);
  let pending: number[] = [];

  const note = (page: number): void => {
    const flag = flags[page] ?? 0;
    if ((flag & PENDING) === 0) pending.push(page);
    flags[page] = EVER | PENDING;
  };

  const commit = (): CommitInfo => {
    const pages = memory.buffer.byteLength / WASM_PAGE_BYTES;
    const grew = pages > memoryPages;
    if (grew) grow(shadow, memory64, pages - memoryPages);
    memoryPages = pages;
    const count = walk(pages * MARKERS_PER_PAGE, WALK_MODE.list);
    const numbers = new Uint32Array(list.buffer, 0, count);
    for (let nth = 0; nth < count; nth++) note(numbers[nth] ?? 0);
    walk(pages * MARKERS_PER_PAGE, WALK_MODE.commit);
    return { dirtyPages: count, grew };
  };

  for (const [first, past] of dataPages) marks.mark(first * PAGE_BYTES, (past - first) * PAGE_BYTES);
  commit();

  return {
    commit,
    rollback() {
      if (memory.buffer.byteLength / WASM_PAGE_BYTES > memoryPages) return false;
      walk(memoryPages * MARKERS_PER_PAGE, WALK_MODE.rollback);
      return true;
    },
    takeDirty() {
      const taken = Uint32Array.from(pending).sort();
      for (const page of pending) flags[page] = EVER;
      pending = [];
      return taken;
    },
    get memoryPages() {
      return memoryPages;
    },
    bytes: () => Buffer.from(shadow.buffer),
    everWritten() {
      const pages: number[] = [];
      for (let page = flags.findIndex(Boolean); page >= 0 && page < memoryPages * MARKERS_PER_PAGE; page++) {
        if (flags[page] !== 0) pages.push(page);
      }
      return pages;
    },
  };
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
