/**
 * Memory: growing and copying. The growth policy decides the page count and with it the state, so it is part of the environment.
 * @module
 */
import { ENVIRONMENT_1 } from "../environment/1/environment.ts";
import type { ModuleInfo } from "../inspect-module.ts";
import { growMemory } from "../linear-memory.ts";
import type { HostImports } from "./host.ts";

export const PAGE_BYTES = 64 * 1024;
const { host: COST, memory: GROWTH } = ENVIRONMENT_1;

/** Largest memory of a module in bytes. */
export function maximumBytes(info: ModuleInfo): number {
  return (info.maximumPages ?? GROWTH.defaultMaximumPages) * PAGE_BYTES;
}

/**
 * Page count after a request for `wanted` bytes in all: emscripten's own policy of growing by a fifth, at most 96 MiB at once.
 * Null when it is above the maximum.
 */
export function grownPages(currentBytes: number, wanted: number, maximum: number): number | null {
  if (wanted > maximum) return null;
  const generous = Math.min(currentBytes + Math.floor(currentBytes / GROWTH.growthFraction), wanted + GROWTH.growthExtraBytes);
  const rounded = Math.ceil(Math.max(wanted, generous) / PAGE_BYTES) * PAGE_BYTES;
  return Math.min(rounded, maximum) / PAGE_BYTES;
}

export const memoryImports: HostImports = {
  emscripten_resize_heap: {
    signature: "p>i",
    bind:
      (host) =>
      (wanted = 0) => {
        const current = host.memory.byteLength;
        if (wanted <= current) return 1;
        const pages = grownPages(current, wanted, maximumBytes(host.info));
        if (pages === null) return 0;
        const delta = pages - current / PAGE_BYTES;
        host.meter.charge(GROWTH.gasPerGrowth + delta * GROWTH.gasPerPage);
        try {
          growMemory(host.rawMemory, host.info.memory64, delta);
        } catch {
          // Below the module's own maximum only this machine can refuse, and that must never become a result.
          return host.aborts.abort({ kind: "host-fault", reason: `memory could not grow to ${pages} pages` });
        }
        return 1;
      },
  },
  emscripten_get_heap_max: { signature: ">p", bind: (host) => () => maximumBytes(host.info) },
  _emscripten_memcpy_js: {
    signature: "ppp>",
    bind:
      (host) =>
      (to = 0, from = 0, size = 0) => {
        host.meter.charge(size / COST.copiedBytesPerGas);
        host.memory.move(to, from, size);
        return 0;
      },
  },
  /** The name of older compilers. */
  emscripten_memcpy_big: {
    signature: "ppp>",
    bind:
      (host) =>
      (to = 0, from = 0, size = 0) => {
        host.meter.charge(size / COST.copiedBytesPerGas);
        host.memory.move(to, from, size);
        return 0;
      },
  },
};
