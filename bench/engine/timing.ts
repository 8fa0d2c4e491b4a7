/**
 * Times of short calls on a busy machine: CPU of this thread, in blocks that alternate, compared with their neighbours.
 * @module
 */

/** CPU milliseconds of this thread. */
export function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

export function cpuOf(work: () => void): number {
  const before = threadCpuMs();
  work();
  return threadCpuMs() - before;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export interface Comparison {
  /** Median of the ratios of neighbouring blocks. */
  readonly ratio: number;
  /** Medians, milliseconds of one call. */
  readonly aMs: number;
  readonly bMs: number;
}

/** Runs blocks of `a` and `b` in turn (A B A B) and compares each pair. */
export function compare(a: () => void, b: () => void, blocks: number, perBlock: number): Comparison {
  const pairs: { readonly a: number; readonly b: number }[] = [];
  const block = (call: () => void): number =>
    cpuOf(() => {
      for (let nth = 0; nth < perBlock; nth++) call();
    }) / perBlock;
  for (let nth = 0; nth < blocks; nth++) pairs.push({ a: block(a), b: block(b) });
  return {
    ratio: median(pairs.map((pair) => pair.a / pair.b)),
    aMs: median(pairs.map((pair) => pair.a)),
    bMs: median(pairs.map((pair) => pair.b)),
  };
}
