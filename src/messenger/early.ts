/**
 * Delivery of entries before their result is durable: the assignment of a pushed message, or the note that a wallet has its own, waits in
 * the store right behind the result and shares its transaction and its sync.
 *
 * Nothing is risked by it: the store applies batches in order, and settling an entry is refused unless the entry is there. What is tried
 * in vain is queued again with its durable result. Only messages go early: a notice has to see in the store what became of its spawn.
 * @module
 */
import type { Id } from "../base/ids.ts";
import type { OutboxRecord } from "../storage/records.ts";
import type { Urgency } from "../storage/store.ts";

export interface Early {
  /** See `OutboxBuilder.committing`. */
  offer(process: Id, slot: number, entries: readonly OutboxRecord[], urgency: Urgency): void;
  /** Of the entries of a durable result those that are to be queued now. */
  rest(process: Id, slot: number, entries: readonly OutboxRecord[]): OutboxRecord[];
  /** Whether the entry went before its result was durable, which is still not heard of. */
  isEarly(entry: OutboxRecord): boolean;
  /** The entry was not there: its result was refused, or it was settled before. */
  vain(entry: OutboxRecord): void;
}

/** Entries that run or were delivered and whose result has not been heard of. One forgotten is delivered again, as a duplicate. */
const REMEMBERED = 10_000;

export function createEarly(queue: (entries: readonly OutboxRecord[]) => void): Early {
  const gone = new Set<string>();
  /** Last slot of a process whose entries wait for its result: those of later slots must not pass them. */
  const held = new Map<Id, number>();

  const start = (entries: readonly OutboxRecord[]): void => {
    for (const entry of entries) gone.add(keyOf(entry));
    for (const oldest of gone) {
      if (gone.size <= REMEMBERED) break;
      gone.delete(oldest);
    }
    queue(entries);
  };
  return {
    offer(process, slot, entries, urgency) {
      const waiting = entries.filter(isPending);
      if (waiting.length === 0) return;
      const late = urgency === "soon" || held.has(process) || waiting.some(({ kind }) => kind !== "message");
      if (late) held.set(process, slot);
      else start(waiting);
    },
    rest(process, slot, entries) {
      if (slot >= (held.get(process) ?? Number.MAX_SAFE_INTEGER)) held.delete(process);
      return entries.filter((entry) => isPending(entry) && !gone.delete(keyOf(entry)));
    },
    isEarly: (entry) => gone.has(keyOf(entry)),
    vain(entry) {
      gone.delete(keyOf(entry));
    },
  };
}

const isPending = ({ state }: OutboxRecord): boolean => state === "pending";

function keyOf({ process, slot, index }: OutboxRecord): string {
  return `${process} ${slot} ${index}`;
}
