/**
 * When a process is saved, and saving it.
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { toLoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import type { Logger } from "../base/logger.ts";
import type { SavedCheckpoint } from "./checkpoint-file.ts";
import type { Checkpoints } from "./checkpoints.ts";
import type { Seat } from "./worker-pool.ts";

/** A checkpoint is due only when the messages since took this many times as long as saving does. */
const WORTH = 10;
/** Execution time after which it is due in any case, milliseconds: a bound on what a restart replays. */
const REPLAY_MS = 10_000;
/** Files that a checkpoint may need before one is taken that is free to choose them anew. */
const PACKS = 8;

export interface CheckpointKeeper {
  /** The state was built anew from this checkpoint, null for none. */
  restart(from: SavedCheckpoint | null): void;
  /** A message ran this long. */
  ran(ms: number): void;
  due(committed: number): boolean;
  /**
   * True at an even distance from the one before: collectors of garbage flip a mark in every object with each message, so states an even
   * number of messages apart share most of their pages.
   */
  inStep(committed: number): boolean;
  /** True when a checkpoint would spare any replay. */
  worth(committed: number): boolean;
  /** Takes the image now; writing it goes on meanwhile. A failure is logged: the log itself is the truth. */
  take(seat: Seat, committed: number, module: Id): Promise<void>;
  /** Resolves when nothing is being written. */
  idle(): Promise<void>;
}

export interface KeeperOptions {
  readonly process: Id;
  readonly key: string;
  /** Slots between two checkpoints. */
  readonly every: number;
}

export function createCheckpointKeeper(
  { process, key, every }: KeeperOptions,
  deps: {
    readonly checkpoints: Checkpoints;
    readonly clock: Pick<Clock, "monotonic">;
    readonly logger: Logger;
    readonly evaluateMs: number;
  },
): CheckpointKeeper {
  let savedSlot = -1;
  let ranMs = 0;
  /** How long the last one held up the process, and how long it took in all: to compress and write is most of it. */
  let heldMs = 0;
  let tookMs = 0;
  let writing: Promise<void> = Promise.resolve();
  let base: SavedCheckpoint | null = null;

  return {
    restart(from) {
      savedSlot = from?.slot ?? -1;
      base = from;
      ranMs = 0;
    },
    ran(ms) {
      ranMs += ms;
    },
    due: (committed) =>
      (committed - savedSlot >= every && ranMs >= tookMs * WORTH) ||
      (committed > savedSlot && ranMs >= Math.max(REPLAY_MS, heldMs * WORTH)),
    inStep: (committed) => (committed - savedSlot) % 2 === 0,
    worth: (committed) => committed > savedSlot,
    async take(seat, committed, module) {
      await writing;
      const against = base === null || base.manifest.packs.length >= PACKS ? null : base;
      const outcome = await seat.post({ type: "image", key, base: against?.slot ?? null }, deps.evaluateMs);
      // The next try comes with the next interval, so that a state that cannot be saved does not stop the process.
      savedSlot = committed;
      ranMs = 0;
      if (outcome.kind !== "pages") {
        deps.logger.warn({ slot: committed, outcome: outcome.kind }, "no checkpoint could be taken");
        return;
      }
      heldMs = outcome.tookMs;
      tookMs = heldMs;
      const started = deps.clock.monotonic();
      const whole = outcome.base === null;
      writing = deps.checkpoints
        .save({ process, slot: committed, module }, outcome.set, whole ? null : against)
        .then((saved) => {
          base = saved;
          tookMs += deps.clock.monotonic() - started;
        })
        .catch((thrown: unknown) => deps.logger.warn({ slot: committed, err: toLoomError(thrown) }, "a checkpoint could not be saved"));
    },
    idle: () => writing,
  };
}
