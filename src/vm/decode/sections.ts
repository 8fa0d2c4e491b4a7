/**
 * Splits a module into its sections: known ids, each once, in the order of the specification (5.5.2).
 * @module
 */
import { type Cursor, readByte, readName, readU32, refuse, skip } from "./cursor.ts";
import { MODULE_LIMITS } from "./limits.ts";

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
} as const;

export type SectionId = (typeof SECTION)[keyof typeof SECTION];

/** Position of each id in the prescribed order; data count stands before the code. */
const ORDER: readonly SectionId[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11];
const TAG_SECTION = 13;
const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** Content of a section: from `start` up to, not including, `end`. */
export interface SectionRange {
  readonly start: number;
  readonly end: number;
}

/** Sections of a module by id. Custom sections are checked for their bounds and left out: they carry no semantics. */
export function readSections(bytes: Uint8Array): ReadonlyMap<SectionId, SectionRange> {
  if (bytes.byteLength > MODULE_LIMITS.moduleBytes)
    refuse(`the module exceeds ${MODULE_LIMITS.moduleBytes} bytes`, MODULE_LIMITS.moduleBytes);
  if (!MAGIC_AND_VERSION.every((value, index) => bytes[index] === value)) refuse("not a version 1 module", 0);
  const sections = new Map<SectionId, SectionRange>();
  const cursor: Cursor = { bytes, at: MAGIC_AND_VERSION.length, end: bytes.byteLength };
  let last = -1;
  while (cursor.at < cursor.end) {
    const from = cursor.at;
    const id = readByte(cursor);
    const size = readU32(cursor);
    const start = cursor.at;
    if (size > cursor.end - start) refuse(`section ${id} is longer than the module`, from);
    skip(cursor, size);
    if (id === SECTION.custom) {
      readName({ bytes, at: start, end: cursor.at }, Number.MAX_SAFE_INTEGER);
      continue;
    }
    if (id === TAG_SECTION) refuse("tag section (exceptions) is not supported", from);
    const place = ORDER.indexOf(id as SectionId);
    if (place < 0) refuse(`unknown section ${id}`, from);
    if (sections.has(id as SectionId)) refuse(`section ${id} appears twice`, from);
    if (place < last) refuse(`section ${id} is out of order`, from);
    last = place;
    sections.set(id as SectionId, { start, end: start + size });
  }
  return sections;
}

/** Runs `read` over a section, if the module has it, and insists that it uses every byte. */
export function eachEntry(
  bytes: Uint8Array,
  sections: ReadonlyMap<SectionId, SectionRange>,
  id: SectionId,
  read: (cursor: Cursor) => void,
): void {
  const range = sections.get(id);
  if (range === undefined) return;
  const cursor: Cursor = { bytes, at: range.start, end: range.end };
  read(cursor);
  if (cursor.at !== range.end) refuse(`section ${id} is longer than its content`, cursor.at);
}
