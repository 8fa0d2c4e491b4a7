/**
 * The engine alone, each row against its bar: `npm run bench -- engine [--quick] [ROW]...`. Rows: see `ROWS`. A ratio is taken within
 * one run, from blocks that alternate.
 * @module
 */
import { loaderRow } from "./engine/ao-loader.ts";
import { dryRunRow, errorRow, evalRow, replayRow, rootRow, type Size, transferRow } from "./engine/evaluation.ts";
import { evictionRow } from "./engine/eviction.ts";
import { manyProcessesRows } from "./engine/many-processes.ts";
import type { EngineRow } from "./engine/row.ts";
import { dryRunTwoRow, twoProcessesHttpRow, twoProcessesRow } from "./engine/two-cores.ts";
import { runRows } from "./run-rows.ts";

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

export function main(): Promise<void> {
  return runRows("engine", "Engine, stock aos wasm64", ROWS);
}
