/**
 * Finds slots by a number that rises with them. Slot, timestamp and seq of a log rise together, so one index on
 * (process, slot) and a binary search (20 probes for a million slots) replace two more indexes on the hot path.
 * @module
 */
import { readRow } from "./row-reader.ts";
import type { Sql, SqlValue } from "./sql.ts";

export type RisingColumn = "timestamp" | "seq";

export interface SlotSearch {
  /** First slot whose column is at or above `bound`; head + 1 when there is none. */
  firstSlot(process: SqlValue, column: RisingColumn, bound: number): number;
  /** Last slot whose column is at or below `bound`; -1 when there is none. */
  lastSlot(process: SqlValue, column: RisingColumn, bound: number): number;
}

export function createSlotSearch(sql: Sql): SlotSearch {
  const headSlot = (process: SqlValue): number => {
    const row = sql.get("SELECT head_slot FROM process WHERE process = ?", process);
    return row === undefined ? -1 : readRow(row).number();
  };
  const valueAt = (process: SqlValue, column: RisingColumn, slot: number): number => {
    const row = sql.get(`SELECT ${column} FROM assignment WHERE process = ? AND slot = ?`, process, slot);
    return row === undefined ? Number.NaN : readRow(row).number();
  };
  const firstSlot = (process: SqlValue, column: RisingColumn, bound: number): number => {
    let low = 0;
    let high = headSlot(process) + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (valueAt(process, column, middle) >= bound) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return { firstSlot, lastSlot: (process, column, bound) => firstSlot(process, column, bound + 1) - 1 };
}
