/**
 * Where the data segments of a module lie: the only bytes of a new memory that are not zero, and that no instruction wrote.
 * @module
 */
import type { WasmReader } from "./wasm-reader.ts";

/** 4 KiB pages [first, past). */
export type PageRange = readonly [first: number, past: number];

const PAGE_BYTES = 4096;
const CONST = { i32: 0x41, i64: 0x42, end: 0x0b } as const;

/** Reads the data section. Segments that are copied by an instruction (passive) do not count. */
export function readDataPages(reader: WasmReader | null): PageRange[] {
  if (reader === null) return [];
  const ranges: PageRange[] = [];
  for (let left = reader.count(); left > 0; left--) {
    const flags = reader.u32();
    if (flags > 2) reader.fail(`data segment flags ${flags}`);
    if (flags === 2 && reader.u32() !== 0) reader.fail("data segment of another memory");
    const at = flags === 1 ? null : readOffset(reader);
    const size = reader.u32();
    reader.skip(size);
    if (at !== null && size > 0) ranges.push([Math.floor(at / PAGE_BYTES), Math.floor((at + size - 1) / PAGE_BYTES) + 1]);
  }
  return joined(ranges);
}

function readOffset(reader: WasmReader): number {
  const opcode = reader.byte();
  if (opcode !== CONST.i32 && opcode !== CONST.i64) reader.fail("a data segment whose offset is no constant");
  const bits = opcode === CONST.i64 ? 64 : 32;
  let value = 0n;
  let shift = 0n;
  let byte: number;
  do {
    if (shift > bits) reader.fail("number too long");
    byte = reader.byte();
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
  } while (byte >= 0x80);
  if ((byte & 0x40) !== 0) value -= 1n << shift;
  if (reader.byte() !== CONST.end) reader.fail("a data segment whose offset is no constant");
  return Number(BigInt.asUintN(bits, value));
}

function joined(ranges: readonly PageRange[]): PageRange[] {
  const out: PageRange[] = [];
  for (const [first, past] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last !== undefined && first <= last[1]) out[out.length - 1] = [last[0], Math.max(last[1], past)];
    else out.push([first, past]);
  }
  return out;
}
