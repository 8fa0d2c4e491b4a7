/**
 * Instances that are used again for other processes of the same module. Making one costs the reservation and the first touch of two
 * memories; putting a used one into another state costs the pages that differ.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { type BootOptions, createInstance, type VmInstance } from "./instance.ts";
import { captureImage, type MemoryImage, restoreImage } from "./memory-image.ts";

export interface InstancePool {
  /**
   * An instance in the saved state, or, for null, as it boots. `take().takeDirty()` names all pages that are not zero, as that of a
   * new instance does. @throws LoomError CHECKPOINT_INVALID, and those of `createInstance`
   */
  take(options: BootOptions, image: MemoryImage | null): VmInstance;
  /** Gives an instance back. The caller must not use it any more. */
  give(instance: VmInstance): void;
}

/** `idle`: instances that are kept for later. All must be of one module, booted with the same options. */
export function createInstancePool({ idle }: { readonly idle: number }): InstancePool {
  const waiting: VmInstance[] = [];
  /** State of an instance that has just booted. */
  let booted: MemoryImage | null = null;

  const reuse = (image: MemoryImage): VmInstance | null => {
    for (let used = waiting.pop(); used !== undefined; used = waiting.pop()) {
      if (!restoreImage(used, image)) continue;
      used.renew();
      return used;
    }
    return null;
  };

  return {
    take(options, image) {
      const wanted = image ?? booted;
      const used = wanted === null ? null : reuse(wanted);
      if (used !== null) return used;
      const instance = createInstance(options);
      booted ??= captureImage(instance);
      if (image !== null && !restoreImage(instance, image))
        throw new LoomError("CHECKPOINT_INVALID", "the saved state is smaller than a new instance");
      return instance;
    },
    give(instance) {
      // One that outgrew its state, or the boot, fits no other state and would only be held.
      if (waiting.length < idle && instance.rollback() && instance.state.pages.memoryPages === booted?.memoryPages) waiting.push(instance);
    },
  };
}
