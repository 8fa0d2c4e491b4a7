/**
 * Puts the sections of the instrumented module together. Everything new stands behind what was there.
 * @module
 */
import { type Cursor, readU32 } from "../decode/cursor.ts";
import type { DecodedModule } from "../decode/decode-module.ts";
import { SECTION, type SectionId } from "../decode/sections.ts";
import { VALUE } from "../decode/value-types.ts";
import type { Appended, Target } from "./appended.ts";
import { type ByteWriter, createByteWriter } from "./byte-writer.ts";
import { LIMITS, W } from "./op-bytes.ts";
import { ADDED_EXPORTS, GAS_START, MARKERS_PER_PAGE, MAXIMUM_OUTPUT_BYTES } from "./rules.ts";

const WASM_PAGE_BYTES = 65_536;
const KIND_MEMORY = 2;
const KIND_GLOBAL = 3;

/** `code` is the content of the code section without its count. */
export function writeModule(target: Target, appended: Appended, code: ByteWriter): Uint8Array {
  const { module } = target;
  const out = createByteWriter(MAXIMUM_OUTPUT_BYTES);
  const content = createByteWriter(MAXIMUM_OUTPUT_BYTES);
  const section = (id: SectionId, write: () => void): void => {
    content.clear();
    write();
    if (content.length === 0) return;
    out.byte(id);
    out.sized(content);
  };
  const verbatim = (id: SectionId): void =>
    section(id, () => {
      const range = module.sections.get(id);
      if (range !== undefined) content.copy(module.bytes, range.start, range.end);
    });
  const functionCount = module.bodies.length + appended.functions.length;

  out.bytes(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);
  section(SECTION.type, () => {
    if (module.types.length + appended.types.length === 0) return;
    extend(module, SECTION.type, appended.types.length, content);
    for (const { params, results } of appended.types) {
      content.byte(0x60);
      content.u(params.length);
      content.bytes(...params);
      content.u(results.length);
      content.bytes(...results);
    }
  });
  verbatim(SECTION.import);
  section(SECTION.function, () => {
    if (functionCount === 0) return;
    content.u(functionCount);
    for (const type of module.functions.slice(module.importedFunctions)) content.u(type);
    for (const { type } of appended.functions) content.u(type);
  });
  verbatim(SECTION.table);
  section(SECTION.memory, () => writeMemories(target, content));
  section(SECTION.global, () => writeGlobals(target, content));
  section(SECTION.export, () => writeExports(target, content));
  verbatim(SECTION.element);
  verbatim(SECTION.dataCount);
  section(SECTION.code, () => {
    if (functionCount === 0) return;
    content.u(functionCount);
    content.copy(code.view(), 0, code.length);
    for (const { body } of appended.functions) content.sized(body);
  });
  verbatim(SECTION.data);
  return out.view().slice();
}

/** Copies the entries of a section behind a count that is larger by `more`. */
function extend(module: DecodedModule, id: SectionId, more: number, out: ByteWriter): void {
  const range = module.sections.get(id);
  if (range === undefined) return out.u(more);
  const cursor: Cursor = { bytes: module.bytes, at: range.start, end: range.end };
  out.u(readU32(cursor) + more);
  out.copy(module.bytes, cursor.at, range.end);
}

/** 64 KiB pages of the second memory. */
export function markerPages(maximumPages: number): number {
  return Math.max(1, Math.ceil((maximumPages * MARKERS_PER_PAGE) / WASM_PAGE_BYTES));
}

function writeMemories({ module, parts, maximumPages }: Target, out: ByteWriter): void {
  out.u(parts.dirty ? 2 : 1);
  // Undo needs it shared, see linear-memory.ts.
  out.byte((parts.dirty ? LIMITS.shared : LIMITS.maximum) | (module.memory64 ? LIMITS.wide : 0));
  out.u(module.memory.minimum);
  out.u(maximumPages);
  if (!parts.dirty) return;
  out.byte(LIMITS.maximum);
  out.u(markerPages(maximumPages));
  out.u(markerPages(maximumPages));
}

/** Order of `AddedGlobals`. */
function writeGlobals({ module, parts }: Target, out: ByteWriter): void {
  const more = (parts.gas ? 1 : 0) + (parts.depth ? 1 : 0) + (parts.gas || parts.dirty ? 1 : 0);
  if (module.globals.length + more === 0) return;
  extend(module, SECTION.global, more, out);
  const zero = [VALUE.i32, 1, W.i32Const, 0, W.end] as const;
  if (parts.gas) {
    out.bytes(VALUE.i64, 1, W.i64Const);
    out.s(GAS_START);
    out.byte(W.end);
  }
  if (parts.depth) out.bytes(...zero);
  if (parts.gas || parts.dirty) out.bytes(...zero);
}

function writeExports({ module, parts, globals }: Target, out: ByteWriter): void {
  const added: { readonly name: string; readonly kind: number; readonly index: number }[] = [];
  if (parts.gas) added.push({ name: ADDED_EXPORTS.gas, kind: KIND_GLOBAL, index: globals.gas });
  if (parts.depth) added.push({ name: ADDED_EXPORTS.depth, kind: KIND_GLOBAL, index: globals.depth });
  if (parts.gas || parts.dirty) added.push({ name: ADDED_EXPORTS.fault, kind: KIND_GLOBAL, index: globals.fault });
  if (parts.dirty) added.push({ name: ADDED_EXPORTS.dirty, kind: KIND_MEMORY, index: 1 });
  module.globals.forEach(({ mutable }, index) => {
    if (mutable) added.push({ name: `${ADDED_EXPORTS.globalPrefix}${index}`, kind: KIND_GLOBAL, index });
  });
  if (module.exportNames.size + added.length === 0) return;
  extend(module, SECTION.export, added.length, out);
  for (const { name, kind, index } of added) {
    out.name(name);
    out.byte(kind);
    out.u(index);
  }
}
