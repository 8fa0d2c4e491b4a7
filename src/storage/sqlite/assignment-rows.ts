/**
 * Assignments as rows.
 * @module
 */
import type { AssignmentRecord } from "../records.ts";
import { keyValue, readRow } from "./row-reader.ts";
import type { Signers } from "./signers.ts";
import type { SqlRow, SqlValue } from "./sql.ts";

const COLUMNS =
  "id, process, slot, message, own, timestamp, block_height, hash_chain, anchor, signature_type, signature, signer, exclude, environment, root, hops";

export const INSERT_ASSIGNMENT = `INSERT INTO assignment (seq, dedupe_key, beside, ${COLUMNS}) VALUES (?, ?, ?${", ?".repeat(16)})`;
export const SELECT_ASSIGNMENT = `SELECT ${COLUMNS} FROM assignment`;

/**
 * Sequence numbers of the assignments of a message, given twice. Nearly every message is written right before its first assignment
 * (column `beside`), which is then found through the message; only the others are in an index.
 */
export const SEQS_OF_MESSAGE = `SELECT seq FROM assignment INDEXED BY assignment_message WHERE message = ? AND beside = 0
  UNION ALL SELECT assignment.seq FROM item CROSS JOIN assignment ON assignment.seq = item.seq + 1 AND message = item.id AND beside = 1 WHERE item.id = ?`;

/**
 * The first assignment of a message (given twice) in a process. The signs keep the planner from what it would choose: to walk the whole log
 * of the process in its order.
 */
export const FIRST_OF_MESSAGE = `${SELECT_ASSIGNMENT} WHERE seq IN (${SEQS_OF_MESSAGE}) AND +process = ? ORDER BY +seq LIMIT 1`;

/** Values of `INSERT_ASSIGNMENT` after `seq`, `dedupe_key` and `beside`. */
export function assignmentValues(assignment: AssignmentRecord, signers: Signers): SqlValue[] {
  return [
    keyValue(assignment.id),
    keyValue(assignment.process),
    assignment.slot,
    keyValue(assignment.message),
    assignment.own ? 1 : 0,
    assignment.timestamp,
    assignment.blockHeight,
    keyValue(assignment.hashChain),
    assignment.anchor,
    assignment.signatureType,
    assignment.signature,
    signers.intern(assignment),
    excludeText(assignment.exclude),
    assignment.environment,
    keyValue(assignment.root),
    assignment.hops,
  ];
}

/** The record in a row of `SELECT_ASSIGNMENT`. */
export function readAssignment(row: SqlRow, signers: Signers): AssignmentRecord {
  const read = readRow(row);
  return {
    id: read.key(),
    process: read.key(),
    slot: read.number(),
    message: read.key(),
    own: read.number() === 1,
    timestamp: read.number(),
    blockHeight: read.number(),
    hashChain: read.key(),
    anchor: read.bytes(),
    signatureType: read.number(),
    signature: read.bytes(),
    ...signers.signer(read.number()),
    exclude: readExclude(read.text()),
    environment: read.textOrNull(),
    root: read.key(),
    hops: read.number(),
  };
}

/** Most are empty: "" spares a JSON parse. */
export function excludeText(exclude: readonly string[]): string {
  return exclude.length === 0 ? "" : JSON.stringify(exclude);
}

export function readExclude(text: string): string[] {
  return text === "" ? [] : (JSON.parse(text) as string[]);
}
