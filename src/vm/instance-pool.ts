/**
 * Instances that are used again for other processes of the same module. Making one costs the reservation and the first touch of two
 * memories; putting a used one into another state costs the pages that differ. The start-up of the module runs once.
 * @module
 */
import type { BootOptions } from "./boot.ts";
import { createInstance, type VmInstance } from "./instance.ts";
import { captureImage, type MemoryImage, restoreImage } from "./memory-image.ts";

export interface InstancePool {
  /**
   * An instance in the saved state, or, for null, as it boots. It may have pages that others wrote and that are zero again: ask
   * `state.pages.everWritten()` what it holds. @throws LoomError CHECKPOINT_INVALID, and those of `createInstance`
   */
  take(options: BootOptions, image: MemoryImage | null): VmInstance;
  /** Gives an instance back, also one that is of no more use. The caller must not use it any more. */
  give(instance: VmInstance): void;
}

export interface InstancePoolOptions {
  /** Instances that are kept for later. */
  readonly idle: number;
  /**
   * An instance that held so many bytes was given up. The engine does not know how much that is, so its collector may come late.
   */
  readonly discarded?: (bytes: number) => void;
}

const PAGE_BYTES = 4096;
/** What an idle instance may hold, 4 KiB pages: one that was large is not kept. */
const IDLE_PAGES = 2048;

/** All instances must be of one module, booted with the same options. */
export function createInstancePool({ idle, discarded }: InstancePoolOptions): InstancePool {
  const waiting: VmInstance[] = [];
  /** The state after the start-up, which gives the same every time: only the first one runs it. */
  let booted: MemoryImage | null = null;

  const reuse = (image: MemoryImage): VmInstance | null => {
    // A memory cannot shrink.
    const at = waiting.findLastIndex(({ state }) => state.pages.memoryPages <= image.memoryPages);
    const [used] = at < 0 ? [] : waiting.splice(at, 1);
    return used !== undefined && restoreImage(used, image) ? used : null;
  };

  // Memory and undo.
  const discard = ({ state }: VmInstance): void => discarded?.(state.pages.everWritten().length * PAGE_BYTES * 2);

  return {
    take(options, image) {
      if (booted === null) {
        const first = createInstance(options);
        booted = captureImage(first);
        waiting.push(first);
      }
      const wanted = image ?? booted;
      return reuse(wanted) ?? createInstance(options, wanted, booted);
    },
    give(instance) {
      if (instance.rollback() && instance.state.pages.everWritten().length <= IDLE_PAGES) waiting.push(instance);
      else discard(instance);
      const surplus = waiting.length > idle ? waiting.shift() : undefined;
      if (surplus !== undefined) discard(surplus);
    },
  };
}
