/**
 * Reads of logs: heads and assignments.
 * @module
 */
import type { Id } from "../../base/ids.ts";
import type { AssignmentRecord, HeadRecord } from "../records.ts";
import type { Range, StoreReads } from "../store.ts";
import { FIRST_OF_MESSAGE, readAssignment, SELECT_ASSIGNMENT } from "./assignment-rows.ts";
import type { Positions } from "./positions.ts";
import { bounds, direction } from "./range.ts";
import type { Recent } from "./recent.ts";
import { keyValue, readRow } from "./row-reader.ts";
import type { Signers } from "./signers.ts";
import { createSlotSearch } from "./slot-search.ts";
import type { Sql, SqlRow, SqlValue } from "./sql.ts";

type LogReads = Pick<
  StoreReads,
  "head" | "heads" | "assignment" | "assignmentById" | "assignmentOfMessage" | "assignmentByDedupeKey" | "log" | "logByTime" | "unevaluated"
>;

interface LogReadsDeps {
  readonly sql: Sql;
  readonly signers: Signers;
  readonly positions: Positions;
  readonly recent: Recent;
}

// Whole texts: one put together for a read is hashed anew to find its statement.
const BY_ID = `${SELECT_ASSIGNMENT} WHERE id = ?`;
const BY_SLOT = `${SELECT_ASSIGNMENT} WHERE process = ? AND slot = ?`;
const BY_DEDUPE_KEY = `${SELECT_ASSIGNMENT} WHERE process = ? AND dedupe_key = ?`;
const SELECT_HEAD = "SELECT process, head_slot, head_assignment, head_hash_chain, head_timestamp FROM process";
/** Processes are paged in the order of their 32 bytes; every stored key is at or after the empty text. */
const FIRST_KEY = "";

export function createLogReads({ sql, signers, positions, recent }: LogReadsDeps): LogReads {
  const { firstSlot, lastSlot } = createSlotSearch(sql);
  const one = (text: string, ...values: SqlValue[]): AssignmentRecord | null => {
    const row = sql.get(text, ...values);
    return row === undefined ? null : readAssignment(row, signers);
  };
  const bySlot = (process: SqlValue, first: number, last: number, range: Range): AssignmentRecord[] => {
    const order = direction(range);
    const text = `${SELECT_ASSIGNMENT} WHERE process = ? AND slot BETWEEN ? AND ? ORDER BY slot ${order} LIMIT ?`;
    return sql.all(text, process, first, last, Math.max(0, range.limit)).map((row) => readAssignment(row, signers));
  };
  /** Null unless all of it was written a moment ago. */
  const newest = (process: Id, first: number, last: number, { limit, order }: Range): AssignmentRecord[] | null => {
    if (order === "desc") return null;
    const found: AssignmentRecord[] = [];
    for (let slot = Math.max(0, first); slot <= Math.min(last, positions.get(process).headSlot) && found.length < limit; slot++) {
      const assignment = recent.assignment(process, slot);
      if (assignment === null) return null;
      found.push(assignment);
    }
    return found;
  };
  return {
    async head(process) {
      const { headSlot, assignment, hashChain, headTimestamp } = positions.get(process);
      return headSlot < 0 ? null : { process, slot: headSlot, assignment, hashChain, timestamp: headTimestamp };
    },
    heads: async (after, limit) =>
      sql
        .all(`${SELECT_HEAD} WHERE process > ? AND head_slot >= 0 ORDER BY process LIMIT ?`, keyValue(after || FIRST_KEY), limit)
        .map(readHead),
    assignment: async (process, slot) => recent.assignment(process, slot) ?? one(BY_SLOT, keyValue(process), slot),
    assignmentById: async (id) => one(BY_ID, keyValue(id)),
    // A message is seldom assigned in more than one process, so its assignments are few.
    assignmentOfMessage: async (process, message) =>
      recent.firstAssignment(process, message) ?? one(FIRST_OF_MESSAGE, keyValue(message), keyValue(message), keyValue(process)),
    assignmentByDedupeKey: async (process, key) => one(BY_DEDUPE_KEY, keyValue(process), key),
    async log(process, slots) {
      const { first, last } = bounds(slots);
      return newest(process, first, last, slots) ?? bySlot(keyValue(process), first, last, slots);
    },
    async logByTime(process, times) {
      const { first, last } = bounds(times);
      const key = keyValue(process);
      return bySlot(key, firstSlot(key, first), lastSlot(key, last), times);
    },
    unevaluated: async (after, limit) =>
      sql
        .all(
          "SELECT process, head_slot, result_slot FROM process WHERE process > ? AND result_slot < head_slot ORDER BY process LIMIT ?",
          keyValue(after || FIRST_KEY),
          limit,
        )
        .map((row) => {
          const read = readRow(row);
          return { process: read.key(), headSlot: read.number(), resultSlot: read.number() };
        }),
  };
}

function readHead(row: SqlRow): HeadRecord {
  const read = readRow(row);
  return { process: read.key(), slot: read.number(), assignment: read.key(), hashChain: read.key(), timestamp: read.number() };
}
