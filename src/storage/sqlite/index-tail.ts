/**
 * The newest part of the tag index, in memory: the postings of spans that are not sealed yet.
 * They are not written with the commit: an item's own row says it all, and they are read from there again at the next start.
 * @module
 */
import { SPAN, spanOf } from "./span-set.ts";

/** Postings of one span. */
export interface TailSpan {
  readonly span: number;
  /** Rising sequence numbers under each hash. */
  readonly postings: ReadonlyMap<number, readonly number[]>;
  readonly firstTime: number;
  readonly lastTime: number;
}

export interface IndexTail {
  /** An entry of the running transaction: seen by `spans` after `confirm`. Gives the number of its postings. */
  add(seq: number, time: number, hashes: Iterable<number>): number;
  /** Number of entries that wait for `confirm`; `dropFrom` forgets those added since. */
  pending(): number;
  dropFrom(pending: number): void;
  confirm(): void;
  /** Spans with entries, oldest first. */
  spans(): readonly TailSpan[];
  /** The oldest span when no entry can come to it any more. */
  complete(newestSeq: number): TailSpan | null;
  dropOldest(): void;
}

interface Pending {
  readonly seq: number;
  readonly time: number;
  readonly hashes: readonly number[];
}

interface GrowingSpan extends TailSpan {
  readonly postings: Map<number, number[]>;
  firstTime: number;
  lastTime: number;
}

export function createIndexTail(): IndexTail {
  const waiting: Pending[] = [];
  const spans: GrowingSpan[] = [];
  const spanFor = (seq: number): GrowingSpan => {
    const newest = spans.at(-1);
    if (newest !== undefined && newest.span === spanOf(seq)) return newest;
    const made: GrowingSpan = {
      span: spanOf(seq),
      postings: new Map(),
      firstTime: Number.MAX_SAFE_INTEGER,
      lastTime: Number.MIN_SAFE_INTEGER,
    };
    spans.push(made);
    return made;
  };
  const merge = ({ seq, time, hashes }: Pending): void => {
    const span = spanFor(seq);
    span.firstTime = Math.min(span.firstTime, time);
    span.lastTime = Math.max(span.lastTime, time);
    for (const hash of hashes) {
      const seqs = span.postings.get(hash);
      if (seqs === undefined) span.postings.set(hash, [seq]);
      else seqs.push(seq);
    }
  };
  return {
    add(seq, time, hashes) {
      // Equal tags of one item are one posting.
      const distinct = [...new Set(hashes)];
      waiting.push({ seq, time, hashes: distinct });
      return distinct.length;
    },
    pending: () => waiting.length,
    dropFrom(pending) {
      waiting.length = pending;
    },
    confirm() {
      for (const entry of waiting.splice(0)) merge(entry);
    },
    spans: () => spans,
    complete(newestSeq) {
      const oldest = spans[0];
      return oldest !== undefined && newestSeq >= oldest.span * SPAN + SPAN - 1 ? oldest : null;
    },
    dropOldest: () => {
      spans.shift();
    },
  };
}
