/**
 * Reads of items and entries.
 * @module
 */
import type { EntryRecord } from "../records.ts";
import type { EntryFilter, StoreReads } from "../store.ts";
import type { Counters } from "./counters.ts";
import { planEntries } from "./entries-plan.ts";
import { candidates } from "./entries-scan.ts";
import { matchesFacts } from "./entry-match.ts";
import { entryAt, factsAt, seqOfId } from "./entry-rows.ts";
import { readItem, SELECT_ITEM, TX } from "./item-rows.ts";
import type { Step } from "./posting-source.ts";
import type { Recent } from "./recent.ts";
import { keyValue, readRow } from "./row-reader.ts";
import type { Signers } from "./signers.ts";
import type { Sql, SqlRow } from "./sql.ts";
import type { TagIndex } from "./tag-index.ts";

type EntryReads = Pick<StoreReads, "lastSeq" | "entry" | "entries" | "entryIds" | "countEntries" | "item" | "hasItem">;

/** Flag 1 of an item marks a transaction; an assignment is told by -1. */
const SELECT_IDS = `SELECT seq, id, flags FROM item WHERE seq BETWEEN ? AND ?
  UNION ALL SELECT seq, id, -1 FROM assignment WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?`;

const ITEM_BY_ID = `${SELECT_ITEM} WHERE id = ?`;

interface EntryReadsDeps {
  readonly sql: Sql;
  readonly signers: Signers;
  readonly counters: Counters;
  readonly index: TagIndex;
  readonly recent: Recent;
}

export function createEntryReads({ sql, signers, counters, index, recent }: EntryReadsDeps): EntryReads {
  /** Sequence numbers of what matches. Entries committed while a long query runs are not in it. */
  async function* matching(filter: EntryFilter, step: Step): AsyncGenerator<number> {
    const first = Math.max(1, filter.minSeq ?? 1);
    const last = Math.min(counters.seq, filter.maxSeq ?? counters.seq);
    for await (const seq of candidates(planEntries(filter, { sql, index }), index, filter, { first, last, step })) {
      const facts = factsAt(sql, signers, seq);
      if (facts === null || !matchesFacts(facts, filter)) continue;
      if (filter.where === undefined || meets(filter.where, entryAt(sql, signers, seq))) yield seq;
    }
  }
  return {
    lastSeq: async () => counters.seq,
    async entry(id) {
      const seq = seqOfId(sql, id);
      return seq === null ? null : entryAt(sql, signers, seq);
    },
    async entries(page) {
      const found: EntryRecord[] = [];
      if (page.limit <= 0) return found;
      for await (const seq of matching(page, page.order === "asc" ? 1 : -1)) {
        const entry = entryAt(sql, signers, seq);
        if (entry !== null) found.push(entry);
        if (found.length >= page.limit) break;
      }
      return found;
    },
    entryIds: async (minSeq, maxSeq, limit) => sql.all(SELECT_IDS, minSeq, maxSeq, minSeq, maxSeq, Math.max(0, limit)).map(readId),
    async countEntries(filter, cap) {
      let count = 0;
      if (cap <= 0) return count;
      for await (const _ of matching(filter, -1)) if (++count >= cap) break;
      return count;
    },
    async item(id) {
      const known = recent.item(id);
      if (known !== null) return known;
      const row = sql.get(ITEM_BY_ID, keyValue(id));
      return row === undefined ? null : readItem(row);
    },
    hasItem: async (id) => recent.item(id) !== null || sql.get("SELECT 1 FROM item WHERE id = ?", keyValue(id)) !== undefined,
  };
}

function readId(row: SqlRow): Awaited<ReturnType<EntryReads["entryIds"]>>[number] {
  const read = readRow(row);
  const [seq, id, flags] = [read.number(), read.key(), read.number()];
  return { seq, id, kind: flags === -1 ? "assignment" : (flags & TX) === 0 ? "item" : "tx" };
}

function meets(where: (entry: EntryRecord) => boolean, entry: EntryRecord | null): boolean {
  return entry !== null && where(entry);
}
