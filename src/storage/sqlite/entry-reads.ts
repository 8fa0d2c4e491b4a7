/**
 * Reads of items and entries.
 * @module
 */
import type { EntryRecord } from "../records.ts";
import type { StoreReads } from "../store.ts";
import type { Counters } from "./counters.ts";
import { entryFacts, matchesFacts } from "./entry-match.ts";
import { entryAt, seqOfId } from "./entry-rows.ts";
import { SELECT_ITEM, readItem } from "./item-rows.ts";
import { keyValue } from "./row-reader.ts";
import type { Signers } from "./signers.ts";
import type { Sql } from "./sql.ts";

type EntryReads = Pick<StoreReads, "lastSeq" | "entry" | "entries" | "countEntries" | "item" | "hasItem">;

export function createEntryReads(sql: Sql, signers: Signers, counters: Counters): EntryReads {
  const entries: EntryReads["entries"] = async (page) => {
    const found: EntryRecord[] = [];
    const step = page.order === "asc" ? 1 : -1;
    for (let seq = step === 1 ? 1 : counters.seq; seq >= 1 && seq <= counters.seq && found.length < page.limit; seq += step) {
      const entry = entryAt(sql, signers, seq);
      if (entry !== null && matchesFacts(entryFacts(entry), page) && (page.where?.(entry) ?? true)) found.push(entry);
    }
    return found;
  };
  return {
    lastSeq: async () => counters.seq,
    async entry(id) {
      const seq = seqOfId(sql, id);
      return seq === null ? null : entryAt(sql, signers, seq);
    },
    entries,
    countEntries: async (filter, cap) => (await entries({ ...filter, order: "desc", limit: cap })).length,
    async item(id) {
      const row = sql.get(`${SELECT_ITEM} WHERE id = ?`, keyValue(id));
      return row === undefined ? null : readItem(row);
    },
    hasItem: async (id) => sql.get("SELECT 1 FROM item WHERE id = ?", keyValue(id)) !== undefined,
  };
}
