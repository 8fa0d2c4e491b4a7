/**
 * Ranges as SQL bounds.
 * @module
 */
import type { Range } from "../store.ts";

/** Larger than every slot, height, time and sequence number. */
export const MAX_NUMBER = Number.MAX_SAFE_INTEGER;

/** Inclusive bounds of a range of whole numbers from 0 on. */
export function bounds(range: Range): { first: number; last: number; limit: number } {
  return {
    first: range.after === undefined ? 0 : Math.floor(range.after) + 1,
    last: range.upTo ?? MAX_NUMBER,
    limit: Math.max(0, range.limit),
  };
}

export function direction(range: Range): "ASC" | "DESC" {
  return range.order === "desc" ? "DESC" : "ASC";
}
