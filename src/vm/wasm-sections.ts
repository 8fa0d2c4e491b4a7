/**
 * Splits a wasm module into its sections.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { createWasmReader, type WasmReader } from "./wasm-reader.ts";

export const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
} as const;

export interface Section {
  readonly id: number;
  /** Offset of the section's id byte. */
  readonly from: number;
  /** Content: from `start` up to, not including, `end`. */
  readonly start: number;
  readonly end: number;
}

const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/**
 * All sections in file order. Known sections may appear once only.
 * @throws LoomError MODULE_INVALID
 */
export function readSections(bytes: Uint8Array): Section[] {
  if (!MAGIC_AND_VERSION.every((value, index) => bytes[index] === value)) {
    throw new LoomError("MODULE_INVALID", "wasm: not a version 1 module at offset 0", { details: { offset: 0 } });
  }
  const sections: Section[] = [];
  const seen = new Set<number>();
  const reader = createWasmReader(bytes, MAGIC_AND_VERSION.length, bytes.byteLength);
  while (!reader.done) {
    const from = reader.offset;
    const id = reader.byte();
    if (id > SECTION.tag) reader.fail(`unknown section ${id}`);
    if (id !== SECTION.custom && seen.has(id)) reader.fail(`section ${id} appears twice`);
    seen.add(id);
    const size = reader.u32();
    const start = reader.offset;
    reader.skip(size);
    sections.push({ id, from, start, end: start + size });
  }
  return sections;
}

/** A reader over the content of a section, or null when the module has none with this id. */
export function sectionReader(bytes: Uint8Array, sections: readonly Section[], id: number): WasmReader | null {
  const section = sections.find((one) => one.id === id);
  return section === undefined ? null : createWasmReader(bytes, section.start, section.end);
}
