/**
 * Reads pages of entries. Filters that only looking at entries can decide are searched in steps, so that one query cannot hold up the node.
 * @module
 */
import type { EntryRecord } from "../../../storage/records.ts";
import type { EntryFilter } from "../../../storage/store.ts";
import type { RequestContext } from "./request-context.ts";

/** Sequence numbers looked at in one step. */
const STEP = 500;

export async function readEntries(
  filter: EntryFilter,
  order: "asc" | "desc",
  limit: number,
  context: RequestContext,
): Promise<EntryRecord[]> {
  if (filter.where === undefined) return context.store.entries({ ...filter, order, limit });
  const found: EntryRecord[] = [];
  for await (const step of steps(filter, order, context)) {
    found.push(...(await context.store.entries({ ...step, order, limit: limit - found.length })));
    if (found.length >= limit) break;
  }
  return found;
}

/** Counts up to `cap`. */
export async function countMatches(filter: EntryFilter, cap: number, context: RequestContext): Promise<number> {
  if (filter.where === undefined) return context.store.countEntries(filter, cap);
  let count = 0;
  for await (const step of steps(filter, "desc", context)) {
    count += await context.store.countEntries(step, cap - count);
    if (count >= cap) break;
  }
  return count;
}

/** The filter on one range of sequence numbers after the other. @throws LoomError TIMED_OUT */
async function* steps(filter: EntryFilter, order: "asc" | "desc", { store, pause }: RequestContext): AsyncGenerator<EntryFilter> {
  const first = Math.max(filter.minSeq ?? 1, 1);
  const last = Math.min(filter.maxSeq ?? Number.POSITIVE_INFINITY, await store.lastSeq());
  for (let done = 0; first + done <= last; done += STEP) {
    const minSeq = order === "asc" ? first + done : Math.max(first, last - done - STEP + 1);
    const maxSeq = order === "asc" ? Math.min(last, first + done + STEP - 1) : last - done;
    yield { ...filter, minSeq, maxSeq };
    await pause();
  }
}
