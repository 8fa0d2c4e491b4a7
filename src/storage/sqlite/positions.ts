/**
 * The rows of `process` that are in use: every commit asks for one, and so does every request. A transaction moves a process several
 * times (assignments, results); its row is written once, at the end.
 * @module
 */
import type { Id } from "../../base/ids.ts";
import { keyValue, readRow } from "./row-reader.ts";
import type { Sql } from "./sql.ts";

/** Where a process stands. Slots are -1 before the first. */
export interface Position {
  readonly headSlot: number;
  readonly headTimestamp: number;
  /** Of the head, "" when there is none. */
  readonly assignment: Id | "";
  readonly hashChain: string;
  readonly resultSlot: number;
}

export interface Positions {
  get(process: Id): Position;
  /** Within a transaction; in the row after `write`. */
  set(process: Id, position: Position): void;
  /** Writes the rows of what was set since. */
  write(): void;
  /** After a rollback. */
  forget(): void;
}

const NOWHERE: Position = { headSlot: -1, headTimestamp: 0, assignment: "", hashChain: "", resultSlot: -1 };
const CACHED = 10_000;

const COLUMNS = "head_slot, head_timestamp, head_assignment, head_hash_chain, result_slot";
const SELECT_POSITION = `SELECT ${COLUMNS} FROM process WHERE process = ?`;
const UPSERT_POSITION = `INSERT INTO process (process, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET head_slot = excluded.head_slot, head_timestamp = excluded.head_timestamp,
  head_assignment = excluded.head_assignment, head_hash_chain = excluded.head_hash_chain, result_slot = excluded.result_slot`;

export function createPositions(sql: Sql): Positions {
  const known = new Map<Id, Position>();
  const unwritten = new Map<Id, Position>();
  const remember = (process: Id, position: Position): void => {
    if (known.size >= CACHED && !known.has(process)) known.clear();
    known.set(process, position);
  };
  return {
    get(process) {
      const cached = known.get(process) ?? unwritten.get(process);
      if (cached !== undefined) return cached;
      const row = sql.get(SELECT_POSITION, keyValue(process));
      // Names that strangers make up are not remembered.
      if (row === undefined) return NOWHERE;
      const read = readRow(row);
      const position = {
        headSlot: read.number(),
        headTimestamp: read.number(),
        assignment: read.keyOrNull() ?? "",
        hashChain: read.keyOrNull() ?? "",
        resultSlot: read.number(),
      };
      remember(process, position);
      return position;
    },
    set(process, position) {
      unwritten.set(process, position);
      remember(process, position);
    },
    write() {
      for (const [process, { headSlot, headTimestamp, assignment, hashChain, resultSlot }] of unwritten) {
        const head = [orNull(assignment), orNull(hashChain)];
        sql.run(UPSERT_POSITION, keyValue(process), headSlot, headTimestamp, ...head, resultSlot);
      }
      unwritten.clear();
    },
    forget() {
      known.clear();
      unwritten.clear();
    },
  };
}

function orNull(value: string): Uint8Array | string | null {
  return value === "" ? null : keyValue(value);
}
