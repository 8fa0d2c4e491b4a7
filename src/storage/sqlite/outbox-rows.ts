/**
 * Outbox entries as rows.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import type { OutboxKind, OutboxRecord, OutboxState } from "../records.ts";
import { excludeText, readExclude } from "./assignment-rows.ts";
import { keyValue, readRow } from "./row-reader.ts";
import type { SqlRow, SqlValue } from "./sql.ts";

const COLUMNS = "process, slot, position, kind, target, item, exclude, root, hops, state, reason";

export const INSERT_OUTBOX = `INSERT INTO outbox (${COLUMNS}) VALUES (?${", ?".repeat(10)})`;
export const SELECT_OUTBOX = `SELECT ${COLUMNS} FROM outbox`;

const KINDS: Readonly<Record<OutboxKind, true>> = { message: true, spawn: true, notice: true, assign: true };
const STATES: Readonly<Record<OutboxState, true>> = { pending: true, delivered: true, dropped: true };

export function outboxValues(entry: OutboxRecord): SqlValue[] {
  return [
    keyValue(entry.process),
    entry.slot,
    entry.index,
    entry.kind,
    keyValue(entry.target),
    keyValue(entry.item),
    excludeText(entry.exclude),
    keyValue(entry.root),
    entry.hops,
    entry.state,
    entry.reason,
  ];
}

export function readOutbox(row: SqlRow): OutboxRecord {
  const read = readRow(row);
  return {
    process: read.key(),
    slot: read.number(),
    index: read.number(),
    kind: oneOf(KINDS, read.text()),
    target: read.key(),
    item: read.key(),
    exclude: readExclude(read.text()),
    root: read.key(),
    hops: read.number(),
    state: oneOf(STATES, read.text()),
    reason: read.text(),
  };
}

function oneOf<T extends string>(words: Readonly<Record<T, true>>, word: string): T {
  if (!Object.hasOwn(words, word)) throw new LoomError("STORE_FAILED", `damaged row: ${word} is not a word of the outbox`);
  return word as T;
}
