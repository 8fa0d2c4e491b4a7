/**
 * One process in the compute unit: what it has to do, where its state lives, and what happens when something goes wrong.
 *
 * Whatever goes wrong ends the same way: the state in the worker is thrown away, the store is asked what is durable, and a new state
 * is built from there. So no slot is lost and none is evaluated twice.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import type { AssignmentRecord, ItemRecord, OutboxRecord, ResultRecord } from "../storage/records.ts";
import { createAhead } from "./ahead.ts";
import { type CheckpointKeeper, createCheckpointKeeper } from "./checkpoint-keeper.ts";
import { type Fault, thrownFault } from "./faults.ts";
import type { LaneDeps } from "./lane-deps.ts";
import { type ProcessDefinition, readDefinition } from "./process-definition.ts";
import { pump } from "./pump.ts";
import { createReads, type MakeJob, type ReadAnswer } from "./reads.ts";
import { rebuild } from "./rebuild.ts";
import { createRecovery, type LaneState } from "./recovery.ts";
import { createWaiters } from "./waiters.ts";
import type { Seat } from "./worker-pool.ts";

/** What a live state takes at least. */
const INSTANCE_BYTES = 1024 * 1024;

export interface Lane {
  readonly process: Id;
  /** True while it works. */
  readonly busy: boolean;
  /** True while its state is in a worker. */
  readonly live: boolean;
  /** True while its worker is busy with another process for so long that it could not leave soon. */
  stuck(): boolean;
  /** Bytes that the live state takes, about. */
  readonly bytes: number;
  /** Slots that are known and not durable. */
  readonly backlog: number;
  readonly suspension: LoomError | null;
  /** Last durable slot, -1 before the first; null when not asked yet. */
  readonly committed: number | null;
  /** Its assignment, once one was evaluated or asked for here. */
  lastAssignment(): Promise<AssignmentRecord>;
  notify(slot: number): void;
  /** See ComputeUnit.ahead */
  ahead(assignment: AssignmentRecord, item: ItemRecord): void;
  /** Resolves when the slot is durable. @throws LoomError see ComputeUnit.evaluate */
  wait(slot: number): Promise<ResultRecord>;
  read(make: MakeJob): Promise<ReadAnswer>;
  /** Tries again after a suspension. */
  resume(): void;
  /** Saves a checkpoint when worth it and gives up the place in the worker, when it is idle. Resolves when all is written. */
  evict(): Promise<void>;
  /** The same, only when not busy; resolves when the place is given up, while writing goes on. */
  leave(): Promise<void>;
  /** Stops taking work; resolves when what runs has ended. */
  stop(): Promise<void>;
}

