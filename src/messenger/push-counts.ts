/**
 * How many entries were made under a root message. The store knows it of what is durable; far from the limit a count in memory is enough,
 * which spares a read for each result of a long chain.
 * @module
 */
import type { Id } from "../base/ids.ts";
import type { Store } from "../storage/store.ts";

export interface PushCounts {
  /** Exact in the upper half of the limit. @throws LoomError STORE_FAILED */
  count(root: Id): Promise<number>;
  /** Entries that are about to be committed. */
  add(root: Id, entries: number): void;
}

const CAPACITY = 10_000;

export function createPushCounts(store: Pick<Store, "pushCount" | "commit">, limit: number): PushCounts {
  // Results that are built again after a fault count twice here, so these numbers are only ever too high.
  const known = new Map<Id, number>();
  return {
    async count(root) {
      let count = known.get(root) ?? (await store.pushCount(root));
      if (count >= limit / 2) {
        // What was built before is in the queue of the store, or durable.
        await store.commit([]);
        count = await store.pushCount(root);
      }
      if (known.size >= CAPACITY && !known.has(root)) known.clear();
      known.set(root, count);
      return count;
    },
    add(root, entries) {
      const cached = known.get(root);
      if (cached !== undefined) known.set(root, cached + entries);
    },
  };
}
