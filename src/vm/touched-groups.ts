/**
 * Which 64 KiB groups of a memory can hold anything but zeros.
 *
 * Reading a page that was never touched makes the system provide it: scanning all of an aos memory once costs 68 MiB of resident
 * memory and up to 0.3 s in a virtual machine, for 2 MiB of state. So this follows the layout that emscripten gives every program:
 * static data, then the stack growing down from its base, then the heap up to the break. The stack is searched from its base down
 * to the first mebibyte of zeros. What a program writes outside its own stack frames and heap is not seen; the page marks of the
 * instrumented build will see it. Modules without that layout are scanned whole.
 * @module
 */
import { PAGE_BYTES } from "./host-imports/memory-growth.ts";

export const GROUP_BYTES = PAGE_BYTES;
const STACK_GAP_GROUPS = 16;
const ZEROS = Buffer.alloc(GROUP_BYTES);

/** Where emscripten put things, as addresses. */
export interface MemoryLayout {
  /** Lowest address of the stack; static data lies below it or above the base. */
  readonly stackEnd: number;
  readonly stackBase: number;
  /** End of the heap (sbrk). */
  readonly heapEnd: number;
}

/** One entry per group, 1 where the group must be looked at. */
export function touchedGroups(memory: Buffer, layout: MemoryLayout | null): Uint8Array {
  const groups = new Uint8Array(memory.byteLength / GROUP_BYTES);
  if (layout === null || !isSound(layout, memory.byteLength)) return groups.fill(1);
  groups.fill(1, 0, groupAfter(layout.stackEnd));
  groups.fill(1, groupOf(layout.stackBase), groupAfter(layout.heapEnd));
  let zeros = 0;
  for (let group = groupOf(layout.stackBase) - 1; group >= 0 && zeros < STACK_GAP_GROUPS; group--) {
    if (groups[group] === 1) break;
    groups[group] = 1;
    zeros = isZero(memory, group * GROUP_BYTES, GROUP_BYTES) ? zeros + 1 : 0;
  }
  return groups;
}

/** True when the range holds only zeros; at most one group. */
export function isZero(memory: Buffer, at: number, size: number): boolean {
  return memory.compare(ZEROS, 0, size, at, at + size) === 0;
}

const groupOf = (address: number): number => Math.floor(address / GROUP_BYTES);
const groupAfter = (address: number): number => Math.ceil(address / GROUP_BYTES);

function isSound({ stackEnd, stackBase, heapEnd }: MemoryLayout, size: number): boolean {
  return stackEnd >= 0 && stackEnd < stackBase && stackBase <= heapEnd && heapEnd <= size;
}
