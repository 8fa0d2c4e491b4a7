/**
 * Items that were just made and are about to be delivered: saves reading and parsing them again.
 * @module
 */
import type { Id } from "../base/ids.ts";
import type { Item } from "../protocol/item.ts";

export interface ItemCache {
  put(item: Item): void;
  /** The item, which then leaves the cache. */
  take(id: Id): Item | null;
}

/** Holds at most `capacity` bytes of items; the oldest go first. */
export function createItemCache(capacity: number): ItemCache {
  const items = new Map<Id, Item>();
  let size = 0;
  const remove = (item: Item): void => {
    if (items.delete(item.id)) size -= item.bytes.byteLength;
  };
  return {
    put: (item) => {
      if (items.has(item.id) || item.bytes.byteLength > capacity) return;
      items.set(item.id, item);
      size += item.bytes.byteLength;
      if (size <= capacity) return;
      for (const oldest of items.values()) {
        remove(oldest);
        if (size <= capacity) return;
      }
    },
    take: (id) => {
      const item = items.get(id) ?? null;
      if (item !== null) remove(item);
      return item;
    },
  };
}
