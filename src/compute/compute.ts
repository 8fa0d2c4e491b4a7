/**
 * The compute unit: evaluates the logs of all processes, each in order, on a pool of worker threads.
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { LoomError, toLoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { LIMITS } from "../base/limits.ts";
import type { Logger } from "../base/logger.ts";
import type { Blobs } from "../storage/blobs.ts";
import type { AssignmentRecord, OutboxRecord, ResultRecord } from "../storage/records.ts";
import type { Store } from "../storage/store.ts";
import type { ComputeUnit, DryRunMessage, OutboxBuilder } from "../units/compute.ts";
import { createCheckpoints } from "./checkpoints.ts";
import { createResidency } from "./evict.ts";
import { createHistory } from "./history.ts";
import { createLane, type Lane } from "./lane.ts";
import type { LaneDeps } from "./lane-deps.ts";
import { createMessageSource } from "./message-source.ts";
import { createModuleCache } from "./module-cache.ts";
import { type ComputeOptions, withDefaults } from "./options.ts";
import { createPreparedModules } from "./prepared-modules.ts";
import { readDefinition } from "./process-definition.ts";
import type { MakeJob, ReadAnswer } from "./reads.ts";
import { parseResult } from "./result-json.ts";
import { warmUp } from "./warm-up.ts";
import { createWorkerPool } from "./worker-pool.ts";

export interface ComputeDeps {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly outbox: OutboxBuilder;
  /** Address of the compute unit's key. */
  readonly address: string;
}

export interface Compute extends ComputeUnit {
  /** Ends the worker of a process as a crash would. For tests. */
  crash(process: Id): Promise<void>;
  /** Saves and drops the live state of a process that is idle. */
  evict(process: Id): Promise<void>;
  /** Threads that run now, and processes whose state is live. */
  readonly load: { readonly workers: number; readonly live: number; readonly bytes: number };
}

/** How long running messages may go on at a stop, milliseconds. */
const STOP_MS = 3000;
const RESUME_PAGE = 200;

