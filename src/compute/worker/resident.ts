/**
 * One process in a worker: a hot instance that is given messages. What a message did is kept or undone at once, so between two jobs
 * the instance is in the state after `position` and nothing else.
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import type { Id } from "../../base/ids.ts";
import { ENVIRONMENT_1 } from "../../vm/environment/1/environment.ts";
import type { VmInstance } from "../../vm/instance.ts";
import type { InstancePool } from "../../vm/instance-pool.ts";
import type { LoadedModule } from "../../vm/load-module.ts";
import { captureImage, IMAGE_PAGE_BYTES, type MemoryImage } from "../../vm/memory-image.ts";
import { errorResult, normalizeResult } from "../../vm/normalize-result.ts";
import type { VmOutcome } from "../../vm/outcome.ts";
import { capturePages, type PageSet, type PageTable, type SavedImage, tableOf } from "../../vm/page-set.ts";
import { committedState, stateRoot } from "../../vm/state-root.ts";
import { resultJson } from "../result-json.ts";
import { createLazyTree } from "./lazy-tree.ts";
import type { Answer, JobMessage } from "./protocol.ts";

/** What an instance takes beside its written pages: page tables, marks, code of its own. */
const INSTANCE_BYTES = 1024 * 1024;
/** Most messages between two looks at the pages that were written: the first ones write new pages, later ones nearly the same. */
const LOOK_EVERY = 16;

export interface ResidentOptions {
  readonly loaded: LoadedModule;
  readonly pool: InstancePool;
  readonly environment: string;
  /** Gas of each message. */
  readonly gasLimit: number;
  readonly image: SavedImage | null;
  readonly position: number;
  readonly clock: Pick<Clock, "monotonic">;
}

export interface Resident {
  /** Slot after which this is the state. */
  readonly position: number;
  /** After a host fault, answered or thrown, the resident must not be used again. @throws LoomError HOST_FAULT, INTERNAL, MODULE_INVALID */
  evaluate(slot: number, message: JobMessage): Answer;
  dryRun(message: JobMessage): Answer;
  /** The state; pages that are as after slot `base` without their bytes, when that is the last state that was saved or loaded here. */
  capture(base: number | null): { readonly set: PageSet; readonly base: number | null };
  /** A copy of the linear memory. */
  memory(): Uint8Array;
  /** Gives its instance back. The resident must not be used any more. */
  release(): void;
  /** Root of the state and memory size in 64 KiB pages. `rules`: version of the environment. */
  root(module: Id, rules: string): { readonly stateRoot: string; readonly pages: number };
}

/** @throws LoomError CHECKPOINT_INVALID */
export function createResident(options: ResidentOptions): Resident {
  const { loaded, pool, environment, gasLimit, clock } = options;
  let { position } = options;
  let live: VmInstance | null = null;
  // Waits for its instance. Null: the state before the first message, which every boot gives again.
  let saved: MemoryImage | null = options.image;
  let base: { readonly slot: number; readonly table: PageTable } | null =
    options.image === null ? null : { slot: position, table: tableOf(options.image) };
  // Pages that were written since the state `base`.
  const changed = new Set<number>();
  let untouched = base !== null;
  const written = new Set<number>();
  const tree = createLazyTree(written);
  let sinceLook = 0;
  let nextLook = 1;

  const look = (instance: VmInstance): void => {
    const pages = instance.takeDirty();
    for (const page of pages) {
      written.add(page);
      changed.add(page);
    }
    tree.wrote(pages, instance);
    sinceLook = 0;
  };

  const ready = (): VmInstance => {
    if (live !== null) return live;
    const instance = pool.take({ ...loaded, bootTimeMs: ENVIRONMENT_1.bootTimeMs }, saved);
    saved = null;
    live = instance;
    for (const page of instance.state.pages.everWritten()) written.add(page);
    look(instance);
    if (untouched) changed.clear();
    untouched = false;
    return instance;
  };

  const undo = (instance: VmInstance): void => {
    if (instance.rollback()) return;
    look(instance);
    saved = captureImage(instance);
    live = null;
    pool.give(instance);
  };

  const run = (instance: VmInstance, message: JobMessage): { readonly outcome: VmOutcome; readonly ranMs: number } => {
    const files = message.files ?? {};
    const started = clock.monotonic();
    const outcome = instance.handle(message.json, environment, {
      timestampMs: message.timestampMs,
      files: { open: (path) => files[path] ?? null },
      gasLimit,
    });
    return { outcome, ranMs: clock.monotonic() - started };
  };

  /** Written pages are held twice, since undo needs the state before, except those that are as after the start-up. */
  const bytes = (): number => INSTANCE_BYTES + (written.size * 2 - (live?.state.pages.borrowed ?? 0)) * IMAGE_PAGE_BYTES;

  const answer = (outcome: Extract<VmOutcome, { gasUsed: number }>, ranMs: number): Extract<Answer, { kind: "result" }> => {
    const { gasUsed } = outcome;
    const whole = outcome.kind === "ok" ? normalizeResult(outcome.response, gasUsed) : errorResult(outcome.error, gasUsed);
    // What a failed message wanted to send is undone with its changes.
    const result = whole.Error === undefined ? whole : errorResult(whole.Error, gasUsed);
    const emits = result.Messages.length + result.Assignments.length + result.Spawns.length > 0;
    return { kind: "result", json: resultJson(result), failed: result.Error !== undefined, emits, ranMs, bytes: bytes() };
  };

  return {
    get position() {
      return position;
    },
    evaluate(slot, message) {
      const instance = ready();
      const { outcome, ranMs } = run(instance, message);
      if (outcome.kind === "host-fault") return outcome;
      if (outcome.kind === "need") {
        undo(instance);
        return { kind: "need", paths: outcome.ids };
      }
      const result = answer(outcome, ranMs);
      if (result.failed) undo(instance);
      else instance.commit();
      if (live !== null && ++sinceLook >= nextLook) {
        nextLook = Math.min(nextLook * 2, LOOK_EVERY);
        look(instance);
      }
      position = slot;
      return { ...result, bytes: bytes() };
    },
    dryRun(message) {
      const instance = ready();
      const { outcome, ranMs } = run(instance, message);
      if (outcome.kind === "host-fault") return outcome;
      undo(instance);
      return outcome.kind === "need" ? { kind: "need", paths: outcome.ids } : answer(outcome, ranMs);
    },
    root(module, rules) {
      const instance = ready();
      look(instance);
      const state = committedState(instance);
      return { stateRoot: stateRoot({ module, environment: rules, ...state, memoryRoot: tree.root(instance) }), pages: state.pages };
    },
    capture(wanted) {
      const instance = ready();
      look(instance);
      const against = base !== null && base.slot === wanted ? base : null;
      const set = capturePages(instance, against?.table ?? null, changed);
      base = { slot: position, table: tableOf(set) };
      changed.clear();
      return { set, base: against?.slot ?? null };
    },
    release() {
      if (live !== null) pool.give(live);
      live = null;
    },
    memory: () => new Uint8Array(ready().state.memory.buffer).slice(),
  };
}
