/**
 * From a checkpoint and the log to a live state.
 * @module
 */
import type { Id } from "../base/ids.ts";
import type { Logger } from "../base/logger.ts";
import type { AssignmentRecord } from "../storage/records.ts";
import type { StoreReads } from "../storage/store.ts";
import type { SavedCheckpoint } from "./checkpoint-file.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { type Fault, outcomeFault } from "./faults.ts";
import type { MessageSource } from "./message-source.ts";
import type { ProcessDefinition } from "./process-definition.ts";
import { readWeaveFiles, type WeaveFilesDeps } from "./weave-files.ts";
import type { Outcome } from "./worker/protocol.ts";
import type { Seat } from "./worker-pool.ts";

const PAGE = 64;
/** Times that one message may ask for more files. */
export const NEEDS_PER_MESSAGE = 64;

export interface RebuildTarget {
  readonly process: Id;
  readonly key: string;
  readonly seat: Seat;
  readonly definition: ProcessDefinition;
  /** The state after this slot is wanted, -1: before the first. All slots up to it have results. */
  readonly slot: number;
}

export interface RebuildDeps extends WeaveFilesDeps {
  readonly store: StoreReads;
  readonly messages: MessageSource;
  readonly checkpoints: Checkpoints;
  readonly logger: Logger;
  readonly evaluateMs: number;
}

export interface Rebuilt {
  readonly kind: "rebuilt";
  /** Where the resident stands: the last slot that changed the state. */
  readonly position: number;
  /** What it was built from; null: from the beginning. */
  readonly checkpoint: SavedCheckpoint | null;
}

/** Loads the newest checkpoint at or before the slot and replays the rest silently. */
export async function rebuild(target: RebuildTarget, deps: RebuildDeps): Promise<Rebuilt | Fault> {
  const start = await load(target, deps);
  if (start.kind !== "rebuilt") return start;
  let { position } = start;
  for (let after = start.checkpoint?.slot ?? -1; after < target.slot; ) {
    const page = { after, upTo: target.slot, limit: PAGE };
    const [log, results] = await Promise.all([deps.store.log(target.process, page), deps.store.results(target.process, page)]);
    const stored = new Map(results.map((result) => [result.slot, result]));
    for (const assignment of log) {
      const result = stored.get(assignment.slot);
      after = assignment.slot;
      // A message that failed left the state as it was.
      if (result === undefined || result.failed) continue;
      const outcome = await evaluate(target, assignment, position, deps);
      if (outcome.kind !== "result") return outcomeFault(outcome, assignment.slot);
      if (outcome.json !== result.json) {
        deps.logger.error({ process: target.process, slot: assignment.slot }, "a replayed message gave another result than the stored one");
      }
      position = assignment.slot;
    }
    if (log.length === 0) return { kind: "host", reason: `slot ${after + 1} is missing in the log` };
  }
  return { kind: "rebuilt", position, checkpoint: start.checkpoint };
}

async function load({ process, key, seat, definition, slot }: RebuildTarget, deps: RebuildDeps): Promise<Rebuilt | Fault> {
  const { loaded, environment, gasLimit, module, rules } = definition;
  const pool = `${module} ${loaded.info.maximumPages} ${rules}`;
  for (let before = slot; ; ) {
    const saved = await deps.checkpoints.load(process, before, module);
    const position = saved?.slot ?? -1;
    const outcome = await seat.post(
      { type: "load", key, pool, loaded, environment, gasLimit, image: saved?.image ?? null, position },
      deps.evaluateMs,
    );
    if (outcome.kind === "done") return { kind: "rebuilt", position, checkpoint: saved };
    if (outcome.kind !== "refused" || saved === null) return outcomeFault(outcome, position);
    deps.logger.warn({ process, slot: saved.slot, reason: outcome.reason }, "a checkpoint is damaged");
    before = saved.slot - 1;
  }
}

/** One slot, with the files it asks for. */
async function evaluate(
  { key, seat, definition }: RebuildTarget,
  assignment: AssignmentRecord,
  previous: number,
  deps: RebuildDeps,
): Promise<Outcome> {
  let message = await deps.messages.read(assignment);
  for (let asked = 0; ; asked++) {
    const outcome = await seat.post({ type: "evaluate", key, slot: assignment.slot, previous, message }, definition.watchdogMs);
    if (outcome.kind !== "need" || asked >= NEEDS_PER_MESSAGE) return outcome;
    message = { ...message, files: { ...message.files, ...(await readWeaveFiles(outcome.paths, deps)) } };
  }
}
