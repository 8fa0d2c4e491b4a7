/**
 * Decides which stores mark pages, and for which bytes.
 *
 * Compilers write the fields of a structure one after the other through the same address. Stores of one straight-line segment whose
 * address is the same value, and whose bytes lie within one page size, share the marks of the first of them: the pages of the lowest and
 * of the highest byte are all the pages that any of them can touch. Calls end such a group: a later store might not happen at all.
 * @module
 */
import type { Instruction } from "../decode/instruction.ts";
import { OPCODES, opcodeKey } from "../decode/opcode-table.ts";
import { PAGE_SHIFT } from "./rules.ts";

export interface StoreMarks {
  /** Per store in code order: lowest and highest offset to mark, or -1 when an earlier store did. */
  readonly low: number[];
  readonly high: number[];
}

export interface MarkPlanner {
  readonly marks: StoreMarks;
  /** For every instruction that is neither a store nor one of `reset`. `height`: of the operand stack after it. */
  other(instruction: Instruction, height: number): void;
  store(instruction: Instruction, height: number): void;
  /** At calls, bulk operations and control instructions. */
  reset(): void;
}

const LOCAL_GET = opcodeKey("local.get");
const LOCAL_SET = opcodeKey("local.set");
const LOCAL_TEE = opcodeKey("local.tee");
const SPAN = 1 << PAGE_SHIFT;
const UNKNOWN = 0;

export function createMarkPlanner(localCount: number): MarkPlanner {
  const marks: StoreMarks = { low: [], high: [] };
  // A value is known by a number: that of the local it was read from, renewed whenever the local is written.
  const localValue = Uint32Array.from({ length: localCount }, (_, index) => index + 1);
  let nextValue = localCount + 1;
  let stack: number[] = [];
  /** Value of an address -> number of the store that marks for it. */
  const groups = new Map<number, number>();

  return {
    marks,
    other({ key, index }, height) {
      if (key === LOCAL_GET) stack[height - 1] = localValue[index] ?? UNKNOWN;
      else if (key === LOCAL_SET) localValue[index] = nextValue++;
      else if (key === LOCAL_TEE) {
        localValue[index] = nextValue;
        stack[height - 1] = nextValue++;
      } else if (OPCODES.pushes[key] !== 0) stack[height - 1] = UNKNOWN;
    },
    store({ key, offset }, height) {
      const value = stack[height] ?? UNKNOWN;
      const last = offset + (OPCODES.accessBytes[key] ?? 1) - 1;
      const leader = value === UNKNOWN ? undefined : groups.get(value);
      if (leader !== undefined) {
        const low = Math.min(marks.low[leader] ?? 0, offset);
        const high = Math.max(marks.high[leader] ?? 0, last);
        if (high - low < SPAN) {
          marks.low[leader] = low;
          marks.high[leader] = high;
          marks.low.push(-1);
          marks.high.push(-1);
          return;
        }
      }
      groups.set(value, marks.low.length);
      marks.low.push(offset);
      marks.high.push(last);
    },
    reset() {
      stack = [];
      groups.clear();
    },
  };
}
