/**
 * Locals that a rewritten function needs beside its own: only those it uses, since each makes its frame larger.
 * @module
 */
import type { DecodedModule } from "../decode/decode-module.ts";
import { VALUE } from "../decode/value-types.ts";
import type { Parts } from "./appended.ts";
import type { ByteWriter } from "./byte-writer.ts";
import type { FunctionPlan } from "./plan-function.ts";

export interface SpareLocals {
  /** Gas left; -1 when it stays in its global. */
  readonly gas: number;
  /** Address of a store. */
  readonly address: number;
  /** By value type: parked values of stores, and results that may be NaN. */
  readonly stored: ReadonlyMap<number, number>;
  readonly nan: ReadonlyMap<number, number>;
}

/** Writes the local vector of the function: its own groups as they are, then the spare ones, one group each. */
export function writeLocals(module: DecodedModule, plan: FunctionPlan, parts: Parts, localGas: boolean, out: ByteWriter): SpareLocals {
  const { body } = plan;
  const types: number[] = [];
  const add = (type: number): number => body.localCount + types.push(type) - 1;
  const addAll = (wanted: ReadonlySet<number>): Map<number, number> =>
    new Map([...wanted].sort((a, b) => a - b).map((type) => [type, add(type)]));

  const marks = parts.dirty && plan.storeTypes.size > 0;
  const spare: SpareLocals = {
    gas: localGas ? add(VALUE.i64) : -1,
    address: marks ? add(module.memory64 ? VALUE.i64 : VALUE.i32) : -1,
    stored: addAll(marks ? plan.storeTypes : new Set()),
    nan: addAll(parts.nan ? plan.nanTypes : new Set()),
  };
  out.u(body.localGroups + types.length);
  // The groups start behind their count, whose encoding may be padded.
  let from = body.localsStart;
  while ((module.bytes[from] ?? 0) >= 0x80) from++;
  out.copy(module.bytes, from + 1, body.codeStart);
  for (const type of types) out.bytes(1, type);
  return spare;
}
