/**
 * Before a store: mark the 4 KiB pages of the first and of the last byte that it, and those that share its marks, will write.
 *
 * Whether both are the same page is not known in advance (alignment is a hint, not a promise), and a second unconditional byte store
 * is cheaper than a test. Markers are bytes, so that marking reads nothing. An address beyond the memory marks some other page or
 * traps; the store itself would trap, and the message is rolled back.
 * @module
 */
import type { Instruction } from "../decode/instruction.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { KINDS } from "./instruction-kinds.ts";
import { W, WITH_MEMORY } from "./op-bytes.ts";
import { PAGE_SHIFT } from "./rules.ts";
import type { SpareLocals } from "./spare-locals.ts";

/** Operand stack: address, value. Leaves both as they are. `low` and `high` are offsets from the address. */
export function writeMarks({ key }: Instruction, low: number, high: number, memory64: boolean, spare: SpareLocals, out: ByteWriter): void {
  const value = spare.stored.get(KINDS.valueType[key] ?? 0) ?? 0;
  out.byte(W.localSet);
  out.u(value);
  out.byte(W.localTee);
  out.u(spare.address);
  writeMark(low, memory64, spare.address, out);
  if (high > low) writeMark(high, memory64, spare.address, out);
  out.byte(W.localGet);
  out.u(value);
}

function writeMark(offset: number, memory64: boolean, address: number, out: ByteWriter): void {
  out.byte(W.localGet);
  out.u(address);
  if (offset !== 0) {
    out.byte(memory64 ? W.i64Const : W.i32Const);
    out.s(memory64 ? offset : offset | 0);
    out.byte(memory64 ? W.i64Add : W.i32Add);
  }
  if (memory64) out.bytes(W.i64Const, PAGE_SHIFT, W.i64ShrU, W.i32WrapI64);
  else out.bytes(W.i32Const, PAGE_SHIFT, W.i32ShrU);
  out.bytes(W.i32Const, 1, W.i32Store8, WITH_MEMORY, 1, 0);
}
