/**
 * `from` and `to` of /results as slots.
 * @module
 */
import type { Id } from "../../base/ids.ts";
import { parseCursor, type ResultPoint } from "../../protocol/cursor.ts";
import type { StoreReads } from "../../storage/store.ts";
import type { Query } from "../core/types.ts";

export interface PageBounds {
  /** Exclusive. */
  readonly after: number;
  /** Inclusive. */
  readonly upTo: number;
  /** Order that a cursor demands, null when none does. */
  readonly sort: "ASC" | "DESC" | null;
}

/** `from` is exclusive and `to` inclusive, whatever the order. @throws LoomError BAD_REQUEST */
export async function readBounds(query: Query, process: Id, store: StoreReads): Promise<PageBounds> {
  const from = point(query.get("from"), "from");
  const to = point(query.get("to"), "to");
  const after = from === null ? -1 : await lastSlotUntil(from, process, store);
  const upTo = to === null ? Number.MAX_SAFE_INTEGER : await lastSlotUntil(to, process, store);
  return { after, upTo, sort: from?.sort ?? to?.sort ?? null };
}

function point(value: string | null, field: string): ResultPoint | null {
  return value === null || value === "" ? null : parseCursor(value, field);
}

/** Slot of a cursor; of a time the last slot not later, -1 when there is none. */
async function lastSlotUntil(at: ResultPoint, process: Id, store: StoreReads): Promise<number> {
  if (at.ordinate !== null) return Number(at.ordinate);
  const [last] = await store.logByTime(process, { upTo: at.timestamp, limit: 1, order: "desc" });
  return last?.slot ?? -1;
}
