/**
 * Delivers one outbox entry. The scheduler settles it in the commit that gives the message its slot, so a crash at any moment
 * leaves it either pending or delivered once.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { type Item, parseItem } from "../protocol/item.ts";
import type { Blobs } from "../storage/blobs.ts";
import { readItemBytes } from "../storage/item-change.ts";
import type { OutboxRecord } from "../storage/records.ts";
import type { Change, Store } from "../storage/store.ts";
import type { OutboxKey, SchedulerUnit } from "../units/scheduler.ts";
import { createBaseLayer } from "./base-layer.ts";
import type { ItemCache } from "./item-cache.ts";

export interface DeliverDeps {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly scheduler: SchedulerUnit;
  readonly items: ItemCache;
  /** Whether the result that made the entry is not durable yet: nobody but this unit knows its item. */
  readonly isEarly: (entry: OutboxRecord) => boolean;
}

export interface EntryDelivery {
  /** Delivers and settles. @throws LoomError of the scheduler; the entry is pending then */
  deliver(entry: OutboxRecord): Promise<void>;
  /** Settles an entry that cannot be delivered; the notice of a failed spawn with it. @throws LoomError STORE_FAILED */
  drop(entry: OutboxRecord, reason: string): Promise<void>;
  /** Whether the store still has the entry as pending. @throws LoomError STORE_FAILED */
  isPending(key: OutboxKey): Promise<boolean>;
}

export function createEntryDelivery({ store, blobs, scheduler, items, isEarly }: DeliverDeps): EntryDelivery {
  const baseLayer = createBaseLayer(store);
  const itemOf = async (id: Id): Promise<Item> => {
    const bytes = await readItemBytes(id, store, blobs);
    if (bytes === null) throw new LoomError("NOT_FOUND", `the item ${id} is missing`);
    return parseItem(bytes);
  };
  const pending = async ({ process, slot, index }: OutboxKey): Promise<OutboxRecord | null> => {
    const [next] = await store.pendingOutbox({ process, slot, index: index - 1 }, 1);
    return next?.process === process && next.slot === slot && next.index === index ? next : null;
  };
  return {
    deliver: async (entry) => {
      const { process, slot, index, kind, target, item, exclude, root, hops } = entry;
      const settles = { process, slot, index };
      // Dropped together with its spawn.
      if (kind === "notice" && (await pending(settles)) === null) return;
      const options = { origin: { root, hops }, settles };
      if (kind === "assign") {
        const message = { process: target, message: item, exclude, baseLayer: await baseLayer.demanded(process, slot, item, target) };
        await scheduler.assignExisting(message, options);
        return;
      }
      if (kind === "spawn" || (await scheduler.isProcess(target))) {
        await scheduler.assign(items.take(item) ?? (await itemOf(item)), { ...options, unseen: isEarly(entry) });
        return;
      }
      items.take(item);
      await store.commit([settled(settles, "delivered", "wallet")]);
    },
    drop: async (entry, reason) => {
      const changes = [settled(entry, "dropped", reason)];
      const notice = entry.kind === "spawn" ? await pending({ ...entry, index: entry.index + 1 }) : null;
      if (notice?.kind === "notice") changes.push(settled(notice, "dropped", `the spawn failed: ${reason}`));
      await store.commit(changes);
    },
    isPending: async (key) => (await pending(key)) !== null,
  };
}

function settled({ process, slot, index }: OutboxKey, state: "delivered" | "dropped", reason: string): Change {
  return { type: "outbox-settle", process, slot, index, state, reason };
}
