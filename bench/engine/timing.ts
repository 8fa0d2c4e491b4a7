/**
 * Times of short calls on a busy machine. Clocks of CPU time tick too coarsely for them; the median of many calls does not see the few
 * that were interrupted.
 * @module
 */

/** CPU milliseconds of this thread, for work of seconds. */
export function cpuOf(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** Wall milliseconds. */
export function timeOf(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Median time of a call, milliseconds. */
export function medianOf(call: () => void, calls: number): number {
  return median(Array.from({ length: calls }, () => timeOf(call)));
}

export interface Comparison {
  /** Median of the ratios of neighbouring blocks. */
  readonly ratio: number;
  /** Medians of the blocks, milliseconds of one call. */
  readonly aMs: number;
  readonly bMs: number;
}

/** Runs blocks of `a` and `b` in turn (A B A B) and compares each pair. */
export function compare(a: () => void, b: () => void, blocks: number, perBlock: number): Comparison {
  const pairs = Array.from({ length: blocks }, () => ({ a: medianOf(a, perBlock), b: medianOf(b, perBlock) }));
  return {
    ratio: median(pairs.map((pair) => pair.a / pair.b)),
    aMs: median(pairs.map((pair) => pair.a)),
    bMs: median(pairs.map((pair) => pair.b)),
  };
}
