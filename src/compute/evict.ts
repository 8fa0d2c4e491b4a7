/**
 * Which processes give up their live state when there are too many.
 * @module
 */
import type { Id } from "../base/ids.ts";
import type { Lane } from "./lane.ts";

export interface LiveBudget {
  readonly liveProcesses: number;
  /** Of the whole program: live states, and all that it takes beside them. */
  readonly memoryBudgetBytes: number;
}

export interface Residency {
  /** Makes room for one more live process: resolves when those that were evicted for it have left. */
  admit(): Promise<void>;
  /** Evicts what is beyond the budget; forgets lanes that know nothing the store does not. */
  settle(): void;
}

export interface ResidencyDeps {
  /** Bytes of memory that this program takes now (its resident set). */
  readonly programBytes: () => number;
  /** Milliseconds of the steady clock. */
  readonly monotonic: () => number;
}

/** Cold lanes that are remembered only as long as there are few: all they know is in the store. */
const COLD_LANES = 1000;
/** What a process is held to take before it was measured. */
export const TYPICAL_BYTES = 5 * 1024 * 1024;
/** Between two looks at what the program takes beside live states, milliseconds. */
const LOOK_MS = 250;
/**
 * Part of the budget that live states have in any case. What an evicted process had is given back only when the collector comes by: without
 * this bound that would count as a need of the program, more would be evicted for it, and so on.
 */
const LEAST = 0.75;
/** Weight of a new look when it is smaller than what was seen before: memory that was given back is soon taken again. */
const DECAY = 0.1;

/** Evicts idle processes, the one used longest ago first. `lanes` is in order of use. */
export function createResidency(lanes: Map<Id, Lane>, budget: LiveBudget, deps: ResidencyDeps): Residency {
  let arriving = 0;
  let besideBytes = 0;
  let lookedAt = Number.NEGATIVE_INFINITY;

  const look = (liveBytes: number): void => {
    const now = deps.monotonic();
    if (now - lookedAt < LOOK_MS) return;
    lookedAt = now;
    const beside = Math.max(0, deps.programBytes() - liveBytes);
    besideBytes = beside > besideBytes ? beside : besideBytes + (beside - besideBytes) * DECAY;
  };

  /** Resolves when all that it evicts have left. */
  const shrink = async (): Promise<void> => {
    let live = arriving;
    let bytes = arriving * TYPICAL_BYTES;
    let liveBytes = 0;
    for (const lane of lanes.values()) {
      if (!lane.live) continue;
      live++;
      liveBytes += lane.bytes;
    }
    bytes += liveBytes;
    look(liveBytes);
    const room = Math.max(budget.memoryBudgetBytes * LEAST, budget.memoryBudgetBytes - besideBytes);
    const leaving: Promise<void>[] = [];
    for (const lane of lanes.values()) {
      if (live <= budget.liveProcesses && bytes <= room) break;
      if (!lane.live || lane.busy || lane.stuck()) continue;
      live--;
      bytes -= lane.bytes;
      leaving.push(lane.leave());
    }
    await Promise.all(leaving);
  };

  return {
    async admit() {
      arriving++;
      try {
        await shrink();
      } finally {
        arriving--;
      }
    },
    settle() {
      void shrink();
      for (const [process, lane] of lanes) {
        if (lanes.size <= COLD_LANES) break;
        if (!lane.live && !lane.busy && lane.suspension === null && lane.backlog === 0) lanes.delete(process);
      }
    },
  };
}
