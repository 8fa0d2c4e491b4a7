/**
 * The one writer of a process's log.
 *
 * Stamping is synchronous on a head in memory, so assignments follow each other without waiting for the disk: a later one builds on one
 * whose commit still runs, and the store applies them in the order of the calls. When a commit is refused, nothing built on it can be
 * applied either (its slot does not follow); the head is then read again from the store and those behind are stamped anew.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import type { AssignmentRecord, HeadRecord } from "../storage/records.ts";
import type { Change, Store } from "../storage/store.ts";
import type { Draft, Stamp } from "./stamp.ts";

export interface ProcessLog {
  /**
   * Puts the draft in the next slot and commits it together with `changes`; resolves when durable and announced.
   * @throws LoomError PROCESS_NOT_FOUND (a message for a log that has no slot 0), CONFLICT, STORE_FAILED
   */
  append(draft: Draft, changes: Appended): Promise<AssignmentRecord>;
  /** True when the process has a slot, those that wait for their commit included. @throws LoomError STORE_FAILED */
  exists(): Promise<boolean>;
  /** The same from memory; null when the store has to be asked. */
  known(): boolean | null;
  /** True while commits run. */
  busy(): boolean;
}

/** What is committed with an assignment: before it (the item) and after it (a settled outbox entry). */
export interface Appended {
  readonly before: readonly Change[];
  readonly after: readonly Change[];
  readonly dedupeKey: Uint8Array | null;
  /** Called when the assignment is in the queue of the store. */
  readonly queued?: (assignment: AssignmentRecord) => void;
}

export interface ProcessLogDeps {
  readonly store: Store;
  readonly stamp: Stamp;
  /** Called for each durable assignment, in slot order. */
  readonly announce: (assignment: AssignmentRecord) => void;
}

/** Another writer may be first this many times before the caller hears of it. */
const MAX_RESTAMPS = 20;

interface Waiting {
  readonly assignment: AssignmentRecord;
  durable: boolean;
}

export function createProcessLog(process: Id, { store, stamp, announce }: ProcessLogDeps): ProcessLog {
  let head: HeadRecord | null = null;
  let fresh = false;
  let reading: Promise<void> | null = null;
  let waiting: Waiting[] = [];
  let running = 0;
  let drained: (() => void)[] = [];

  const readHead = async (): Promise<void> => {
    try {
      // A head read while older commits run would be passed by them.
      if (running > 0) await new Promise<void>((resolve) => drained.push(resolve));
      head = await store.head(process);
      fresh = true;
    } finally {
      reading = null;
    }
  };
  const ready = async (): Promise<void> => {
    while (!fresh) {
      reading ??= readHead();
      await reading;
    }
  };
  const announceDurable = (): void => {
    while (waiting[0]?.durable === true) {
      const first = waiting.shift();
      if (first !== undefined) announce(first.assignment);
    }
  };

  /** @returns the assignment, or null when a fault before it took its slot away and it must be stamped again */
  const tryAppend = async (draft: Draft, { before, after, dedupeKey, queued }: Appended): Promise<AssignmentRecord | null> => {
    if (!draft.own && head === null) throw new LoomError("PROCESS_NOT_FOUND", `no process ${process} is scheduled here`);
    const assignment = stamp(process, head, draft);
    const entry: Waiting = { assignment, durable: false };
    head = { process, slot: assignment.slot, assignment: assignment.id, hashChain: assignment.hashChain, timestamp: assignment.timestamp };
    waiting.push(entry);
    running += 1;
    try {
      const stored = store.commit([...before, { type: "assignment", assignment, dedupeKey }, ...after]);
      queued?.(assignment);
      await stored;
      entry.durable = true;
      announceDurable();
      return assignment;
    } catch (thrown) {
      waiting = waiting.filter((other) => other !== entry);
      announceDurable();
      // The first to fail is told why; those behind it failed only because their slot no longer followed.
      const behind = !fresh;
      fresh = false;
      if (behind && thrown instanceof LoomError && thrown.code === "CONFLICT") return null;
      throw thrown;
    } finally {
      running -= 1;
      if (running === 0) {
        for (const resolve of drained) resolve();
        drained = [];
      }
    }
  };

  const append = async (draft: Draft, changes: Appended): Promise<AssignmentRecord> => {
    for (let restamps = 0; restamps <= MAX_RESTAMPS; restamps += 1) {
      if (!fresh) await ready();
      const assignment = await tryAppend(draft, changes);
      if (assignment !== null) return assignment;
    }
    throw new LoomError("CONFLICT", `other writers of process ${process} were first ${MAX_RESTAMPS} times`);
  };

  return {
    append,
    exists: async () => {
      if (!fresh) await ready();
      return head !== null;
    },
    known: () => (fresh ? head !== null : null),
    busy: () => running > 0 || reading !== null,
  };
}
