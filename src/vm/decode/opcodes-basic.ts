/**
 * Allowed one-byte opcodes and those behind the prefix 0xfc (WebAssembly core specification 5.4). What is not listed is refused.
 * @module
 */
import type { ImmediateName } from "./immediates.ts";

/** Opcodes that follow each other and share immediates and stack effect. */
export interface OpcodeGroup {
  readonly first: number;
  readonly immediate: ImmediateName;
  /** Values taken from and left on the operand stack. Calls, branches and blocks have effects of their own and say 0, 0. */
  readonly pops: number;
  readonly pushes: number;
  /** Mnemonics, from `first` on. */
  readonly names: string;
  /** Bytes accessed by a load or store. */
  readonly bytes?: number;
}

type Row = readonly [first: number, immediate: ImmediateName, pops: number, pushes: number, names: string, bytes?: number];

export const groups = (rows: readonly Row[]): OpcodeGroup[] =>
  rows.map(([first, immediate, pops, pushes, names, bytes]) => ({
    first,
    immediate,
    pops,
    pushes,
    names,
    ...(bytes === undefined ? {} : { bytes }),
  }));

const COMPARE = "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u";
const INTEGER = "add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr";
const FLOAT_UNARY = "abs neg ceil floor trunc nearest sqrt";
const FLOAT_BINARY = "add sub mul div min max copysign";
const FLOAT_COMPARE = "eq ne lt gt le ge";

export const of = (type: string, names: string): string =>
  names
    .split(" ")
    .map((name) => `${type}.${name}`)
    .join(" ");

export const BASIC_OPCODES: readonly OpcodeGroup[] = groups([
  [0x00, "none", 0, 0, "unreachable nop"],
  [0x02, "blockType", 0, 0, "block loop if"],
  [0x05, "none", 0, 0, "else"],
  [0x0b, "none", 0, 0, "end"],
  [0x0c, "label", 0, 0, "br br_if"],
  [0x0e, "labels", 0, 0, "br_table"],
  [0x0f, "none", 0, 0, "return"],
  [0x10, "function", 0, 0, "call"],
  [0x11, "callIndirect", 0, 0, "call_indirect"],
  [0x1a, "none", 1, 0, "drop"],
  [0x1b, "none", 3, 1, "select"],
  [0x1c, "selectTypes", 3, 1, "select"],
  [0x20, "local", 0, 1, "local.get"],
  [0x21, "local", 1, 0, "local.set"],
  [0x22, "local", 1, 1, "local.tee"],
  [0x23, "global", 0, 1, "global.get"],
  [0x24, "global", 1, 0, "global.set"],
  [0x25, "table", 1, 1, "table.get"],
  [0x28, "access", 1, 1, "i32.load", 4],
  [0x29, "access", 1, 1, "i64.load", 8],
  [0x2a, "access", 1, 1, "f32.load", 4],
  [0x2b, "access", 1, 1, "f64.load", 8],
  [0x2c, "access", 1, 1, "i32.load8_s i32.load8_u", 1],
  [0x2e, "access", 1, 1, "i32.load16_s i32.load16_u", 2],
  [0x30, "access", 1, 1, "i64.load8_s i64.load8_u", 1],
  [0x32, "access", 1, 1, "i64.load16_s i64.load16_u", 2],
  [0x34, "access", 1, 1, "i64.load32_s i64.load32_u", 4],
  [0x36, "access", 2, 0, "i32.store", 4],
  [0x37, "access", 2, 0, "i64.store", 8],
  [0x38, "access", 2, 0, "f32.store", 4],
  [0x39, "access", 2, 0, "f64.store", 8],
  [0x3a, "access", 2, 0, "i32.store8", 1],
  [0x3b, "access", 2, 0, "i32.store16", 2],
  [0x3c, "access", 2, 0, "i64.store8", 1],
  [0x3d, "access", 2, 0, "i64.store16", 2],
  [0x3e, "access", 2, 0, "i64.store32", 4],
  [0x3f, "memory", 0, 1, "memory.size"],
  [0x40, "memory", 1, 1, "memory.grow"],
  [0x41, "s32", 0, 1, "i32.const"],
  [0x42, "s64", 0, 1, "i64.const"],
  [0x43, "f32", 0, 1, "f32.const"],
  [0x44, "f64", 0, 1, "f64.const"],
  [0x45, "none", 1, 1, "i32.eqz"],
  [0x46, "none", 2, 1, of("i32", COMPARE)],
  [0x50, "none", 1, 1, "i64.eqz"],
  [0x51, "none", 2, 1, of("i64", COMPARE)],
  [0x5b, "none", 2, 1, of("f32", FLOAT_COMPARE)],
  [0x61, "none", 2, 1, of("f64", FLOAT_COMPARE)],
  [0x67, "none", 1, 1, of("i32", "clz ctz popcnt")],
  [0x6a, "none", 2, 1, of("i32", INTEGER)],
  [0x79, "none", 1, 1, of("i64", "clz ctz popcnt")],
  [0x7c, "none", 2, 1, of("i64", INTEGER)],
  [0x8b, "none", 1, 1, of("f32", FLOAT_UNARY)],
  [0x92, "none", 2, 1, of("f32", FLOAT_BINARY)],
  [0x99, "none", 1, 1, of("f64", FLOAT_UNARY)],
  [0xa0, "none", 2, 1, of("f64", FLOAT_BINARY)],
  [0xa7, "none", 1, 1, of("i32", "wrap_i64 trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u")],
  [0xac, "none", 1, 1, of("i64", "extend_i32_s extend_i32_u trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u")],
  [0xb2, "none", 1, 1, of("f32", "convert_i32_s convert_i32_u convert_i64_s convert_i64_u demote_f64")],
  [0xb7, "none", 1, 1, of("f64", "convert_i32_s convert_i32_u convert_i64_s convert_i64_u promote_f32")],
  [0xbc, "none", 1, 1, "i32.reinterpret_f32 i64.reinterpret_f64 f32.reinterpret_i32 f64.reinterpret_i64"],
  [0xc0, "none", 1, 1, "i32.extend8_s i32.extend16_s i64.extend8_s i64.extend16_s i64.extend32_s"],
  [0xd0, "referenceType", 0, 1, "ref.null"],
  [0xd1, "none", 1, 1, "ref.is_null"],
  [0xd2, "function", 0, 1, "ref.func"],
]);

/** Behind 0xfc: saturating conversions and bulk memory. Of the table instructions only `table.size`: tables never change. */
export const MISC_OPCODES: readonly OpcodeGroup[] = groups([
  [0, "none", 1, 1, of("i32", "trunc_sat_f32_s trunc_sat_f32_u trunc_sat_f64_s trunc_sat_f64_u")],
  [4, "none", 1, 1, of("i64", "trunc_sat_f32_s trunc_sat_f32_u trunc_sat_f64_s trunc_sat_f64_u")],
  [8, "dataAndMemory", 3, 0, "memory.init"],
  [9, "data", 0, 0, "data.drop"],
  [10, "twoMemories", 3, 0, "memory.copy"],
  [11, "memory", 3, 0, "memory.fill"],
  [16, "table", 0, 1, "table.size"],
]);
