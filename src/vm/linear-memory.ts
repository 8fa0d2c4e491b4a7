/**
 * Linear memories of both widths, made and grown. How JavaScript names the width and counts the pages of a 64-bit memory changed
 * between versions of the engine (Node 22: plain numbers, Node 24: bigint); a memory that a module defines is the same in all.
 *
 * They are shared memories, though only one thread ever has one. The engine counts the whole size of any other against its heap, however
 * few pages were touched, and collects all garbage for every 64 MiB: for each new process of a stock module, at 15 ms and more.
 * @module
 */
import { createByteWriter } from "./instrument/byte-writer.ts";
import { LIMITS } from "./instrument/op-bytes.ts";

const MEMORY_SECTION = 5;
const EXPORT_SECTION = 7;
const MEMORY_KIND = 2;
const MODULE_BYTES = 256;
let countsInBigint: boolean | null = null;

/** A shared memory of `pages` 64 KiB pages, at most `maximum`. @throws RangeError when this machine has no room for it */
export function createMemory(memory64: boolean, pages: number, maximum: number): WebAssembly.Memory {
  if (!memory64) return new WebAssembly.Memory({ initial: pages, maximum, shared: true });
  const memories = createByteWriter(MODULE_BYTES);
  memories.bytes(1, LIMITS.shared | LIMITS.wide);
  memories.u(pages);
  memories.u(maximum);
  const exported = createByteWriter(MODULE_BYTES);
  exported.u(1);
  exported.name("memory");
  exported.bytes(MEMORY_KIND, 0);
  const module = createByteWriter(MODULE_BYTES);
  module.bytes(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, MEMORY_SECTION);
  module.sized(memories);
  module.byte(EXPORT_SECTION);
  module.sized(exported);
  const { memory } = new WebAssembly.Instance(new WebAssembly.Module(module.view()), {}).exports as { readonly memory: WebAssembly.Memory };
  return memory;
}

/** Grows a memory by `pages` 64 KiB pages. @throws RangeError when the memory or this machine has no room */
export function growMemory(memory: WebAssembly.Memory, memory64: boolean, pages: number): void {
  memory.grow(memory64 && takesBigint() ? BigInt(pages) : pages);
}

function takesBigint(): boolean {
  if (countsInBigint !== null) return countsInBigint;
  try {
    createMemory(true, 0, 1).grow(0n);
    countsInBigint = true;
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    countsInBigint = false;
  }
  return countsInBigint;
}
