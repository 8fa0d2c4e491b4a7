/**
 * Evaluates the slots of one process in order and commits their results.
 *
 * The worker is always a few slots ahead of the store, but nothing leaves before its slot is durable, and slots become durable in order.
 * Slots that come while results wait for the store are evaluated at once, even before their assignments are durable: the store takes
 * their results only behind these.
 * @module
 */
import type { Id } from "../base/ids.ts";
import type { AssignmentRecord, OutboxRecord, ResultRecord } from "../storage/records.ts";
import type { Change, Store } from "../storage/store.ts";
import type { OutboxBuilder } from "../units/compute.ts";
import type { Ahead } from "./ahead.ts";
import { type Fault, outcomeFault, thrownFault } from "./faults.ts";
import type { MessageSource } from "./message-source.ts";
import { parseResult } from "./result-json.ts";
import type { JobFiles, Outcome } from "./worker/protocol.ts";
import type { Seat } from "./worker-pool.ts";

/** Slots posted to the worker at once: enough that it never waits for this thread. */
const IN_WORKER = 8;
/** Commits that may be under way. */
const IN_STORE = 128;
const LOG_PAGE = 32;

export interface PumpInput {
  readonly process: Id;
  readonly key: string;
  readonly seat: Seat;
  /** Where the resident stands. */
  readonly position: number;
  /** First slot to evaluate. */
  readonly next: number;
  /** Last slot to evaluate, asked anew before each (`next`). */
  readonly upTo: (next: number) => number;
  /** Assignments that may not be durable yet. */
  readonly ahead: Ahead;
  /** Calls back once when `upTo` may give more. */
  readonly onMore: (callback: () => void) => void;
  /** Longest run of a message. */
  readonly watchdogMs: number;
  /** Files that a slot asked for before. */
  readonly files: ReadonlyMap<number, JobFiles>;
  /** True when somebody waits for the result of a slot. */
  readonly awaited: (slot: number) => boolean;
  /** Called when results up to a slot are held back for a while, to share a transaction with those after them. */
  readonly held: (slot: number) => void;
  /** Called after each durable result, in slot order. */
  readonly committed: (
    result: ResultRecord,
    entries: readonly OutboxRecord[],
    evaluated: { readonly assignment: AssignmentRecord; readonly ranMs: number; readonly bytes: number },
  ) => void;
}

export interface PumpDeps {
  readonly store: Store;
  readonly messages: MessageSource;
  readonly outbox: OutboxBuilder;
}

