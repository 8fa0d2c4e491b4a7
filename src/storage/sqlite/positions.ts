/**
 * The rows of `process` that are in use: every commit asks for one, and so does every request.
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
  /** Follows the row, which the caller writes. */
  set(process: Id, position: Position): void;
  /** After a rollback. */
  forget(): void;
}

const NOWHERE: Position = { headSlot: -1, headTimestamp: 0, assignment: "", hashChain: "", resultSlot: -1 };
const CACHED = 10_000;

export function createPositions(sql: Sql): Positions {
  const known = new Map<Id, Position>();
  const set = (process: Id, position: Position): void => {
    if (known.size >= CACHED && !known.has(process)) known.clear();
    known.set(process, position);
  };
  return {
    get(process) {
      const cached = known.get(process);
      if (cached !== undefined) return cached;
      const row = sql.get(
        "SELECT head_slot, head_timestamp, head_assignment, head_hash_chain, result_slot FROM process WHERE process = ?",
        keyValue(process),
      );
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
      set(process, position);
      return position;
    },
    set,
    forget: () => known.clear(),
  };
}
