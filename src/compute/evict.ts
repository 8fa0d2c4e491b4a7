/**
 * Which processes give up their live state when there are too many.
 * @module
 */
import type { Id } from "../base/ids.ts";
import type { Lane } from "./lane.ts";

export interface LiveBudget {
  readonly liveProcesses: number;
  readonly memoryBudgetBytes: number;
}

/** Cold lanes that are remembered only as long as there are few: all they know is in the store. */
const COLD_LANES = 1000;

/** Evicts idle processes, the one used longest ago first, until the rest is within the budget. `lanes` is in order of use. */
export function evictBeyond(lanes: Map<Id, Lane>, budget: LiveBudget): void {
  let live = 0;
  let bytes = 0;
  for (const lane of lanes.values()) {
    if (!lane.live) continue;
    live++;
    bytes += lane.bytes;
  }
  for (const lane of lanes.values()) {
    if (live <= budget.liveProcesses && bytes <= budget.memoryBudgetBytes) break;
    if (!lane.live || lane.busy) continue;
    live--;
    bytes -= lane.bytes;
    void lane.evict();
  }
  for (const [process, lane] of lanes) {
    if (lanes.size <= COLD_LANES) break;
    if (!lane.live && !lane.busy && lane.suspension === null && lane.backlog === 0) lanes.delete(process);
  }
}
