/**
 * Logs in memory: the heads of the processes used last, read from the store when needed again.
 * @module
 */
import type { Id } from "../base/ids.ts";
import { createProcessLog, type ProcessLog, type ProcessLogDeps } from "./process-log.ts";

export interface ProcessLogs {
  open(process: Id): ProcessLog;
  /** Whether the process exists, null when that is not in memory. */
  known(id: string): boolean | null;
}

/** Keeps at most `capacity` idle logs. A log with running commits stays: two writers of one process would collide. */
export function createProcessLogs(capacity: number, deps: ProcessLogDeps): ProcessLogs {
  const logs = new Map<Id, ProcessLog>();
  const evict = (): void => {
    for (const [process, log] of logs) {
      if (logs.size <= capacity) return;
      if (!log.busy()) logs.delete(process);
    }
  };
  return {
    known: (id) => logs.get(id)?.known() ?? null,
    open: (process) => {
      const known = logs.get(process);
      if (known !== undefined) {
        logs.delete(process);
        logs.set(process, known);
        return known;
      }
      const log = createProcessLog(process, deps);
      evict();
      logs.set(process, log);
      return log;
    },
  };
}
