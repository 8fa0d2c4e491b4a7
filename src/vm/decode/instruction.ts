/**
 * Reads one instruction: which it is, where it ends, and the immediates that matter to checks and instrumentation.
 * @module
 */
import { type Cursor, hex, readByte, readCount, readU32, readU64, refuse, skip, skipS32, skipS64 } from "./cursor.ts";
import { IMMEDIATE } from "./immediates.ts";
import { MODULE_LIMITS } from "./limits.ts";
import { MISC, OPCODES, VECTOR } from "./opcode-table.ts";
import { describeRefused } from "./refused-opcodes.ts";
import { isValueType, readReferenceType, readValueType } from "./value-types.ts";

/** Reused for every instruction of a walk: read it before going on. */
export interface Instruction {
  /** See `OPCODES`. */
  key: number;
  /** Offsets in the module: first byte, and first byte after. */
  start: number;
  end: number;
  /** The first index among the immediates (label, function, type, local, global, table, data segment), else 0. */
  index: number;
  /** Table of a call_indirect. */
  table: number;
  /** Offset of a memory access. */
  offset: number;
  /** Block type: a type index, or `EMPTY_BLOCK`, or minus a code of `VALUE`. */
  blockType: number;
  /** Labels of a br_table, the default last. */
  readonly labels: number[];
}

export const EMPTY_BLOCK = -1;

export function createInstruction(): Instruction {
  return { key: 0, start: 0, end: 0, index: 0, table: 0, offset: 0, blockType: EMPTY_BLOCK, labels: [] };
}

/** `memory64`: offsets have 64 bits. @throws LoomError MODULE_INVALID naming opcode, mnemonic and offset of what is not allowed */
export function readInstruction(cursor: Cursor, memory64: boolean, out: Instruction): void {
  const start = cursor.at;
  const first = readByte(cursor);
  const key = first < 0xfb ? first : readPrefixed(cursor, first, start);
  const immediate = OPCODES.immediate[key] ?? 0;
  if (immediate === 0) refuseOpcode(0, first, start);
  out.key = key;
  out.start = start;
  if (immediate !== IMMEDIATE.none) readImmediate(cursor, immediate, memory64, out);
  out.end = cursor.at;
}

function readPrefixed(cursor: Cursor, prefix: number, start: number): number {
  if (prefix > 0xfe) return refuseOpcode(0, prefix, start);
  const code = readU32(cursor);
  const base = prefix === 0xfc ? MISC : VECTOR;
  const allowed = (prefix === 0xfc || prefix === 0xfd) && code < 0x100 && OPCODES.immediate[base + code] !== 0;
  return allowed ? base + code : refuseOpcode(prefix, code, start);
}

function refuseOpcode(prefix: number, code: number, offset: number): never {
  const { name, why } = describeRefused(prefix, code);
  const opcode = prefix === 0 ? hex(code) : `${hex(prefix)} ${hex(code)}`;
  return refuse(`opcode ${opcode} ${name} is not supported (${why})`, offset, { opcode, name });
}

function readImmediate(cursor: Cursor, immediate: number, memory64: boolean, out: Instruction): void {
  switch (immediate) {
    case IMMEDIATE.label:
    case IMMEDIATE.function:
    case IMMEDIATE.local:
    case IMMEDIATE.global:
    case IMMEDIATE.table:
    case IMMEDIATE.data:
      out.index = readU32(cursor);
      return;
    case IMMEDIATE.access:
    case IMMEDIATE.accessLane:
      readAccess(cursor, memory64, out);
      if (immediate === IMMEDIATE.accessLane) skip(cursor, 1);
      return;
    case IMMEDIATE.s32:
      return skipS32(cursor);
    case IMMEDIATE.s64:
      return skipS64(cursor);
    case IMMEDIATE.blockType:
      return readBlockType(cursor, out);
    case IMMEDIATE.callIndirect:
      out.index = readU32(cursor);
      out.table = readU32(cursor);
      return;
    case IMMEDIATE.labels:
      return readLabels(cursor, out);
    case IMMEDIATE.memory:
      return readMemoryIndex(cursor);
    case IMMEDIATE.twoMemories:
      readMemoryIndex(cursor);
      return readMemoryIndex(cursor);
    case IMMEDIATE.dataAndMemory:
      out.index = readU32(cursor);
      return readMemoryIndex(cursor);
    case IMMEDIATE.f32:
      return skip(cursor, 4);
    case IMMEDIATE.f64:
      return skip(cursor, 8);
    case IMMEDIATE.v128:
    case IMMEDIATE.lanes:
      return skip(cursor, 16);
    case IMMEDIATE.lane:
      return skip(cursor, 1);
    case IMMEDIATE.selectTypes:
      if (readU32(cursor) !== 1) refuse("select with other than one result type", out.start);
      readValueType(cursor);
      return;
    case IMMEDIATE.referenceType:
      readReferenceType(cursor);
      return;
    default:
      refuse(`opcode table entry ${out.key} is incomplete`, out.start);
  }
}

function readAccess(cursor: Cursor, memory64: boolean, out: Instruction): void {
  const at = cursor.at;
  const align = readU32(cursor);
  if ((align & 0x40) !== 0) refuse(`${OPCODES.names[out.key]} with a memory index (multiple memories) is not supported`, at);
  if (align > 4 || 1 << align > (OPCODES.accessBytes[out.key] ?? 0)) refuse(`alignment of ${OPCODES.names[out.key]} is too large`, at);
  out.offset = memory64 ? readU64(cursor) : readU32(cursor);
}

function readMemoryIndex(cursor: Cursor): void {
  const index = readByte(cursor);
  if (index !== 0) refuse(`memory index ${index} (multiple memories) is not supported`, cursor.at - 1);
}

function readLabels(cursor: Cursor, out: Instruction): void {
  const { labels } = out;
  labels.length = 0;
  for (let left = readCount(cursor, MODULE_LIMITS.branchTargets, "branch targets"); left >= 0; left--) labels.push(readU32(cursor));
}

/** A signed number of 33 bits: negative ones are value types, others type indexes. */
function readBlockType(cursor: Cursor, out: Instruction): void {
  const at = cursor.at;
  const first = cursor.bytes[at] ?? 0;
  if (first === 0x40) {
    cursor.at++;
    out.blockType = EMPTY_BLOCK;
  } else if (first < 0x80 && first >= 0x40) {
    cursor.at++;
    if (!isValueType(first)) refuse(`block type ${hex(first)} is not supported`, at);
    out.blockType = -first;
  } else {
    // Non-negative: as an unsigned number, whose last byte must leave the sign bit clear.
    out.blockType = readU32(cursor);
    const last = cursor.bytes[cursor.at - 1] ?? 0;
    if ((last & 0x40) !== 0) refuse("block type is not supported", at);
  }
}
