/**
 * A small module that does page bookkeeping beside an instrumented one: JavaScript loops over pages are several times slower.
 *
 * Imports `env.memory` (memory of the instrumented module), `env.dirty` (its markers), `env.shadow` (a memory of the same type, at
 * least as large as the highest dirty page) and `env.list` (a shared memory of `listPages`). Exports `walk(pages, mode) -> i32`.
 *
 * `walk` visits the dirty ones among the first `pages` 4 KiB pages, in ascending order, neighbours as one run, and returns their number.
 * `pages` may be at most 16 for every 64 KiB page of the maximum. A copy that does not fit traps and has cleared the markers of what
 * it copied before.
 * @module
 */
import { VALUE } from "../decode/value-types.ts";
import { type ByteWriter, createByteWriter } from "./byte-writer.ts";
import { LIMITS, MISC_OP, NO_RESULT, W, WITH_MEMORY } from "./op-bytes.ts";
import { MARKERS_PER_PAGE, PAGE_SHIFT } from "./rules.ts";

export const WALK_MODE = {
  /** Clears the markers. */
  clear: 0,
  /** Copies the pages to the shadow and clears their markers. */
  commit: 1,
  /** Copies the pages from the shadow and clears their markers. */
  rollback: 2,
  /** Writes the page numbers, 32 bits each, to `list`; keeps the markers. */
  list: 3,
} as const;

export interface HelperOptions {
  /** Address type of the memory and of the shadow. */
  readonly memory64: boolean;
  /** As for the instrumented module. */
  readonly maximumPages: number;
}

const LIMIT = 64 * 1024;
const WASM_PAGE_BYTES = 65_536;
const MEMORY = { main: 0, dirty: 1, shadow: 2, list: 3 } as const;
/** Parameters and locals of `walk`. `page` runs over the pages, `first` is the start of a run. */
const LOCAL = { pages: 0, mode: 1, page: 2, first: 3, count: 4 } as const;

/** Size of `list`, and its maximum, in 64 KiB pages. */
export function listPages(maximumPages: number): number {
  return Math.max(1, Math.ceil((maximumPages * MARKERS_PER_PAGE * 4) / WASM_PAGE_BYTES));
}

/** The bytes of the helper module. Deterministic. */
export function buildHelperModule(options: HelperOptions): Uint8Array {
  const out = createByteWriter(LIMIT);
  const section = (id: number, write: (content: ByteWriter) => void): void => {
    const content = createByteWriter(LIMIT);
    write(content);
    out.byte(id);
    out.sized(content);
  };
  out.bytes(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);
  section(1, (types) => types.bytes(1, 0x60, 2, VALUE.i32, VALUE.i32, 1, VALUE.i32));
  section(2, (imports) => {
    imports.u(4);
    for (const name of ["memory", "dirty", "shadow", "list"]) {
      imports.name("env");
      imports.name(name);
      imports.byte(2);
      if (name === "dirty") imports.bytes(LIMITS.none, 0);
      else if (name === "list") {
        imports.bytes(LIMITS.shared, 0);
        imports.u(listPages(options.maximumPages));
      } else {
        imports.bytes(LIMITS.shared | (options.memory64 ? LIMITS.wide : 0), 0);
        imports.u(options.maximumPages);
      }
    }
  });
  section(3, (functions) => functions.bytes(1, 0));
  section(7, (exports) => {
    exports.u(1);
    exports.name("walk");
    exports.bytes(0, 0);
  });
  section(10, (code) => {
    code.u(1);
    const body = createByteWriter(LIMIT);
    writeWalk(options.memory64, body);
    code.sized(body);
  });
  return out.view().slice();
}

function writeWalk(memory64: boolean, out: ByteWriter): void {
  const { pages, page, first, count } = LOCAL;
  const marker = (): void => out.bytes(W.localGet, page, W.i32Load8U, WITH_MEMORY, MEMORY.dirty, 0);
  out.bytes(1, 3, VALUE.i32);
  out.bytes(W.block, NO_RESULT, W.loop, NO_RESULT);
  out.bytes(W.localGet, page, W.localGet, pages, W.i32GeU, W.brIf, 1);
  // Eight clean pages at a time.
  out.bytes(W.localGet, page, W.i32Const, 7, W.i32And, W.i32Eqz, W.if, NO_RESULT);
  out.bytes(W.localGet, page, W.i64Load, WITH_MEMORY | 3, MEMORY.dirty, 0, W.i64Eqz, W.if, NO_RESULT);
  addTo(out, page, 8);
  out.bytes(W.br, 2, W.end, W.end);
  marker();
  out.bytes(W.i32Eqz, W.if, NO_RESULT);
  addTo(out, page, 1);
  out.bytes(W.br, 1, W.end);
  // A run starts.
  out.bytes(W.localGet, page, W.localSet, first, W.loop, NO_RESULT);
  addTo(out, page, 1);
  out.bytes(W.localGet, page, W.localGet, pages, W.i32GeU, W.i32Eqz, W.if, NO_RESULT);
  marker();
  out.bytes(W.brIf, 1, W.end, W.end);
  ifMode(out, WALK_MODE.list);
  writeListing(out);
  out.byte(W.else);
  out.bytes(W.localGet, count, W.localGet, page, W.i32Add, W.localGet, first, W.i32Sub, W.localSet, count);
  ifMode(out, WALK_MODE.commit);
  writeCopy(memory64, MEMORY.shadow, MEMORY.main, out);
  out.byte(W.end);
  ifMode(out, WALK_MODE.rollback);
  writeCopy(memory64, MEMORY.main, MEMORY.shadow, out);
  out.byte(W.end);
  out.bytes(W.localGet, first, W.i32Const, 0, W.localGet, page, W.localGet, first, W.i32Sub);
  out.bytes(W.misc, MISC_OP.memoryFill, MEMORY.dirty, W.end);
  out.bytes(W.br, 0, W.end, W.end, W.localGet, count, W.end);
}

function addTo(out: ByteWriter, local: number, value: number): void {
  out.bytes(W.localGet, local, W.i32Const, value, W.i32Add, W.localSet, local);
}

function ifMode(out: ByteWriter, mode: number): void {
  out.bytes(W.localGet, LOCAL.mode, W.i32Const, mode, W.i32Eq, W.if, NO_RESULT);
}

/** Appends the numbers first … page - 1 to the list. */
function writeListing(out: ByteWriter): void {
  out.bytes(W.loop, NO_RESULT, W.localGet, LOCAL.count, W.i32Const, 2, W.i32Shl, W.localGet, LOCAL.first);
  out.bytes(W.i32Store, WITH_MEMORY | 2, MEMORY.list, 0);
  addTo(out, LOCAL.count, 1);
  addTo(out, LOCAL.first, 1);
  out.bytes(W.localGet, LOCAL.first, W.localGet, LOCAL.page, W.i32GeU, W.i32Eqz, W.brIf, 0, W.end);
}

function writeCopy(memory64: boolean, to: number, from: number, out: ByteWriter): void {
  const address = (push: () => void): void => {
    push();
    if (memory64) out.bytes(W.i64ExtendI32U, W.i64Const, PAGE_SHIFT, W.i64Shl);
    else out.bytes(W.i32Const, PAGE_SHIFT, W.i32Shl);
  };
  const start = (): void => out.bytes(W.localGet, LOCAL.first);
  address(start);
  address(start);
  address(() => out.bytes(W.localGet, LOCAL.page, W.localGet, LOCAL.first, W.i32Sub));
  out.bytes(W.misc, MISC_OP.memoryCopy, to, from);
}
