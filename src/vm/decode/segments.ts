/**
 * Element and data segments (WebAssembly core specification 5.5.12 and 5.5.14).
 * @module
 */
import { readConstantExpression } from "./constant-expression.ts";
import { type Cursor, hex, readByte, readCount, readU32, refuse, skip } from "./cursor.ts";
import type { Declarations } from "./declarations.ts";
import { MODULE_LIMITS } from "./limits.ts";
import { opcodeKey } from "./opcode-table.ts";
import { eachEntry, SECTION, type SectionId, type SectionRange } from "./sections.ts";
import { readReferenceType } from "./value-types.ts";

const I32_CONST = opcodeKey("i32.const");
const I64_CONST = opcodeKey("i64.const");

export interface DataSegment {
  readonly passive: boolean;
  /** First byte in the memory; 0 when passive. */
  readonly offset: bigint;
  readonly size: number;
}

/** Checks the element segments and returns nothing: no allowed instruction can name one. */
export function readElements(bytes: Uint8Array, sections: ReadonlyMap<SectionId, SectionRange>, declarations: Declarations): void {
  eachEntry(bytes, sections, SECTION.element, (cursor) => {
    for (let left = readCount(cursor, MODULE_LIMITS.segments, "element segments"); left > 0; left--) readElement(cursor, declarations);
  });
}

/** Flags: bit 0 passive or declarative, bit 1 explicit table (or declarative), bit 2 expressions instead of function indexes. */
function readElement(cursor: Cursor, { functions, tables }: Declarations): void {
  const at = cursor.at;
  const flags = readU32(cursor);
  if (flags > 7) refuse(`element segment flags ${hex(flags)} are not supported`, at);
  const active = (flags & 1) === 0;
  if (active) {
    const table = (flags & 2) === 0 ? 0 : readU32(cursor);
    if (table >= tables.length) refuse(`no table ${table}`, at);
    readConstantExpression(cursor, functions.length);
  }
  const expressions = (flags & 4) !== 0;
  if ((flags & 3) !== 0) {
    if (expressions) readReferenceType(cursor);
    else if (readByte(cursor) !== 0) refuse("element kind is not supported", cursor.at - 1);
  }
  for (let left = readCount(cursor, MODULE_LIMITS.tableEntries, "elements"); left > 0; left--) {
    const from = cursor.at;
    if (expressions) readConstantExpression(cursor, functions.length);
    else if (readU32(cursor) >= functions.length) refuse("element names no function", from);
  }
}

/** All data segments; their number must be what the data count section announced. */
export function readData(bytes: Uint8Array, sections: ReadonlyMap<SectionId, SectionRange>, declarations: Declarations): DataSegment[] {
  const segments: DataSegment[] = [];
  eachEntry(bytes, sections, SECTION.data, (cursor) => {
    for (let left = readCount(cursor, MODULE_LIMITS.segments, "data segments"); left > 0; left--) {
      segments.push(readDataSegment(cursor, declarations));
    }
  });
  eachEntry(bytes, sections, SECTION.dataCount, (cursor) => {
    const at = cursor.at;
    const announced = readU32(cursor);
    if (announced !== segments.length) refuse(`${announced} data segments announced, ${segments.length} found`, at);
  });
  return segments;
}

function readDataSegment(cursor: Cursor, { functions }: Declarations): DataSegment {
  const at = cursor.at;
  const flags = readU32(cursor);
  if (flags > 2) refuse(`data segment flags ${hex(flags)} are not supported`, at);
  if (flags === 2 && readU32(cursor) !== 0) refuse("data segment of another memory (multiple memories) is not supported", at);
  const offset = flags === 1 ? 0n : readOffset(cursor, functions.length);
  const size = readCount(cursor, MODULE_LIMITS.moduleBytes, "data bytes");
  skip(cursor, size);
  return { passive: flags === 1, offset, size };
}

/** A constant expression that is an integer; unsigned in the width it was written in. */
function readOffset(cursor: Cursor, functionCount: number): bigint {
  const at = cursor.at;
  readConstantExpression(cursor, functionCount);
  const opcode = cursor.bytes[at];
  if (opcode !== I32_CONST && opcode !== I64_CONST) refuse("the offset of a data segment is no integer constant", at);
  return BigInt.asUintN(opcode === I32_CONST ? 32 : 64, signedLeb(cursor.bytes, at + 1));
}

/** The value of a signed LEB128 number whose length was checked before. */
function signedLeb(bytes: Uint8Array, start: number): bigint {
  let value = 0n;
  let shift = 0n;
  for (let at = start; ; at++) {
    const byte = bytes[at] ?? 0;
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte < 0x80) return (byte & 0x40) === 0 ? value : value - (1n << shift);
  }
}
