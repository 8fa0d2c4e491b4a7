/**
 * One process in a worker: a hot instance, and what is needed to undo a message.
 *
 * Undo is a snapshot (sparse image) and the texts of the messages since. Snapshots are bought only when replaying has cost as much
 * as one would: a process that never fails and is never asked for a dry-run pays for few of them.
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { LoomError } from "../../base/errors.ts";
import { decodeImage, encodeImage } from "../../vm/image-encoding.ts";
import { createInstance, type VmInstance } from "../../vm/instance.ts";
import type { LoadedModule } from "../../vm/load-module.ts";
import { captureImage, type MemoryImage, restoreImage } from "../../vm/memory-image.ts";
import { errorResult, normalizeResult } from "../../vm/normalize-result.ts";
import type { VmOutcome } from "../../vm/outcome.ts";
import { BOOT_TIME_MS } from "../environment.ts";
import { resultJson } from "../result-json.ts";
import type { Answer, JobMessage } from "./protocol.ts";

/** Guess of a capture's cost before the first one, milliseconds. */
const FIRST_CAPTURE_MS = 15;
/** Execution time that a rollback may have to replay, in captures. */
const REPLAY_CAPTURES = 20;
/** Bytes of message texts kept for a replay. */
const REPLAY_BYTES = 16 * 1024 * 1024;
/** What a live instance takes beyond its snapshot when nothing is known yet. */
const UNKNOWN_BYTES = 4 * 1024 * 1024;

export interface ResidentOptions {
  readonly loaded: LoadedModule;
  readonly environment: string;
  readonly image: Uint8Array | null;
  readonly position: number;
  /** Most messages between two snapshots. */
  readonly snapshotEvery: number;
  readonly clock: Pick<Clock, "monotonic">;
}

export interface Resident {
  /** Slot after which this is the state. */
  readonly position: number;
  evaluate(slot: number, message: JobMessage): Answer;
  dryRun(message: JobMessage): Answer;
  /** Checkpoint bytes. */
  image(): Uint8Array;
  /** A copy of the linear memory. */
  memory(): Uint8Array;
}

/** @throws LoomError CHECKPOINT_INVALID */
export function createResident(options: ResidentOptions): Resident {
  const { loaded, environment, clock, snapshotEvery } = options;
  let position = options.position;
  let live: VmInstance | null = null;
  // Null: the state before the first message, which every boot gives again.
  let snapshot: MemoryImage | null = options.image === null ? null : decodeImage(options.image);
  let since: { readonly message: JobMessage; readonly ranMs: number }[] = [];
  let sinceMs = 0;
  let sinceBytes = 0;
  let dirty = false;
  let captureMs = FIRST_CAPTURE_MS;
  let replayedMs = 0;

  const capture = (instance: VmInstance): MemoryImage => {
    const started = clock.monotonic();
    const image = captureImage(instance);
    captureMs = clock.monotonic() - started;
    snapshot = image;
    since = [];
    sinceMs = 0;
    sinceBytes = 0;
    replayedMs = 0;
    return image;
  };

  const run = (instance: VmInstance, message: JobMessage): VmOutcome => {
    const files = message.files ?? {};
    return instance.handle(message.json, environment, { timestampMs: message.timestampMs, files: { open: (path) => files[path] ?? null } });
  };

  const fresh = (): VmInstance => {
    const instance = createInstance({ ...loaded, bootTimeMs: BOOT_TIME_MS });
    if (snapshot !== null && !restoreImage(instance, snapshot))
      throw new LoomError("CHECKPOINT_INVALID", "the saved state is smaller than a new instance");
    return instance;
  };

  /** The instance in the state after `position`. */
  const ready = (): VmInstance => {
    if (live !== null && !dirty) return live;
    const reused = live !== null && snapshot !== null && restoreImage(live, snapshot) ? live : null;
    // Until the replay is through, nothing may take this instance for a good one.
    live = null;
    const instance = reused ?? fresh();
    const started = clock.monotonic();
    for (const { message } of since) {
      const outcome = run(instance, message);
      if (outcome.kind !== "ok") throw new LoomError("INTERNAL", `a message that had succeeded ended as ${outcome.kind} when replayed`);
    }
    if (since.length > 0) replayedMs += clock.monotonic() - started;
    live = instance;
    dirty = false;
    if (replayedMs > captureMs) capture(instance);
    return instance;
  };

  const spoil = (): void => {
    dirty = true;
    // Without a snapshot there is nothing to restore from: a boot is the way back.
    if (snapshot === null) live = null;
  };

  const bytes = (): number => {
    const image = snapshot?.pageBytes.byteLength ?? UNKNOWN_BYTES;
    const grown = live === null ? 0 : live.state.memory.buffer.byteLength - loaded.info.initialPages * 65_536;
    return image + sinceBytes + Math.max(image, grown);
  };

  const answer = (outcome: Extract<VmOutcome, { kind: "ok" | "error" }>, ranMs: number): Extract<Answer, { kind: "result" }> => {
    const whole = outcome.kind === "ok" ? normalizeResult(outcome.response) : errorResult(outcome.error);
    // What a failed message wanted to send is undone with its changes.
    const result = whole.Error === undefined ? whole : errorResult(whole.Error);
    const emits = result.Messages.length + result.Assignments.length + result.Spawns.length > 0;
    return { kind: "result", json: resultJson(result), failed: result.Error !== undefined, emits, ranMs, bytes: bytes() };
  };

  return {
    get position() {
      return position;
    },
    evaluate(slot, message) {
      const instance = ready();
      const started = clock.monotonic();
      const outcome = run(instance, message);
      const ranMs = clock.monotonic() - started;
      if (outcome.kind === "need") {
        spoil();
        return { kind: "need", paths: outcome.ids };
      }
      if (outcome.kind === "host-fault") {
        spoil();
        return outcome;
      }
      const result = answer(outcome, ranMs);
      position = slot;
      if (result.failed) {
        spoil();
        return result;
      }
      since.push({ message, ranMs });
      sinceMs += ranMs;
      sinceBytes += message.json.length;
      // The first message boots the process and is the dearest: replaying it once is cheaper than a snapshot of every process.
      const bounded = since.length < snapshotEvery && sinceMs < captureMs * REPLAY_CAPTURES && sinceBytes < REPLAY_BYTES;
      if (!bounded && slot > 0) capture(instance);
      return result;
    },
    dryRun(message) {
      // Each dry-run costs a rollback; soon a snapshot of this very state is the cheaper way back.
      if (since.length > 0 && replayedMs + sinceMs > captureMs) capture(ready());
      const instance = ready();
      const started = clock.monotonic();
      const outcome = run(instance, message);
      const ranMs = clock.monotonic() - started;
      spoil();
      if (outcome.kind === "need") return { kind: "need", paths: outcome.ids };
      return outcome.kind === "host-fault" ? outcome : answer(outcome, ranMs);
    },
    image() {
      const instance = ready();
      return encodeImage(since.length === 0 && snapshot !== null ? snapshot : capture(instance));
    },
    memory: () => new Uint8Array(ready().state.memory.buffer.slice(0)),
  };
}
