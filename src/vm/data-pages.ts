/**
 * Where the data segments of a module lie: the only bytes of a new memory that are not zero, and that no instruction wrote.
 * @module
 */
import type { DataSegment } from "./decode/segments.ts";

/** 4 KiB pages [first, past). */
export type PageRange = readonly [first: number, past: number];

const PAGE_BYTES = 4096n;

/** Segments that are copied by an instruction (passive) do not count. */
export function dataPages(segments: readonly DataSegment[]): PageRange[] {
  const filled = segments.filter((one) => !one.passive && one.size > 0);
  return joined(
    filled.map(({ offset, size }) => [Number(offset / PAGE_BYTES), Number((offset + BigInt(size) - 1n) / PAGE_BYTES) + 1] as const),
  );
}

function joined(ranges: readonly PageRange[]): PageRange[] {
  const out: PageRange[] = [];
  for (const [first, past] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last !== undefined && first <= last[1]) out[out.length - 1] = [last[0], Math.max(last[1], past)];
    else out.push([first, past]);
  }
  return out;
}
