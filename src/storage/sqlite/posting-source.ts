/**
 * One condition of a query as a source of spans: the next span with candidates, and the candidates in it.
 * @module
 */

import { readRow } from "./row-reader.ts";
import type { Bitmap } from "./span-set.ts";
import { addEncoded, addOffset, SPAN, spanOf } from "./span-set.ts";
import type { Sql, SqlRow } from "./sql.ts";
import type { TagIndex } from "./tag-index.ts";

/** Direction in which a query walks over the spans. */
export type Step = 1 | -1;

export interface Source {
  /** First span at `span` or beyond it in the direction that may hold candidates; null when there is none. */
  seek(span: number, step: Step): number | null;
  /** Adds the candidates of a span. */
  addTo(into: Bitmap, span: number): void;
}

/** Entries with any of the hashes. */
export function hashSource(sql: Sql, index: TagIndex, hashes: readonly number[]): Source {
  return union(hashes.map((hash) => oneHash(sql, index, hash)));
}

/** Given entries. @param seqs rising */
export function listSource(seqs: readonly number[]): Source {
  return {
    seek(span, step) {
      const seq = step === 1 ? seqs.find((one) => spanOf(one) >= span) : seqs.findLast((one) => spanOf(one) <= span);
      return seq === undefined ? null : spanOf(seq);
    },
    addTo(into, span) {
      for (const seq of seqs) if (spanOf(seq) === span) addOffset(into, seq % SPAN);
    },
  };
}

function union(sources: readonly Source[]): Source {
  return {
    seek(span, step) {
      let nearest: number | null = null;
      for (const source of sources) {
        const found = source.seek(span, step);
        if (found !== null && (nearest === null || (found - nearest) * step < 0)) nearest = found;
      }
      return nearest;
    },
    addTo(into, span) {
      for (const source of sources) source.addTo(into, span);
    },
  };
}

const FORWARD = "SELECT span, seqs FROM posting WHERE hash = ? AND span BETWEEN ? AND ? ORDER BY span LIMIT 1";
const BACKWARD = "SELECT span, seqs FROM posting WHERE hash = ? AND span BETWEEN ? AND ? ORDER BY span DESC LIMIT 1";

function oneHash(sql: Sql, index: TagIndex, hash: number): Source {
  /** The answer to the last look into the table: the nearest posting from `asked` on. */
  let seen: Look | null = null;

  /** Rows of spans that are not sealed yet may be there in part and are not looked at. */
  const inTable = (span: number, step: Step): number | null => {
    const last = index.sealed() - 1;
    if (step === 1 && span > last) return null;
    const from = step === -1 ? Math.min(span, last) : span;
    if (seen !== null && covers(seen, { asked: from, step, last })) return seen.span;
    const row = step === 1 ? sql.get(FORWARD, hash, from, last) : sql.get(BACKWARD, hash, 0, from);
    seen = { asked: from, step, last, ...posting(row) };
    return seen.span;
  };
  const inTail = (span: number, step: Step): number | null => {
    const has = (one: { span: number; postings: ReadonlyMap<number, unknown> }): boolean =>
      (one.span - span) * step >= 0 && one.postings.has(hash);
    return (step === 1 ? index.tail().find(has) : index.tail().findLast(has))?.span ?? null;
  };
  return {
    seek: (span, step) => (step === 1 ? (inTable(span, step) ?? inTail(span, step)) : (inTail(span, step) ?? inTable(span, step))),
    addTo(into, span) {
      if (span >= index.sealed()) {
        const tail = index.tail().find((one) => one.span === span);
        for (const seq of tail?.postings.get(hash) ?? []) addOffset(into, seq % SPAN);
      } else if (inTable(span, seen?.step ?? 1) === span && seen !== null) addEncoded(into, seen.seqs);
    },
  };
}

/** A look into the table: the nearest posting from `asked` on, when `last` was the last sealed span. */
interface Look {
  readonly asked: number;
  readonly step: Step;
  readonly last: number;
  readonly span: number | null;
  readonly seqs: Uint8Array;
}

/** Whether an earlier look answers a new one. That nothing lies ahead is true only until another span is sealed. */
function covers(seen: Look, { asked, step, last }: Pick<Look, "asked" | "step" | "last">): boolean {
  if (seen.step !== step || (asked - seen.asked) * step < 0) return false;
  return seen.span === null ? seen.last === last : (seen.span - asked) * step >= 0;
}

function posting(row: SqlRow | undefined): { span: number | null; seqs: Uint8Array } {
  if (row === undefined) return { span: null, seqs: new Uint8Array(0) };
  const read = readRow(row);
  return { span: read.number(), seqs: read.bytes() };
}
