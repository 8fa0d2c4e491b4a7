/**
 * The tag index: which entries have a tag, an owner, a recipient, a parent; spans of it in memory, then in the table `posting`.
 *
 * A commit only adds numbers to lists in memory (about 1 microsecond a tag). When the SPAN sequence numbers of a span are used up it is
 * sealed: one row for each hash, a list or a bitmap. So a common tag costs one row in 4096 entries, and two common tags that never
 * meet are known not to meet after one AND of bitmaps a span, not after a walk over every entry.
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import type { AssignmentRecord } from "../records.ts";
import type { IndexedItem } from "./index-load.ts";
import { loadTail } from "./index-load.ts";
import type { SealProgress } from "./index-sealer.ts";
import { beginSeal, isSealed, sealSlice } from "./index-sealer.ts";
import type { TailSpan } from "./index-tail.ts";
import { createIndexTail } from "./index-tail.ts";
import { readRow } from "./row-reader.ts";
import { SPAN } from "./span-set.ts";
import type { Sql } from "./sql.ts";
import type { TagHasher } from "./tag-hash.ts";
import { createTagHasher } from "./tag-hash.ts";

const KEY_BYTES = 16;

export interface SpanTimes {
  readonly firstTime: number;
  readonly lastTime: number;
}

export interface TagIndex {
  readonly hasher: TagHasher;
  addItem(seq: number, item: IndexedItem): void;
  addAssignment(seq: number, assignment: Pick<AssignmentRecord, "process" | "ownerAddress" | "timestamp">): void;
  /** Takes back what the running transaction added since. */
  mark(): () => void;
  /** The transaction is durable. */
  committed(): void;
  sealDue(): boolean;
  /** One slice of the sealing, within the running transaction. */
  sealSome(): void;
  /** Spans below this number are in the table. */
  sealed(): number;
  /** Spans from `sealed()` on that have entries, oldest first. */
  tail(): readonly TailSpan[];
  /** Ingestion times in a span, null when it has no entries. */
  times(span: number): SpanTimes | null;
}

/** @param newestSeq gives the newest sequence number, durable or of the running transaction */
export function createTagIndex(sql: Sql, clock: Clock, newestSeq: () => number): TagIndex {
  const hasher = createTagHasher(indexKey(sql, clock));
  const tail = createIndexTail();
  const times: SpanTimes[] = sql.all("SELECT first_time, last_time FROM span ORDER BY n").map((row) => {
    const read = readRow(row);
    return { firstTime: read.number(), lastTime: read.number() };
  });
  let progress: SealProgress | null = null;
  // Entries of the running transaction are not in the tail yet, so only durable numbers tell that a span is complete.
  let durableSeq = newestSeq();
  /** Postings added since the last slice: sealing must keep pace with bulk commits. */
  let added = 0;
  const all = hasher.assignment();

  const index: TagIndex = {
    hasher,
    addItem(seq, item) {
      added += tail.add(seq, item.ingestedAt, itemHashes(hasher, item));
    },
    addAssignment(seq, { process, ownerAddress, timestamp }) {
      added += tail.add(seq, timestamp, [all, hasher.assignmentOf(process), hasher.assignmentBy(ownerAddress)]);
    },
    mark() {
      const [pending, before] = [tail.pending(), progress];
      return () => {
        tail.dropFrom(pending);
        progress = before;
      };
    },
    committed() {
      tail.confirm();
      durableSeq = newestSeq();
      if (progress === null || !isSealed(progress)) return;
      times.push(progress.source);
      tail.dropOldest();
      progress = null;
    },
    sealDue: () => progress !== null || tail.complete(durableSeq) !== null,
    sealSome() {
      const source = tail.complete(durableSeq);
      if (progress === null && source !== null) progress = beginSeal(source);
      if (progress !== null) progress = sealSlice(sql, progress, added);
      added = 0;
    },
    sealed: () => times.length,
    tail: tail.spans,
    times: (span) => times[span] ?? tail.spans().find((one) => one.span === span) ?? null,
  };
  loadTail(sql, times.length * SPAN, index);
  tail.confirm();
  return index;
}

function* itemHashes(hasher: TagHasher, item: IndexedItem): Iterable<number> {
  for (const tag of item.tags) yield hasher.tag(tag.name, tag.value);
  yield hasher.owner(item.ownerAddress);
  yield hasher.parent(item.parent);
  if (item.target !== "") yield hasher.recipient(item.target);
}

function indexKey(sql: Sql, clock: Clock): Uint8Array {
  const row = sql.get("SELECT key FROM index_key");
  if (row !== undefined) return readRow(row).bytes();
  const key = clock.random(KEY_BYTES);
  sql.run("INSERT INTO index_key (key) VALUES (?)", key);
  return key;
}
