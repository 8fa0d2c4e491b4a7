/**
 * Entries by their sequence number: whole, or only what filters speak of.
 * @module
 */
import type { EntryRecord } from "../records.ts";
import { readAssignment, SELECT_ASSIGNMENT } from "./assignment-rows.ts";
import type { EntryFacts } from "./entry-match.ts";
import { assignmentFacts } from "./entry-match.ts";
import { readItem, readTags, SELECT_ITEM } from "./item-rows.ts";
import { keyValue, readRow } from "./row-reader.ts";
import type { Signers } from "./signers.ts";
import type { Sql } from "./sql.ts";

/** Both tables share one sequence, so a number belongs to at most one of them. */
export function entryAt(sql: Sql, signers: Signers, seq: number): EntryRecord | null {
  const item = sql.get(`${SELECT_ITEM} WHERE seq = ?`, seq);
  if (item !== undefined) return { seq, kind: "item", item: readItem(item) };
  const assignment = sql.get(`${SELECT_ASSIGNMENT} WHERE seq = ?`, seq);
  return assignment === undefined ? null : { seq, kind: "assignment", assignment: readAssignment(assignment, signers) };
}

export function factsAt(sql: Sql, signers: Signers, seq: number): EntryFacts | null {
  const item = sql.get("SELECT id, owner_address, target, parent, tags, ingested_at FROM item WHERE seq = ?", seq);
  if (item !== undefined) {
    const read = readRow(item);
    return {
      seq,
      id: read.key(),
      ownerAddress: read.key(),
      recipient: read.key(),
      parent: read.keyOrNull(),
      tags: readTags(read.text()),
      ingestedAt: read.number(),
    };
  }
  const assignment = sql.get(`${SELECT_ASSIGNMENT} WHERE seq = ?`, seq);
  return assignment === undefined ? null : assignmentFacts(seq, readAssignment(assignment, signers));
}

export function seqOfId(sql: Sql, id: string): number | null {
  const key = keyValue(id);
  const row = sql.get("SELECT seq FROM item WHERE id = ?", key) ?? sql.get("SELECT seq FROM assignment WHERE id = ?", key);
  return row === undefined ? null : readRow(row).number();
}