export async function createCompute(options: ComputeOptions, deps: ComputeDeps): Promise<Compute> {
  const { store, blobs, clock, logger } = deps;
  const settings = withDefaults(options);
  const { evaluateMs } = settings;
  const pool = createWorkerPool(settings, deps);
  const modules = createModuleCache(settings.modules, {
    store,
    blobs,
    logger,
    prepared: createPreparedModules(deps),
    compile: (job) => pool.post(job, LIMITS.compileMs),
  });
  const listeners = new Set<(result: ResultRecord, entries: readonly OutboxRecord[]) => void>();
  const lanes = new Map<Id, Lane>();
  let closing: Promise<void> | null = null;

  const announce = (result: ResultRecord, entries: readonly OutboxRecord[]): void => {
    for (const listener of listeners) {
      try {
        listener(result, entries);
      } catch (thrown) {
        logger.error({ process: result.process, slot: result.slot, err: toLoomError(thrown) }, "a listener of results failed");
      }
    }
  };
  const messages = createMessageSource(deps);
  const residency = createResidency(lanes, settings, { programBytes: () => process.memoryUsage.rss(), monotonic: clock.monotonic });
  const checkpoints = createCheckpoints(deps);
  const sweep = (): Promise<void> =>
    checkpoints.sweep().catch((thrown: unknown) => logger.warn({ err: toLoomError(thrown) }, "old checkpoints could not be removed"));
  const laneDeps: LaneDeps = {
    ...deps,
    messages,
    modules,
    pool,
    evaluateMs,
    checkpoints,
    checkpointEvery: settings.checkpointEvery,
    checkpointOwners: settings.checkpointOwners,
    dryRunQueue: settings.dryRunQueue,
    maxGas: settings.maxGas,
    announce,
    admit: residency.admit,
    onIdle: residency.settle,
  };
  const history = createHistory(laneDeps);

  /** The lane of a process, moved to the end: the first in the map is the one used longest ago. */
  const laneOf = (process: Id): Lane => {
    if (closing !== null) throw new LoomError("SHUTTING_DOWN", "the compute unit is stopping");
    const lane = lanes.get(process) ?? createLane(process, laneDeps);
    lanes.delete(process);
    lanes.set(process, lane);
    return lane;
  };
  const headSlot = async (process: Id): Promise<number> => {
    const head = await store.head(process);
    if (head === null) throw new LoomError("PROCESS_NOT_FOUND", `process ${process} is not scheduled here`, { details: { process } });
    return head.slot;
  };
  const evaluate = async (process: Id, slot: number): Promise<ResultRecord> => {
    const stored = await store.result(process, slot);
    if (stored !== null) return stored;
    const head = await headSlot(process);
    if (!Number.isSafeInteger(slot) || slot < 0 || slot > head) {
      throw new LoomError("MESSAGE_NOT_FOUND", `process ${process} has no slot ${slot}; its last is ${head}`, {
        details: { process, slot },
      });
    }
    return laneOf(process).wait(slot);
  };

  /** Asks the state after `at`, or the newest one that includes everything scheduled until now. */
  const ask = async (
    process: Id,
    at: number | undefined,
    make: (key: string, last: () => Promise<AssignmentRecord>) => MakeJob,
  ): Promise<ReadAnswer> => {
    const slot = at ?? (await headSlot(process));
    await evaluate(process, slot);
    const lane = laneOf(process);
    if (at === undefined || at === lane.committed) return lane.read(make(process, () => lane.lastAssignment()));
    return history.read(process, slot, (key) => make(key, () => assignmentAt(process, slot)));
  };
  const assignmentAt = async (process: Id, slot: number): Promise<AssignmentRecord> => {
    const assignment = await store.assignment(process, slot);
    if (assignment === null)
      throw new LoomError("MESSAGE_NOT_FOUND", `process ${process} has no slot ${slot}`, { details: { process, slot } });
    return assignment;
  };

  const close = async (): Promise<void> => {
    const all = [...lanes.values()];
    const stopped = Promise.all(all.map((lane) => lane.stop()));
    await Promise.race([stopped, clock.sleep(STOP_MS)]);
    await Promise.all(all.filter((lane) => !lane.busy).map((lane) => lane.evict()));
    await pool.close();
    await stopped;
    await warming;
    await swept;
    await sweep();
  };

  // What a crash left behind.
  const swept = sweep();
  // Nobody waits for it: a spawn that comes meanwhile finds the module half way.
  const warming = warmUp(settings.warm, { cache: modules, pool, logger, evaluateMs, closing: () => closing !== null });

  return {
    address: deps.address,
    evaluate,
    notify(process, slot) {
      if (closing === null) laneOf(process).notify(slot);
    },
    ahead(assignment, item) {
      if (closing === null) lanes.get(assignment.process)?.ahead(assignment, item);
    },
    backlog: (process) => lanes.get(process)?.backlog ?? 0,
    async dryRun(process: Id, message: DryRunMessage, at?: number) {
      const answer = await ask(process, at, (key, last) => async (files) => ({
        type: "dry-run",
        key,
        message: { ...messages.unsigned(process, message, await last()), files },
      }));
      if (answer.kind !== "result") throw new LoomError("INTERNAL", "a dry-run gave no result");
      return parseResult(answer.json);
    },
    async state(process, slot) {
      let read: AssignmentRecord | null = null;
      const answer = await ask(process, slot, (key, last) => async () => {
        read = await last();
        return { type: "memory", key };
      });
      const assignment = read ?? (await assignmentAt(process, slot ?? 0));
      if (answer.kind !== "bytes") throw new LoomError("INTERNAL", "no memory was read");
      return { memory: answer.bytes, slot: assignment.slot, timestamp: assignment.timestamp, blockHeight: assignment.blockHeight };
    },
    async stateRoot(process, slot) {
      let read: AssignmentRecord | null = null;
      const answer = await ask(process, slot, (key, last) => async () => {
        read = await last();
        const { module, rules } = await readDefinition(process, laneDeps);
        return { type: "root", key, module, rules };
      });
      const { slot: at } = read ?? (await assignmentAt(process, slot ?? 0));
      const { module, rules } = await readDefinition(process, laneDeps);
      if (answer.kind !== "root") throw new LoomError("INTERNAL", "no root was computed");
      return { process, slot: at, stateRoot: answer.stateRoot, environment: rules, module, pages: answer.pages };
    },
    onResult(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async status(process) {
      const head = await headSlot(process);
      const lane = lanes.get(process);
      const { suspension = null } = lane ?? {};
      return {
        process,
        state: suspension !== null ? "suspended" : lane?.busy ? "working" : lane?.live ? "live" : "idle",
        headSlot: head,
        resultSlot: await store.lastResultSlot(process),
        suspension: suspension === null ? null : { code: suspension.code, reason: suspension.message },
      };
    },
    async resumeProcess(process) {
      const head = await headSlot(process);
      const lane = laneOf(process);
      lane.resume();
      lane.notify(head);
    },
    async resume() {
      for (let after: Id | "" = ""; ; ) {
        const page: { process: Id; headSlot: number }[] = await store.unevaluated(after, RESUME_PAGE);
        for (const { process, headSlot } of page) if (closing === null) laneOf(process).notify(headSlot);
        const final = page.at(-1);
        if (final === undefined) return;
        after = final.process;
      }
    },
    crash: (process) => pool.crash(process),
    evict: async (process) => lanes.get(process)?.evict(),
    get load() {
      const live = [...lanes.values()].filter((lane) => lane.live);
      return { workers: pool.size, live: live.length, bytes: live.reduce((sum, lane) => sum + lane.bytes, 0) };
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}
