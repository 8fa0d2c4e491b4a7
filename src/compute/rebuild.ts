/**
 * From a checkpoint and the log to a live state.
 * @module
 */
import { toLoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import type { Logger } from "../base/logger.ts";
import { readData } from "../storage/item-change.ts";
import type { AssignmentRecord } from "../storage/records.ts";
import type { StoreReads } from "../storage/store.ts";
import { legacyGlobals, legacyImage } from "../vm/legacy-image.ts";
import type { ImageGlobal } from "../vm/memory-image.ts";
import type { SavedImage } from "../vm/page-set.ts";
import { DEFAULT_MAXIMUM_PAGES } from "../vm/prepare-module.ts";
import type { SavedCheckpoint } from "./checkpoint-file.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { type Fault, outcomeFault } from "./faults.ts";
import { findLegacyCheckpoint } from "./legacy-checkpoints.ts";
import type { MessageSource } from "./message-source.ts";
import type { ModuleCache } from "./module-cache.ts";
import type { ProcessDefinition } from "./process-definition.ts";
import { readWeaveFiles, type WeaveFilesDeps } from "./weave-files.ts";
import type { Outcome } from "./worker/protocol.ts";
import type { Seat } from "./worker-pool.ts";

const PAGE = 64;
/** Slot up to which a process is evaluated before a checkpoint of another unit is used. */
const OBSERVED = 3;
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
  readonly modules: Pick<ModuleCache, "item">;
  /** Addresses of other units whose checkpoints are believed. */
  readonly checkpointOwners: readonly string[];
}

export interface Rebuilt {
  readonly kind: "rebuilt";
  /** Where the resident stands: the last slot that changed the state. */
  readonly position: number;
  /** What it was built from; null: from the beginning. */
  readonly checkpoint: SavedCheckpoint | null;
}

/** A state and how far the log is in it. */
interface Standing {
  readonly position: number;
  /** The last slot that was looked at. */
  readonly slot: number;
}

/** Loads the newest checkpoint at or before the slot and replays the rest silently. */
export async function rebuild(target: RebuildTarget, deps: RebuildDeps): Promise<Rebuilt | Fault> {
  const start = await load(target, deps);
  if (start.kind !== "rebuilt") return start;
  const from = start.checkpoint !== null || target.slot < 0 ? null : await loadForeign(target, deps);
  if (from !== null && "kind" in from) return from;
  const end = await replay(target, from ?? { position: start.position, slot: start.position }, target.slot, deps);
  return "kind" in end ? end : { kind: "rebuilt", position: end.position, checkpoint: start.checkpoint };
}

async function replay(target: RebuildTarget, from: Standing, upTo: number, deps: RebuildDeps): Promise<Standing | Fault> {
  let { position } = from;
  for (let after = from.slot; after < upTo; ) {
    const page = { after, upTo, limit: PAGE };
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
  return { position, slot: upTo };
}

function postImage(
  { key, seat, definition }: RebuildTarget,
  image: SavedImage | null,
  position: number,
  evaluateMs: number,
): Promise<Outcome> {
  const { loaded, environment, gasLimit, module, rules } = definition;
  const pool = `${module} ${loaded.info.maximumPages} ${rules}`;
  return seat.post({ type: "load", key, pool, loaded, environment, gasLimit, image, position }, evaluateMs);
}

async function load(target: RebuildTarget, deps: RebuildDeps): Promise<Rebuilt | Fault> {
  const { process, definition, slot } = target;
  for (let before = slot; ; ) {
    const saved = await deps.checkpoints.load(process, before, definition.module);
    const position = saved?.slot ?? -1;
    const outcome = await postImage(target, saved?.image ?? null, position, deps.evaluateMs);
    if (outcome.kind === "done") return { kind: "rebuilt", position, checkpoint: saved };
    if (outcome.kind !== "refused" || saved === null) return outcomeFault(outcome, position);
    deps.logger.warn({ process, slot: saved.slot, reason: outcome.reason }, "a checkpoint is damaged");
    before = saved.slot - 1;
  }
}

/**
 * Puts the resident, which stands before the first message, into the state of a checkpoint of another unit. Its first messages are
 * evaluated here to see the globals, which such a checkpoint does not have. Null when there is none.
 */
async function loadForeign(target: RebuildTarget, deps: RebuildDeps): Promise<Standing | Fault | null> {
  const { process, key, seat, definition, slot } = target;
  const maximumPages = definition.loaded.info.maximumPages ?? DEFAULT_MAXIMUM_PAGES;
  const wanted = { process, module: definition.module, slot, maximumPages, owners: deps.checkpointOwners };
  const found = await findLegacyCheckpoint(wanted, deps);
  if (found === null || found.slot <= OBSERVED) return null;
  const observed: (readonly ImageGlobal[])[] = [];
  let at: Standing = { position: -1, slot: -1 };
  for (const upTo of [0, OBSERVED]) {
    const end = await replay(target, at, upTo, deps);
    if ("kind" in end) return end;
    at = end;
    const outcome = await seat.post({ type: "image", key, base: null }, deps.evaluateMs);
    if (outcome.kind !== "pages") return outcomeFault(outcome, upTo);
    observed.push(outcome.set.globals);
  }
  try {
    const wasm = await readData(await deps.modules.item(definition.module), deps.blobs);
    const image = legacyImage(found.memory, legacyGlobals(wasm ?? new Uint8Array(), observed));
    const outcome = await postImage(target, image, found.slot, deps.evaluateMs);
    if (outcome.kind !== "done") return outcomeFault(outcome, found.slot);
  } catch (thrown) {
    deps.logger.warn({ process, item: found.item, err: toLoomError(thrown) }, "a checkpoint of another unit cannot be used");
    return at;
  }
  deps.logger.info({ process, item: found.item, slot: found.slot }, "went on from a checkpoint of another unit");
  return { position: found.slot, slot: found.slot };
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
