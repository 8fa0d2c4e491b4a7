/**
 * Assignments of one process that were heard of before they were durable, with their messages. They may still be refused, so what is
 * made of them is bound to them by id; after any fault they are forgotten, and come again when they are durable.
 * @module
 */
import type { AssignmentRecord, ItemRecord } from "../storage/records.ts";

export interface AheadEntry {
  readonly assignment: AssignmentRecord;
  readonly item: ItemRecord;
}

export interface Ahead {
  put(entry: AheadEntry): void;
  has(slot: number): boolean;
  /** The entry of a slot, which leaves with all before it. */
  take(slot: number): AheadEntry | null;
  clear(): void;
}

/** The rest is evaluated when it is durable. */
const ENTRIES = 256;

export function createAhead(): Ahead {
  const entries = new Map<number, AheadEntry>();
  return {
    put(entry) {
      const { slot } = entry.assignment;
      // A slot that was given anew, after its first assignment was refused, is not behind those that followed it.
      entries.delete(slot);
      if (entries.size < ENTRIES) entries.set(slot, entry);
    },
    has: (slot) => entries.has(slot),
    take(slot) {
      const entry = entries.get(slot) ?? null;
      entries.delete(slot);
      for (const older of entries.keys()) {
        if (older > slot) break;
        entries.delete(older);
      }
      return entry;
    },
    clear: () => entries.clear(),
  };
}
