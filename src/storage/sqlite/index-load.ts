/**
 * Fills the part of the tag index that lives in memory from the rows of the entries.
 * @module
 */
import type { ItemRecord } from "../records.ts";
import { readTags } from "./item-rows.ts";
import { readRow } from "./row-reader.ts";
import { SPAN } from "./span-set.ts";
import type { Sql, SqlRow } from "./sql.ts";
import type { TagIndex } from "./tag-index.ts";

export type IndexedItem = Pick<ItemRecord, "ownerAddress" | "target" | "parent" | "tags" | "ingestedAt">;

const SELECT_ITEMS = "SELECT seq, owner_address, target, parent, tags, ingested_at FROM item WHERE seq BETWEEN ? AND ? ORDER BY seq";
const SELECT_ASSIGNMENTS = `SELECT seq, process, address, timestamp FROM assignment JOIN signer ON signer.n = signer
  WHERE seq BETWEEN ? AND ? ORDER BY seq`;

/** Adds the entries from `first` on in the order of their numbers; at most two spans of them after a crash, one as a rule. */
export function loadTail(sql: Sql, first: number, index: Pick<TagIndex, "addItem" | "addAssignment">): void {
  for (let from = first; ; from += SPAN) {
    const items = sql.all(SELECT_ITEMS, from, from + SPAN - 1);
    const assignments = sql.all(SELECT_ASSIGNMENTS, from, from + SPAN - 1);
    if (items.length + assignments.length === 0) return;
    const adders = [...items.map((row) => addItem(row, index)), ...assignments.map((row) => addAssignment(row, index))];
    for (const { add } of adders.sort((a, b) => a.seq - b.seq)) add();
  }
}

interface Adder {
  readonly seq: number;
  readonly add: () => void;
}

function addItem(row: SqlRow, index: Pick<TagIndex, "addItem">): Adder {
  const read = readRow(row);
  const seq = read.number();
  const item = {
    ownerAddress: read.key(),
    target: read.key(),
    parent: read.keyOrNull(),
    tags: readTags(read.text()),
    ingestedAt: read.number(),
  };
  return { seq, add: () => index.addItem(seq, item) };
}

function addAssignment(row: SqlRow, index: Pick<TagIndex, "addAssignment">): Adder {
  const read = readRow(row);
  const seq = read.number();
  const assignment = { process: read.key(), ownerAddress: read.key(), timestamp: read.number() };
  return { seq, add: () => index.addAssignment(seq, assignment) };
}
