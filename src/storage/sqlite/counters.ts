/**
 * Numbers that are kept in memory and follow the transaction: taken back when it is rolled back.
 * @module
 */
import { readRow } from "./row-reader.ts";
import type { Sql } from "./sql.ts";

export interface Counters {
  /** Sequence number of the newest entry. */
  seq: number;
  /** The newest entry, when it is an item that was added since the start; else "". */
  newestItem: string;
  /** Newest timestamp of all assignments. */
  timestamp: number;
}

/** Reads the counters from the tables. */
export function readCounters(sql: Sql): Counters {
  const number = (text: string): number => {
    const row = sql.get(text);
    return row === undefined ? 0 : (readRow(row).numberOrNull() ?? 0);
  };
  return {
    seq: Math.max(number("SELECT max(seq) FROM item"), number("SELECT max(seq) FROM assignment")),
    newestItem: "",
    // Timestamps rise within a process, so its head has its newest.
    timestamp: number("SELECT max(head_timestamp) FROM process"),
  };
}
