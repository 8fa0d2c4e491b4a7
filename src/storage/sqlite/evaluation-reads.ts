/**
 * Reads of results, outboxes and checkpoints.
 * @module
 */
import type { ResultRecord } from "../records.ts";
import type { StoreReads } from "../store.ts";
import { readOutbox, SELECT_OUTBOX } from "./outbox-rows.ts";
import type { Positions } from "./positions.ts";
import { bounds, direction } from "./range.ts";
import type { Recent } from "./recent.ts";
import { keyValue, readRow } from "./row-reader.ts";
import type { Sql, SqlRow } from "./sql.ts";

type EvaluationReads = Pick<
  StoreReads,
  "result" | "lastResultSlot" | "results" | "pendingOutbox" | "outbox" | "pushCount" | "checkpoint" | "garbage"
>;

const SELECT_RESULT = "SELECT process, slot, message, timestamp, failed, json FROM result";
const RESULT_OF_SLOT = `${SELECT_RESULT} WHERE process = ? AND slot = ?`;

interface EvaluationReadsDeps {
  readonly sql: Sql;
  readonly positions: Positions;
  readonly recent: Recent;
}

export function createEvaluationReads({ sql, positions, recent }: EvaluationReadsDeps): EvaluationReads {
  return {
    async result(process, slot) {
      if (slot > positions.get(process).resultSlot) return null;
      const known = recent.result(process, slot);
      if (known !== null) return known;
      const row = sql.get(RESULT_OF_SLOT, keyValue(process), slot);
      return row === undefined ? null : readResult(row);
    },
    lastResultSlot: async (process) => positions.get(process).resultSlot,
    async results(process, slots) {
      const { first, last, limit } = bounds(slots);
      const text = `${SELECT_RESULT} WHERE process = ? AND slot BETWEEN ? AND ? ORDER BY slot ${direction(slots)} LIMIT ?`;
      return sql.all(text, keyValue(process), first, last, limit).map(readResult);
    },
    async pendingOutbox(after, limit) {
      const values = after === null ? ["", -1, -1] : [keyValue(after.process), after.slot, after.index];
      const text = `${SELECT_OUTBOX} INDEXED BY outbox_pending WHERE state = 'pending' AND (process, slot, position) > (?, ?, ?)
        ORDER BY process, slot, position LIMIT ?`;
      return sql.all(text, ...values, limit).map(readOutbox);
    },
    outbox: async (process, slot) =>
      sql.all(`${SELECT_OUTBOX} WHERE process = ? AND slot = ? ORDER BY position`, keyValue(process), slot).map(readOutbox),
    async pushCount(root) {
      const row = sql.get("SELECT count FROM push_count WHERE root = ?", keyValue(root));
      return row === undefined ? 0 : readRow(row).number();
    },
    async checkpoint(process, slot) {
      const text = "SELECT process, slot, blob, size FROM checkpoint WHERE process = ? AND slot <= ? ORDER BY slot DESC LIMIT 1";
      const row = sql.get(text, keyValue(process), slot);
      if (row === undefined) return null;
      const read = readRow(row);
      const checkpoint = { process: read.key(), slot: read.number(), blob: read.blob(), size: read.number() };
      const packs = sql
        .all("SELECT blob FROM checkpoint_blob WHERE process = ? AND slot = ? ORDER BY blob", keyValue(process), checkpoint.slot)
        .map((pack) => readRow(pack).blob())
        .filter((pack) => pack !== checkpoint.blob);
      return { ...checkpoint, packs };
    },
    garbage: async (limit) => sql.all("SELECT blob FROM checkpoint_garbage LIMIT ?", limit).map((row) => readRow(row).blob()),
  };
}

function readResult(row: SqlRow): ResultRecord {
  const read = readRow(row);
  return {
    process: read.key(),
    slot: read.number(),
    message: read.key(),
    timestamp: read.number(),
    failed: read.number() === 1,
    json: read.text(),
  };
}