export function createLane(process: Id, deps: LaneDeps): Lane {
  const { store, pool } = deps;
  const logger = deps.logger.child({ process });
  const key = process;
  const waiters = createWaiters();
  const reads = createReads({ limit: deps.dryRunQueue, watchdogMs: () => definition?.watchdogMs ?? deps.evaluateMs }, deps);
  const keeper: CheckpointKeeper = createCheckpointKeeper({ process, key, every: deps.checkpointEvery }, { ...deps, logger });
  const state: LaneState = { committed: null, faults: 0, needs: 0, suspect: false, suspension: null, files: new Map() };
  let definition: ProcessDefinition | null = null;
  let seat: Seat | null = null;
  let position = -1;
  let wanted = -1;
  const ahead = createAhead();
  let more = (): void => {};
  /** Results up to here are on their way to the store. */
  let held = -1;
  let last: AssignmentRecord | null = null;
  let bytes = 0;
  let stopping = false;
  let leaving = false;
  const stopSignal = new AbortController();
  let running: Promise<void> | null = null;

  const hasWork = (): boolean =>
    !stopping && state.suspension === null && (reads.size > 0 || wanted > (state.committed ?? -1) || aheadOf(state.committed));

  /** Whether the slot after a durable one is known. Nothing is begun with a process whose position the store has to be asked for. */
  const aheadOf = (done: number | null): boolean => done !== null && ahead.has(done + 1);

  const wake = (): void => {
    if (running !== null || !hasWork()) return;
    running = drive().finally(() => {
      running = null;
      if (hasWork()) wake();
      else deps.onIdle();
    });
  };

  const drive = async (): Promise<void> => {
    while (hasWork()) {
      const fault = await turn().catch(thrownFault);
      if (fault === null) continue;
      if (fault.kind !== "need") leave();
      ahead.clear();
      await recovery.from(fault).catch(recovery.retreat);
    }
  };

  /** Everything that is to be written, then one read, then a checkpoint when it is time. */
  const turn = async (): Promise<Fault | null> => {
    const done = state.committed ?? (await store.lastResultSlot(process));
    state.committed = done;
    if (seat === null || !seat.alive || position > done) {
      leave();
      definition ??= await readDefinition(process, deps);
      await deps.admit();
      seat = pool.seat(key, state.suspect);
      const built = await rebuild({ process, key, seat, definition, slot: done }, { ...deps, logger });
      if (built.kind !== "rebuilt") return built;
      position = built.position;
      keeper.restart(built.checkpoint);
    }
    if (wanted > done || aheadOf(done)) {
      const watchdogMs = definition?.watchdogMs ?? deps.evaluateMs;
      // Messages go on without end only while nobody waits for a read and no checkpoint is due.
      const known = wanted;
      const pausesAt = (next: number): boolean => keeper.due(state.committed ?? -1) && keeper.inStep(next - 1);
      const upTo = (next: number): number => {
        if (stopping || pausesAt(next)) return -1;
        if (reads.size > 0) return known;
        return ahead.has(next) ? next : wanted;
      };
      const onMore = (callback: () => void): void => {
        more = callback;
      };
      const hold = { awaited: waiters.has, held: noteHeld };
      const run = {
        process,
        key,
        seat,
        position,
        next: done + 1,
        upTo,
        ahead,
        onMore,
        watchdogMs,
        files: state.files,
        ...hold,
        committed: onCommitted,
      };
      const end = await pump(run, deps);
      position = end.position;
      if (end.fault !== null) return end.fault;
    }
    const fault = await reads.serve(seat);
    if (fault !== null) return fault;
    const now = state.committed ?? done;
    if (definition !== null && keeper.due(now) && keeper.inStep(now)) await keeper.take(seat, now, definition.module);
    return null;
  };

  const noteHeld = (slot: number): void => {
    held = slot;
  };

  const onCommitted = (
    result: ResultRecord,
    entries: readonly OutboxRecord[],
    evaluated: { assignment: AssignmentRecord; ranMs: number; bytes: number },
  ): void => {
    state.committed = result.slot;
    last = evaluated.assignment;
    bytes = evaluated.bytes;
    state.faults = 0;
    state.needs = 0;
    state.files.delete(result.slot);
    if (state.suspect && !result.failed) {
      state.suspect = false;
      seat?.share();
    }
    keeper.ran(evaluated.ranMs);
    publish(result, entries);
  };

  /** `left`: the place is given up; `written`: so is the checkpoint. */
  const startEvict = (): { readonly left: Promise<void>; readonly written: Promise<void> } => {
    if (running !== null || seat === null) return { left: Promise.resolve(), written: Promise.resolve() };
    leaving = true;
    const left = (async () => {
      if (seat?.alive === true && definition !== null && state.committed !== null && keeper.worth(state.committed))
        await keeper.take(seat, state.committed, definition.module);
      leave();
    })();
    const written = left.then(keeper.idle).finally(() => {
      leaving = false;
      running = null;
      wake();
    });
    running = written;
    return { left, written };
  };

  const publish = (result: ResultRecord, entries: readonly OutboxRecord[]): void => {
    waiters.settle(result);
    deps.announce(result, entries);
  };

  const leave = (): void => {
    seat?.leave();
    seat = null;
  };

  const recovery = createRecovery(process, state, { ...deps, logger, waiters, reads, publish, stopped: stopSignal.signal });

  const refusal = (): LoomError | null => (stopping ? new LoomError("SHUTTING_DOWN", "the compute unit is stopping") : state.suspension);

  const lane: Lane = {
    process,
    get busy() {
      return running !== null;
    },
    get live() {
      return seat?.alive === true && !leaving;
    },
    stuck: () => seat?.stuck === true,
    get bytes() {
      return lane.live ? Math.max(bytes, INSTANCE_BYTES) : 0;
    },
    get backlog() {
      return Math.max(0, wanted - (state.committed ?? -1));
    },
    get suspension() {
      return state.suspension;
    },
    get committed() {
      return state.committed;
    },
    async lastAssignment() {
      const slot = state.committed ?? (await store.lastResultSlot(process));
      if (last?.slot !== slot) last = await store.assignment(process, slot);
      if (last === null) throw new LoomError("MESSAGE_NOT_FOUND", `process ${process} has no evaluated message`, { details: { process } });
      return last;
    },
    notify(slot) {
      wanted = Math.max(wanted, slot);
      more();
      wake();
    },
    ahead(assignment, item) {
      if (assignment.slot <= (state.committed ?? -1)) return;
      ahead.put({ assignment, item });
      more();
      wake();
    },
    async wait(slot) {
      // A module may have been uploaded since: asking is a reason to look again.
      if (state.suspension?.code === "MODULE_NOT_FOUND") state.suspension = null;
      const refused = refusal();
      if (refused !== null) throw refused;
      wanted = Math.max(wanted, slot);
      const waiting = waiters.wait(slot);
      waiting.catch(() => {});
      // A slot that became durable meanwhile will not be announced again.
      const stored = state.committed !== null && slot > state.committed ? null : await store.result(process, slot);
      if (stored !== null) waiters.settle(stored);
      else if (slot <= held && slot > (state.committed ?? -1)) void store.commit([]).catch(() => {});
      more();
      wake();
      return waiting;
    },
    read(make) {
      const refused = refusal();
      if (refused !== null) return Promise.reject(refused);
      const answer = reads.ask(make);
      more();
      wake();
      return answer;
    },
    resume() {
      state.suspension = null;
      state.faults = 0;
      definition = null;
      wake();
    },
    async evict() {
      while (running !== null) await running;
      await startEvict().written;
    },
    leave: () => startEvict().left,
    async stop() {
      stopping = true;
      more();
      stopSignal.abort();
      const error = new LoomError("SHUTTING_DOWN", "the compute unit is stopping");
      waiters.fail(error);
      reads.fail(error);
      await running;
    },
  };
  return lane;
}