/** Runs until there is nothing to do or something is wrong. `position`: where the resident stands then. */
export async function pump(input: PumpInput, deps: PumpDeps): Promise<{ readonly position: number; readonly fault: Fault | null }> {
  const { process, key, seat } = input;
  const end: { position: number; fault: Fault | null } = { position: input.position, fault: null };
  let previous = input.position;
  /** Last slot that the worker has or had. */
  let posted = input.position;
  let holding = false;
  let settled: Promise<void> = Promise.resolve();
  let announced: Promise<void> = Promise.resolve();
  let inStore = 0;
  let unsettled = 0;
  const inWorker: Promise<unknown>[] = [];
  let wake = (): void => {};
  const failing = (found: Fault): void => {
    // A failed commit outweighs all: whatever the worker says then builds on a state that is not durable.
    if (end.fault === null || found.kind === "store") end.fault = found;
    wake();
  };

  const commit = async (
    assignment: AssignmentRecord,
    done: { json: string; failed: boolean; emits: boolean; ranMs: number; bytes: number },
    early: boolean,
  ): Promise<void> => {
    const { slot, message, timestamp } = assignment;
    const result: ResultRecord = { process, slot, message, timestamp, json: done.json, failed: done.failed };
    const built =
      done.emits || slot === 0
        ? await deps.outbox.build({ process, slot, result: parseResult(done.json), origin: originOf(assignment), timestamp })
        : EMPTY;
    const before = announced;
    // A sync is most of what a result costs: it need not have its own while the next one is on its way and nobody waits.
    holding = slot < posted && !input.awaited(slot) && end.fault === null;
    const urgency = holding ? "soon" : "now";
    const change: Change = early ? { type: "result", result, assignment: assignment.id } : { type: "result", result };
    const stored = deps.store.commit([change, ...built.changes], urgency);
    deps.outbox.committing?.(process, slot, built.entries, urgency);
    if (holding) input.held(slot);
    inStore++;
    announced = stored
      .then(async () => {
        await before;
        // When the slot before failed to commit, this one cannot have been applied, whatever the store says.
        if (end.fault?.kind !== "store") input.committed(result, built.entries, { assignment, ranMs: done.ranMs, bytes: done.bytes });
      })
      .catch((thrown: unknown) => failing(storeFault(thrown)))
      .finally(() => inStore--);
  };

  const settle = async (assignment: AssignmentRecord, outcome: Outcome, early: boolean): Promise<void> => {
    if (end.fault !== null) return;
    if (outcome.kind === "result") {
      end.position = assignment.slot;
      await commit(assignment, outcome, early);
    } else failing(outcomeFault(outcome, assignment.slot));
  };

  const log = logReader(process, input.upTo, deps.store);
  try {
    for (let slot = input.next; end.fault === null; slot++) {
      while (slot > input.upTo(slot) && end.fault === null && unsettled + inStore > 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          input.onMore(resolve);
          void settled.then(() => announced).then(resolve);
        });
      }
      if (slot > input.upTo(slot) || end.fault !== null) break;
      const early = input.ahead.take(slot);
      const assignment = early?.assignment ?? (await log(slot));
      if (assignment === null) {
        failing({ kind: "host", reason: `slot ${slot} is missing in the log` });
        break;
      }
      const read = await deps.messages.read(assignment, early?.item);
      const message = { ...read, files: input.files.get(slot) ?? null };
      // An answer that came meanwhile may have ended this run.
      if (end.fault !== null) break;
      const outcome = seat.post({ type: "evaluate", key, slot, previous, message }, input.watchdogMs);
      previous = slot;
      posted = slot;
      unsettled++;
      settled = settled
        .then(async () => settle(assignment, await outcome, early !== null))
        .catch((thrown: unknown) => failing(thrownFault(thrown)))
        .finally(() => unsettled--);
      inWorker.push(outcome);
      if (inWorker.length >= IN_WORKER) await inWorker.shift();
      if (inStore >= IN_STORE) await announced;
    }
  } catch (thrown) {
    await settled;
    failing(thrownFault(thrown));
  }
  await settled;
  if (holding) await deps.store.commit([]).catch(() => {});
  await announced;
  return end;
}

const EMPTY: { readonly changes: readonly Change[]; readonly entries: readonly OutboxRecord[] } = { changes: [], entries: [] };

const originOf = ({ root, hops }: AssignmentRecord) => ({ root, hops });

/** Whatever a failing commit throws, the state in the worker is ahead of the store. */
function storeFault(thrown: unknown): Fault {
  const fault = thrownFault(thrown);
  return fault.kind === "store" ? fault : { kind: "host", reason: fault.kind === "host" ? fault.reason : "a commit failed" };
}

/** Reads the log ahead in pages. */
function logReader(process: Id, upTo: (next: number) => number, store: Store): (slot: number) => Promise<AssignmentRecord | null> {
  let page = new Map<number, AssignmentRecord>();
  return async (slot) => {
    const found = page.get(slot);
    if (found !== undefined) return found;
    const log = await store.log(process, { after: slot - 1, upTo: Math.max(slot, upTo(slot)), limit: LOG_PAGE });
    page = new Map(log.map((assignment) => [assignment.slot, assignment]));
    return page.get(slot) ?? null;
  };
}
