/**
 * The engine alone, each row against its bar: `npm run bench -- engine [--quick] [ROW]...`. Rows: see `ROWS`. A ratio is taken within
 * one run, from blocks that alternate.
 * @module
 */
import { parseArgs } from "node:util";
import { loaderRow } from "./engine/ao-loader.ts";
import { dryRunRow, errorRow, evalRow, replayRow, rootRow, type Size, transferRow } from "./engine/evaluation.ts";
import { evictionRow } from "./engine/eviction.ts";
import { manyProcessesRows } from "./engine/many-processes.ts";
import { type EngineRow, engineTable, held } from "./engine/row.ts";
import { dryRunTwoRow, twoProcessesHttpRow, twoProcessesRow } from "./engine/two-cores.ts";

const ROWS: Readonly<Record<string, (size: Size) => Promise<EngineRow[]>>> = {
  eval: async (size) => [(await evalRow(size)).row],
  loader: async (size) => [await loaderRow(size, await evalRow(size))],
  transfer: async (size) => [await transferRow(size)],
  root: async (size) => [await rootRow(size)],
  error: async (size) => [await errorRow(size)],
  evict: async (size) => [await evictionRow(size)],
  "dry-run": async (size) => [await dryRunRow(size)],
  "dry-run-two": async (size) => [await dryRunTwoRow(size)],
  "two-processes": async (size) => [await twoProcessesRow(size)],
  "two-processes-http": async (size) => [await twoProcessesHttpRow(size)],
  many: manyProcessesRows,
  replay: async (size) => [await replayRow(size)],
};

export async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { quick: { type: "boolean" } }, allowPositionals: true });
  const unknown = positionals.filter((name) => !Object.hasOwn(ROWS, name));
  if (unknown.length > 0) {
    process.stderr.write(`no row "${unknown.join(", ")}"; there are: ${Object.keys(ROWS).join(", ")}\n`);
    process.exitCode = 2;
    return;
  }
  const rows: EngineRow[] = [];
  for (const [name, measure] of Object.entries(ROWS)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    process.stderr.write(`${name} ...\n`);
    rows.push(...(await measure({ quick: values.quick === true })));
  }
  process.stderr.write(`\n### Engine, stock aos wasm64, Node ${process.version}\n\n${engineTable(rows)}\n`);
  const engine = rows.map((row) => ({ ...row, held: held(row) }));
  process.stdout.write(`${JSON.stringify({ engine, node: process.version, platform: `${process.platform}-${process.arch}` }, null, 2)}\n`);
}
