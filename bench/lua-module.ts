/**
 * Our Lua module, each row against its bar: `npm run bench -- lua [--quick] [ROW]...`.
 * @module
 */
import { parseArgs } from "node:util";
import { type EngineRow, engineTable, held } from "./engine/row.ts";
import { holderRows, messageRows } from "./lua-module/engine-rows.ts";
import { idleRow, networkRows } from "./lua-module/network-rows.ts";

const ROWS: Readonly<Record<string, (quick: boolean) => Promise<readonly EngineRow[]>>> = {
  messages: messageRows,
  holders: holderRows,
  network: networkRows,
  idle: async (quick) => [await idleRow(quick)],
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
    rows.push(...(await measure(values.quick === true)));
  }
  process.stderr.write(`\n### Our Lua module, Node ${process.version}\n\n${engineTable(rows)}\n`);
  const lua = rows.map((row) => ({ ...row, held: held(row) }));
  process.stdout.write(`${JSON.stringify({ lua, node: process.version, platform: `${process.platform}-${process.arch}` }, null, 2)}\n`);
}
