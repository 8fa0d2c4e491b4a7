/**
 * Writes the tables of docs/execution-environment.md from the environment's own numbers; with --check it only tells whether they are
 * current. Everything outside the markers is written by hand.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { MODULE_LIMITS } from "../src/vm/decode/limits.ts";
import { OPCODES } from "../src/vm/decode/opcode-table.ts";
import { ENVIRONMENT_1 } from "../src/vm/environment/1/environment.ts";
import { GAS_TABLE_V1 } from "../src/vm/instrument/gas-table.ts";
import { DEPTH, UNCHECKED_LEAF_GAS } from "../src/vm/instrument/rules.ts";
import { SUPPORTED_FORMATS } from "../src/vm/module-format.ts";

const FILE = new URL("../docs/execution-environment.md", import.meta.url);
const COMMAND = "node_modules/.bin/node scripts/environment-doc.ts";

const PARTS: Readonly<Record<string, () => string>> = {
  formats: () => SUPPORTED_FORMATS.map((format) => `- \`${format}\``).join("\n"),
  "module-limits": () => table(["limit", "value"], rowsOf(MODULE_LIMITS)),
  numbers: () =>
    table(
      ["name", "value"],
      rowsOf({
        ...ENVIRONMENT_1,
        gas: { bulkBytesShift: GAS_TABLE_V1.bulkBytesShift, grownPage: GAS_TABLE_V1.grownPage, uncheckedLeaf: UNCHECKED_LEAF_GAS },
        depth: DEPTH,
      }),
    ),
  gas: () => table(["gas", "instructions"], gasRows()),
};

const current = readFileSync(FILE, "utf8");
const wanted = Object.entries(PARTS).reduce((text, [name, make]) => fill(text, name, make()), current);
if (!process.argv.includes("--check")) writeFileSync(FILE, wanted);
else if (current !== wanted) {
  console.error(`docs/execution-environment.md is not what src/vm says; run: ${COMMAND}`);
  process.exitCode = 1;
}

function fill(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}: made by scripts/environment-doc.ts -->`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/execution-environment.md has no part ${name}`);
  return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** Numbers and texts of an object as `name.of.field`. */
function rowsOf(value: object, prefix = ""): string[][] {
  return Object.entries(value).flatMap(([name, one]: [string, unknown]) =>
    typeof one === "object" && one !== null ? rowsOf(one, `${prefix}${name}.`) : [[`\`${prefix}${name}\``, `\`${String(one)}\``]],
  );
}

function gasRows(): string[][] {
  const byCost = new Map<number, string[]>();
  OPCODES.names.forEach((name, key) => {
    const cost = GAS_TABLE_V1.instruction[key] ?? 0;
    const names = byCost.get(cost) ?? [];
    if (name !== "" && !names.includes(name)) byCost.set(cost, [...names, name]);
  });
  return [...byCost].sort(([a], [b]) => a - b).map(([cost, names]) => [String(cost), names.map((name) => `\`${name}\``).join(" ")]);
}
