/**
 * Moves a complete span of the tag index from memory to its table, a slice in each transaction, so that no commit waits for all of it.
 * Until the row in `span` is there the memory is the truth; after a crash before it the slices are written again.
 * @module
 */
import type { TailSpan } from "./index-tail.ts";
import { encodeSeqs } from "./span-set.ts";
import type { Sql } from "./sql.ts";

export interface SealProgress {
  readonly source: TailSpan;
  /** Rising, so that the table is written from left to right. */
  readonly hashes: Float64Array;
  /** Hashes written. */
  readonly done: number;
}

/** Rows of one slice when little else happens: about 2 ms. */
const SLICE = 512;

export function beginSeal(source: TailSpan): SealProgress {
  return { source, hashes: Float64Array.from(source.postings.keys()).sort(), done: 0 };
}

export function isSealed(progress: SealProgress): boolean {
  return progress.done > progress.hashes.length;
}

/** Writes the next slice, larger than `added` new postings; the last one also writes the row that makes the span count. */
export function sealSlice(sql: Sql, { source, hashes, done }: SealProgress, added: number): SealProgress {
  const end = Math.min(done + SLICE + 2 * added, hashes.length);
  for (const hash of hashes.subarray(done, end)) {
    sql.run(
      "INSERT OR REPLACE INTO posting (hash, span, seqs) VALUES (?, ?, ?)",
      hash,
      source.span,
      encodeSeqs(source.postings.get(hash) ?? []),
    );
  }
  if (end < hashes.length) return { source, hashes, done: end };
  sql.run("INSERT INTO span (n, first_time, last_time) VALUES (?, ?, ?)", source.span, source.firstTime, source.lastTime);
  return { source, hashes, done: end + 1 };
}
