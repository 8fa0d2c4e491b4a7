/**
 * Range requests. One range is served; a request for several, and one that cannot be read, gets the whole (RFC 9110 14.2 allows both).
 * @module
 */
import { LoomError } from "../../base/errors.ts";

/** Bytes [start, end). */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The range that a `Range` header asks of `size` bytes, null for the whole. @throws LoomError RANGE_UNSATISFIABLE */
export function parseRange(header: string | undefined, size: number): ByteRange | null {
  const match = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (match === null || (first === "" && last === "")) return null;
  if (first === "") {
    const start = Math.max(0, size - Number(last));
    if (start >= size) throw unsatisfiable(size);
    return { start, end: size };
  }
  const start = Number(first);
  if (last !== "" && Number(last) < start) return null;
  if (start >= size) throw unsatisfiable(size);
  return { start, end: last === "" ? size : Math.min(size, Number(last) + 1) };
}

function unsatisfiable(size: number): LoomError {
  return new LoomError("RANGE_UNSATISFIABLE", `the range is outside of the ${size} bytes`, { details: { size } });
}
