/**
 * Coverage of several runs as one.
 * @module
 */
import type { FileCoverage } from "./coverage.ts";

/** Lines are joined file by file; files come in the order of their names. */
export function mergeCoverage(runs: readonly (readonly FileCoverage[])[]): readonly FileCoverage[] {
  const files = new Map<string, { lines: Set<number>; hit: Set<number> }>();
  for (const { file, lines, hit } of runs.flat()) {
    const known = files.get(file) ?? { lines: new Set<number>(), hit: new Set<number>() };
    files.set(file, known);
    for (const line of lines) known.lines.add(line);
    for (const line of hit) {
      known.hit.add(line);
      // Not every environment can tell the lines of a function before it runs.
      known.lines.add(line);
    }
  }
  const sorted = (set: Set<number>): number[] => [...set].sort((a, b) => a - b);
  return [...files]
    .map(([file, { lines, hit }]) => ({ file, lines: sorted(lines), hit: sorted(hit) }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}
