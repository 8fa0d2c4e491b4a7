/**
 * Finds slots by time. Slot and timestamp of a log rise together, so the index on (process, slot) and a binary search (20 probes for a
 * million slots) spare the hot path an index on (process, timestamp).
 * @module
 */
import { readRow } from "./row-reader.ts";
import type { Sql, SqlValue } from "./sql.ts";

export interface SlotSearch {
  /** First slot at or after a time; head + 1 when there is none. */
  firstSlot(process: SqlValue, time: number): number;
  /** Last slot at or before a time; -1 when there is none. */
  lastSlot(process: SqlValue, time: number): number;
}

export function createSlotSearch(sql: Sql): SlotSearch {
  const headSlot = (process: SqlValue): number => {
    const row = sql.get("SELECT head_slot FROM process WHERE process = ?", process);
    return row === undefined ? -1 : readRow(row).number();
  };
  const timeAt = (process: SqlValue, slot: number): number => {
    const row = sql.get("SELECT timestamp FROM assignment WHERE process = ? AND slot = ?", process, slot);
    return row === undefined ? Number.NaN : readRow(row).number();
  };
  const firstSlot = (process: SqlValue, time: number): number => {
    let low = 0;
    let high = headSlot(process) + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (timeAt(process, middle) >= time) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return { firstSlot, lastSlot: (process, time) => firstSlot(process, time + 1) - 1 };
}
