/**
 * Walks over the candidates of a plan in the order of their sequence numbers, span by span.
 * Long walks give the event loop a turn now and then, so a hostile query delays others by a millisecond, not by its whole length.
 * @module
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { EntryFilter } from "../store.ts";
import type { Conjunction } from "./entries-plan.ts";
import type { Source, Step } from "./posting-source.ts";
import type { Bitmap } from "./span-set.ts";
import { emptyBitmap, intersect, offsetsOf, SPAN, spanOf, unite } from "./span-set.ts";
import type { TagIndex } from "./tag-index.ts";

/** Work between two turns given away: a candidate costs about 10 microseconds, a span about 5 for each source. */
const WORK_PER_TURN = 200;

/** Sequence numbers of the candidates from `first` to `last`, rising or falling; to be checked one by one. */
export async function* candidates(
  plan: readonly Conjunction[],
  index: TagIndex,
  filter: EntryFilter,
  { first, last, step }: { readonly first: number; readonly last: number; readonly step: Step },
): AsyncGenerator<number> {
  let work = 0;
  const end = spanOf(step === 1 ? last : first);
  let span: number | null = spanOf(step === 1 ? first : last);
  while (first <= last) {
    span = nextSpan(plan, span, step);
    if (span === null || (span - end) * step > 0) return;
    if (overlaps(index, span, filter)) {
      const offsets = offsetsOf(spanCandidates(plan, span));
      for (const offset of step === 1 ? offsets : offsets.reverse()) {
        const seq = span * SPAN + offset;
        if (seq < first || seq > last) continue;
        yield seq;
        if (++work % WORK_PER_TURN === 0) await nextTurn();
      }
    }
    span += step;
    if (++work % WORK_PER_TURN === 0) await nextTurn();
  }
}

function nextSpan(plan: readonly Conjunction[], span: number, step: Step): number | null {
  let nearest: number | null = null;
  for (const sources of plan) {
    const found = agree(sources, span, step);
    if (found !== null && (nearest === null || (found - nearest) * step < 0)) nearest = found;
  }
  return nearest;
}

/** Leapfrog: the first span from `span` on in which every source has something. */
function agree(sources: readonly Source[], span: number, step: Step): number | null {
  let at = span;
  for (let agreed = 0, turn = 0; agreed < sources.length; turn++) {
    const found = sources[turn % sources.length]?.seek(at, step) ?? null;
    if (found === null) return null;
    agreed = found === at ? agreed + 1 : 1;
    at = found;
  }
  return at;
}

function spanCandidates(plan: readonly Conjunction[], span: number): Bitmap {
  const all = emptyBitmap();
  for (const sources of plan) {
    const met = emptyBitmap().fill(0xffff_ffff);
    for (const source of sources) {
      const has = emptyBitmap();
      source.addTo(has, span);
      intersect(met, has);
    }
    unite(all, met);
  }
  return all;
}

function overlaps(index: TagIndex, span: number, { minIngestedAt, maxIngestedAt }: EntryFilter): boolean {
  if (minIngestedAt === undefined && maxIngestedAt === undefined) return true;
  const times = index.times(span);
  return times !== null && times.lastTime >= (minIngestedAt ?? times.lastTime) && times.firstTime <= (maxIngestedAt ?? times.firstTime);
}
