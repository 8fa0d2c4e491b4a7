/**
 * Candidates among assignments. Their tags are derived from columns, so a condition either can hold for an assignment by its
 * fixed tags, or narrows the list (process, scheduler, message), or is left to the check.
 * @module
 */
import type { EntryFilter, TagCondition } from "../store.ts";
import { SEQS_OF_MESSAGE } from "./assignment-rows.ts";
import type { Source } from "./posting-source.ts";
import { hashSource, listSource } from "./posting-source.ts";
import { keyValue, readRow } from "./row-reader.ts";
import type { Sql } from "./sql.ts";
import type { TagIndex } from "./tag-index.ts";

export interface PlanDeps {
  readonly sql: Sql;
  readonly index: TagIndex;
}

const FIXED: ReadonlyMap<string, string> = new Map([
  ["Epoch", "0"],
  ["Data-Protocol", "ao"],
  ["Type", "Assignment"],
  ["Variant", "ao.TN.1"],
]);
const VARYING: ReadonlySet<string> = new Set([
  "Process",
  "Message",
  "Nonce",
  "Hash-Chain",
  "Block-Height",
  "Timestamp",
  "Exclude",
  "Environment",
]);

/** Null when no assignment can match. */
export function assignmentSources(filter: EntryFilter, { sql, index }: PlanDeps): Source[] | null {
  if (filter.recipients?.includes("") === false || filter.parents?.includes(null) === false) return null;
  const { hasher } = index;
  const sources: Source[] = [];
  if (filter.ownerAddresses !== undefined) sources.push(hashSource(sql, index, filter.ownerAddresses.map(hasher.assignmentBy)));
  for (const { name, values } of positive(filter)) {
    const fixed = FIXED.get(name);
    if (fixed === undefined ? !VARYING.has(name) : !values.includes(fixed)) return null;
    if (name === "Process") sources.push(hashSource(sql, index, values.map(hasher.assignmentOf)));
    if (name === "Message") sources.push(listSource(seqsOfMessages(sql, values)));
  }
  const slots = seqsOfSlots(sql, filter);
  if (slots !== null) sources.push(listSource(slots));
  return sources.length > 0 ? sources : [hashSource(sql, index, [hasher.assignment()])];
}

/** The tag conditions that an index can serve. */
export function positive(filter: EntryFilter): TagCondition[] {
  return (filter.tags ?? []).filter((condition) => condition.not !== true);
}

function seqsOfMessages(sql: Sql, messages: readonly string[]): number[] {
  const seqs = messages.flatMap((message) => sql.all(SEQS_OF_MESSAGE, keyValue(message), keyValue(message)));
  return rising(seqs.map((row) => readRow(row).number()));
}

/** Process and Nonce together name single assignments. */
function seqsOfSlots(sql: Sql, filter: EntryFilter): number[] | null {
  const conditions = positive(filter);
  const processes = conditions.find(({ name }) => name === "Process")?.values;
  const slots = conditions.find(({ name }) => name === "Nonce")?.values;
  if (processes === undefined || slots === undefined) return null;
  const seqs: number[] = [];
  for (const process of processes) {
    for (const slot of slots) {
      const row = sql.get("SELECT seq FROM assignment WHERE process = ? AND slot = ?", keyValue(process), Number(slot));
      if (row !== undefined) seqs.push(readRow(row).number());
    }
  }
  return rising(seqs);
}

function rising(seqs: readonly number[]): number[] {
  return [...new Set(seqs)].sort((a, b) => a - b);
}
