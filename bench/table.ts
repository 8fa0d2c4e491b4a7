/**
 * Rows of a benchmark as text.
 * @module
 */

export interface Row {
  readonly name: string;
  readonly operations: number;
  readonly cpuMsPerOperation: number;
  readonly budgetMs: number | null;
  readonly perSecond: number;
  readonly rssMiB: number;
}

/** A Markdown table. */
export function table(title: string, rows: readonly Row[]): string {
  const lines = rows.map(({ name, operations, cpuMsPerOperation, budgetMs, perSecond, rssMiB }) => {
    const verdict = budgetMs === null ? "" : cpuMsPerOperation <= budgetMs ? "held" : "MISSED";
    return `| ${name} | ${operations} | ${cpuMsPerOperation.toFixed(2)} | ${budgetMs ?? ""} | ${verdict} | ${perSecond.toFixed(1)} | ${Math.round(rssMiB)} |`;
  });
  return [
    `\n### ${title}\n`,
    "| operation | n | server CPU ms each | bar | | per second | RSS MiB |",
    "|---|---:|---:|---:|---|---:|---:|",
    ...lines,
  ].join("\n");
}
