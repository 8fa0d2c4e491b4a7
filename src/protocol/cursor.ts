/**
 * Cursors of the compute unit's `/results`: where a page of results begins or ends.
 * @module
 */
import { strictText } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";

export interface ResultCursor {
  /** Of the assignment, milliseconds. */
  readonly timestamp: number;
  /** Slot as decimal text. */
  readonly ordinate: string;
  /** `<group>-<interval>`, e.g. "0-10-minutes", for the result of a cron message. */
  readonly cron: string | null;
  readonly sort: "ASC" | "DESC";
}

/** A cursor, or a bare time that says nothing of slot and order. */
export type ResultPoint = ResultCursor | { readonly timestamp: number; readonly ordinate: null; readonly cron: null; readonly sort: null };

/** Standard base64 of JSON with the keys in this order: clients compare cursors as text. */
export function encodeCursor({ timestamp, ordinate, cron, sort }: ResultCursor): string {
  return Buffer.from(JSON.stringify({ timestamp, ordinate, cron, sort })).toString("base64");
}

/** Reads a cursor or a bare time in milliseconds. @throws LoomError BAD_REQUEST naming `field` */
export function parseCursor(value: string, field = "cursor"): ResultPoint {
  if (/^\d{1,16}$/.test(value)) {
    const timestamp = Number(value);
    if (Number.isSafeInteger(timestamp)) return { timestamp, ordinate: null, cron: null, sort: null };
  }
  const cursor = readCursor(value);
  if (cursor !== null) return cursor;
  throw new LoomError("BAD_REQUEST", `${field} must be a cursor of /results or a time in milliseconds`, { details: { field } });
}

function readCursor(value: string): ResultCursor | null {
  // Node skips what is not base64, so that many texts would be one cursor.
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return null;
  const json = strictText(Buffer.from(value, "base64"));
  let parsed: unknown;
  try {
    parsed = JSON.parse(json ?? "");
  } catch {
    return null;
  }
  if (typeof parsed !== "object" || parsed === null) return null;
  const fields = new Map<string, unknown>(Object.entries(parsed));
  const timestamp = fields.get("timestamp");
  const ordinate = fields.get("ordinate");
  const cron = fields.get("cron") ?? null;
  const sort = fields.get("sort");
  if (typeof timestamp !== "number" || !Number.isSafeInteger(timestamp) || timestamp < 0) return null;
  if (typeof ordinate !== "string" || !/^\d{1,16}$/.test(ordinate)) return null;
  if (cron !== null && typeof cron !== "string") return null;
  if (sort !== "ASC" && sort !== "DESC") return null;
  return { timestamp, ordinate, cron, sort };
}
