/**
 * Functions that stand for memory.grow, memory.init, memory.copy and memory.fill: they charge for the amount of work, mark the pages
 * they will write, and do it.
 * @module
 */
import { VALUE } from "../decode/value-types.ts";
import type { BulkOperation, Target } from "./appended.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { MISC_OP, NO_RESULT, W } from "./op-bytes.ts";
import { PAGE_SHIFT } from "./rules.ts";

/** Writes the body (locals and code) of the function for one operation. */
export function buildBulkFunction(target: Target, operation: BulkOperation, segment: number, out: ByteWriter): void {
  if (operation === "grow") return buildGrow(target, out);
  const memory64 = target.module.memory64;
  const size64 = memory64 && operation !== "init";
  out.byte(0);
  if (target.parts.gas) {
    charge(target, out, () => {
      local(out, 2, size64);
      out.bytes(W.i64Const);
      out.s(target.gas.bulkBytesShift);
      out.byte(W.i64ShrU);
    });
  }
  if (target.parts.dirty) markRange(memory64, size64, out);
  out.bytes(W.localGet, 0, W.localGet, 1, W.localGet, 2, W.misc);
  if (operation === "init") {
    out.byte(MISC_OP.memoryInit);
    out.u(segment);
    out.byte(0);
  } else if (operation === "copy") out.bytes(MISC_OP.memoryCopy, 0, 0);
  else out.bytes(MISC_OP.memoryFill, 0);
  out.byte(W.end);
}

/** Pushes a local as an i64, whichever type it has. */
function local(out: ByteWriter, index: number, is64: boolean): void {
  out.bytes(W.localGet, index);
  if (!is64) out.byte(W.i64ExtendI32U);
}

/** Subtracts an i64 from the gas left and traps when none is. */
function charge({ globals }: Target, out: ByteWriter, amount: () => void): void {
  out.byte(W.globalGet);
  out.u(globals.gas);
  amount();
  out.bytes(W.i64Sub, W.globalSet);
  out.u(globals.gas);
  out.byte(W.globalGet);
  out.u(globals.gas);
  out.bytes(W.i64Const, 0, W.i64LtS, W.if, NO_RESULT, W.unreachable, W.end);
}

/**
 * Marks the pages of [destination, destination + size). Ranges beyond the memory may mark anything or trap: the operation traps
 * itself, and the message is rolled back.
 */
function markRange(memory64: boolean, size64: boolean, out: ByteWriter): void {
  const firstPage = (): void => {
    local(out, 0, memory64);
    out.bytes(W.i64Const, PAGE_SHIFT, W.i64ShrU, W.i32WrapI64);
  };
  out.bytes(W.localGet, 2, size64 ? W.i64Eqz : W.i32Eqz, W.i32Eqz, W.if, NO_RESULT);
  firstPage();
  out.bytes(W.i32Const, 1);
  // Number of pages: page of the last byte - page of the first + 1.
  local(out, 0, memory64);
  local(out, 2, size64);
  out.bytes(W.i64Add, W.i64Const, 1, W.i64Sub, W.i64Const, PAGE_SHIFT, W.i64ShrU, W.i32WrapI64);
  firstPage();
  out.bytes(W.i32Sub, W.i32Const, 1, W.i32Add);
  out.bytes(W.misc, MISC_OP.memoryFill, 1, W.end);
}

/**
 * Growth within the maximum must succeed everywhere. When this machine cannot, the module must not see it: the fault flag is set and
 * the message traps. Growth beyond the maximum is refused everywhere and costs nothing more than the instruction.
 */
function buildGrow(target: Target, out: ByteWriter): void {
  const { module, parts, gas, maximumPages, globals } = target;
  const { memory64 } = module;
  const result = 1;
  // One local of the address type: the result.
  out.bytes(1, 1, memory64 ? VALUE.i64 : VALUE.i32);
  const fits = (): void => {
    local(out, 0, memory64);
    out.byte(W.i64Const);
    out.s(maximumPages);
    out.byte(W.i64LeU);
  };
  if (parts.gas) {
    fits();
    out.bytes(W.if, NO_RESULT);
    charge(target, out, () => {
      local(out, 0, memory64);
      out.byte(W.i64Const);
      out.s(gas.grownPage);
      out.byte(W.i64Mul);
    });
    out.byte(W.end);
  }
  out.bytes(W.localGet, 0, W.memoryGrow, 0, W.localTee, result);
  out.bytes(memory64 ? W.i64Const : W.i32Const, 0x7f, memory64 ? W.i64Eq : W.i32Eq);
  out.bytes(W.if, NO_RESULT);
  // Two steps, since pages asked for + present pages may overflow.
  fits();
  out.bytes(W.if, NO_RESULT);
  local(out, 0, memory64);
  out.bytes(W.memorySize, 0);
  if (!memory64) out.byte(W.i64ExtendI32U);
  out.bytes(W.i64Add, W.i64Const);
  out.s(maximumPages);
  out.bytes(W.i64LeU, W.if, NO_RESULT, W.i32Const, 1, W.globalSet);
  out.u(globals.fault);
  out.bytes(W.unreachable, W.end, W.end, W.end);
  out.bytes(W.localGet, result, W.end);
}
