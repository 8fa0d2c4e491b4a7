/**
 * A state from the linear memory alone, as checkpoints of the legacy network hold it. They have no globals.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { sha256 } from "../crypto/hash.ts";
import { IMAGE_PAGE_BYTES, type ImageGlobal } from "./memory-image.ts";
import { PAGE_HASH_BYTES, type SavedImage } from "./page-set.ts";
import { unsettledGlobals } from "./settled-globals.ts";

const WASM_PAGE_BYTES = 65_536;

/**
 * @param memory the whole linear memory, a multiple of 64 KiB
 * @throws LoomError CHECKPOINT_INVALID when the size is none of a memory
 */
export function legacyImage(memory: Uint8Array, globals: readonly ImageGlobal[]): SavedImage {
  if (memory.byteLength === 0 || memory.byteLength % WASM_PAGE_BYTES !== 0)
    throw new LoomError("CHECKPOINT_INVALID", `${memory.byteLength} bytes are not a memory`);
  const bytes = Buffer.from(memory.buffer, memory.byteOffset, memory.byteLength);
  const zeros = Buffer.alloc(IMAGE_PAGE_BYTES);
  const page = (index: number): Buffer => bytes.subarray(index * IMAGE_PAGE_BYTES, (index + 1) * IMAGE_PAGE_BYTES);
  const indexes = Array.from({ length: memory.byteLength / IMAGE_PAGE_BYTES }, (_, index) => index).filter(
    (index) => !zeros.equals(page(index)),
  );
  const pageBytes = new Uint8Array(indexes.length * IMAGE_PAGE_BYTES);
  const pageHashes = new Uint8Array(indexes.length * PAGE_HASH_BYTES);
  for (const [nth, index] of indexes.entries()) {
    pageBytes.set(page(index), nth * IMAGE_PAGE_BYTES);
    pageHashes.set(sha256(page(index)), nth * PAGE_HASH_BYTES);
  }
  return { memoryPages: memory.byteLength / WASM_PAGE_BYTES, pageIndexes: Uint32Array.from(indexes), pageBytes, pageHashes, globals };
}

/**
 * The globals that go with a memory that was saved between two messages.
 * @param observed those of this module after its first message, and after some more
 * @throws LoomError CHECKPOINT_INVALID when one may have any value: neither does the code show it, nor did it stay the same
 */
export function legacyGlobals(wasm: Uint8Array, observed: readonly (readonly ImageGlobal[])[]): readonly ImageGlobal[] {
  const [first = []] = observed;
  const open = new Set(unsettledGlobals(wasm));
  const moving = first.find(({ index, value }, nth) => open.has(index) && observed.some((globals) => globals[nth]?.value !== value));
  if (moving !== undefined || (open.size > 0 && observed.length < 2)) {
    const which = moving?.index ?? [...open].join(", ");
    throw new LoomError("CHECKPOINT_INVALID", `a memory alone does not tell the value of global ${which} of this module`);
  }
  return first;
}
