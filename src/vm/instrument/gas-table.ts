/**
 * What instructions cost, version 1. One table for every build and every machine: a cost may change only with a new version, since the
 * gas used is part of every result.
 *
 * The unit is roughly a fifth of a nanosecond of the reference machine. Costs are about what the engine's slower compiler needs, so
 * that no instruction is much cheaper than its time. Everything that is not listed costs 1.
 * @module
 */
import { OPCODES, opcodeKey } from "../decode/opcode-table.ts";

export interface GasTable {
  readonly version: 1;
  /** Cost by opcode key. */
  readonly instruction: Uint32Array;
  /** memory.copy, memory.fill and memory.init cost 1 more for every so many bytes. A power of two, as its exponent. */
  readonly bulkBytesShift: number;
  /** Every 64 KiB page that memory.grow adds, whether it can be added or not: it must be zeroed and will be hashed. */
  readonly grownPage: number;
}

type Row = readonly [cost: number, pattern: RegExp];

/** The first pattern that matches the mnemonic counts. */
const ROWS: readonly Row[] = [
  // Structure only. No loop is free: what jumps back is a branch.
  [0, /^(block|loop|else|end)$/],
  [5, /^call$/],
  [8, /^call_indirect$/],
  [3, /^br(_table)?$/],
  // The engine makes a new buffer object for the whole memory each time, of which its collector takes note.
  [1_000_000, /^memory\.grow$/],
  [60, /^memory\.(copy|fill|init)$/],
  [2, /\.(load|store)/],
  [2, /^(memory|table)\.(size|get)$/],
  // Vector lanes.
  [14, /^f(32x4|64x2)\.(div|sqrt)$/],
  [5, /^f(32x4|64x2)\.(add|sub|mul|min|max|ceil|floor|trunc|nearest|demote.*|promote.*)$/],
  [6, /^i64x2\.(mul|shr_s|extmul.*)$/],
  [6, /^i\d+x\d+\.(trunc_sat.*|mul)$/],
  [4, /^f(32x4|64x2)\.convert/],
  [2, /^([if]\d+x\d+|v128)\.(?!const)/],
  // Numbers. Floating point pays for making NaNs canonical.
  [12, /^i(32|64)\.(div|rem)_/],
  [2, /^i(32|64)\.mul$/],
  [10, /^f(32|64)\.(div|sqrt)$/],
  [4, /^f(32|64)\.(add|sub|mul|min|max|ceil|floor|trunc|nearest|demote.*|promote.*)$/],
  [2, /^f(32|64)\.(copysign|convert.*|eq|ne|lt|gt|le|ge)$/],
  [3, /^i(32|64)\.trunc_/],
  [2, /^i(32|64)\.popcnt$/],
];

export const GAS_TABLE_V1: GasTable = { version: 1, instruction: build(), bulkBytesShift: 3, grownPage: 8192 };

function build(): Uint32Array {
  const costs = new Uint32Array(OPCODES.names.length);
  OPCODES.names.forEach((name, key) => {
    if (name !== "") costs[key] = ROWS.find(([, pattern]) => pattern.test(name))?.[0] ?? 1;
  });
  return costs;
}

/** Cost of an instruction by its mnemonic; for tests and documentation. */
export function gasOf(name: string): number | undefined {
  return GAS_TABLE_V1.instruction[opcodeKey(name)];
}
