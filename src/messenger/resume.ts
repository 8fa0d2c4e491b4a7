/**
 * Continues what a stop or crash left pending, page by page, in order.
 *
 * Entries that are committed while the scan runs are held until it has passed: they come behind the older ones of their lane. The scan
 * may meet them too; what it has met is known by the last entry that it saw of each process, since slots only grow.
 * @module
 */
import type { Id } from "../base/ids.ts";
import type { OutboxRecord } from "../storage/records.ts";
import type { StoreReads } from "../storage/store.ts";
import type { OutboxKey } from "../units/scheduler.ts";
import type { Deliveries } from "./deliveries.ts";

export interface Resumable {
  /** Queues entries, behind those that `run` still finds. */
  add(entries: readonly OutboxRecord[]): void;
  /** Queues everything that is pending in the store. @throws LoomError STORE_FAILED */
  run(): Promise<void>;
}

const PAGE = 1000;
/** Entries in the queue before the scan waits. */
const AHEAD = 10_000;

export function createResumable(store: StoreReads, deliveries: Deliveries, closing: () => boolean): Resumable {
  let held: OutboxRecord[] | null = null;
  let running: Promise<void> | null = null;

  const scan = async (): Promise<void> => {
    const seen = new Map<Id, OutboxKey>();
    held = [];
    try {
      let after: OutboxKey | null = null;
      while (!closing()) {
        const page: OutboxRecord[] = await store.pendingOutbox(after, PAGE);
        const last = page.at(-1);
        if (last === undefined) break;
        for (const entry of page) {
          deliveries.add(entry);
          seen.set(entry.process, entry);
        }
        after = { process: last.process, slot: last.slot, index: last.index };
        await deliveries.below(AHEAD);
      }
    } finally {
      const later = held;
      held = null;
      for (const entry of later) if (isAfter(entry, seen.get(entry.process))) deliveries.add(entry);
    }
  };
  return {
    add: (entries) => {
      for (const entry of entries) {
        if (held === null) deliveries.add(entry);
        else held.push(entry);
      }
    },
    run: () => {
      running ??= scan().finally(() => {
        running = null;
      });
      return running;
    },
  };
}

function isAfter(entry: OutboxRecord, seen: OutboxKey | undefined): boolean {
  if (seen === undefined) return true;
  return entry.slot > seen.slot || (entry.slot === seen.slot && entry.index > seen.index);
}
