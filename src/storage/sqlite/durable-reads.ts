/**
 * Reads that wait while what was committed last is not durable yet.
 * @module
 */
import type { StoreReads } from "../store.ts";

type Read = (...values: unknown[]) => Promise<unknown>;

/** The same reads; each first waits for `syncing`, if there is something to wait for. */
export function durableReads(reads: StoreReads, syncing: () => Promise<void> | null): StoreReads {
  const gated = Object.entries(reads as unknown as Record<string, Read>).map(([name, read]): [string, Read] => [
    name,
    (...values) => {
      const wait = syncing();
      return wait === null ? read(...values) : wait.then(() => read(...values));
    },
  ]);
  return Object.fromEntries(gated) as unknown as StoreReads;
}
