/**
 * The command line of a benchmark that is a table of rows: `[--quick] [ROW]...`.
 * @module
 */
import { parseArgs } from "node:util";
import { type EngineRow, engineTable, held } from "./engine/row.ts";

export type Measure = (size: { readonly quick: boolean }) => Promise<readonly EngineRow[]>;

/** Measures the rows that are named, or all; the table on standard error, JSON under `key` on standard output. */
export async function runRows(key: string, title: string, rows: Readonly<Record<string, Measure>>): Promise<void> {
  const { values, positionals } = parseArgs({ options: { quick: { type: "boolean" } }, allowPositionals: true });
  const unknown = positionals.filter((name) => !Object.hasOwn(rows, name));
  if (unknown.length > 0) {
    process.stderr.write(`no row "${unknown.join(", ")}"; there are: ${Object.keys(rows).join(", ")}\n`);
    process.exitCode = 2;
    return;
  }
  const measured: EngineRow[] = [];
  for (const [name, measure] of Object.entries(rows)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    process.stderr.write(`${name} ...\n`);
    measured.push(...(await measure({ quick: values.quick === true })));
  }
  process.stderr.write(`\n### ${title}, Node ${process.version}\n\n${engineTable(measured)}\n`);
  const judged = measured.map((row) => ({ ...row, held: held(row) }));
  process.stdout.write(
    `${JSON.stringify({ [key]: judged, node: process.version, platform: `${process.platform}-${process.arch}` }, null, 2)}\n`,
  );
}
