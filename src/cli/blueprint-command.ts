/**
 * `hyperloom blueprint`.
 * @module
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { LoomError } from "../base/errors.ts";
import { listBlueprints, readBlueprint } from "../project/blueprints.ts";
import { parseFlags } from "./parse-flags.ts";
import { BLUEPRINT_HELP } from "./project-help.ts";

const FLAGS = { out: { type: "string" }, json: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;

/** Text for standard output. @throws LoomError USAGE, and when the file to make exists */
export async function blueprintCommand(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseFlags(args, FLAGS, { positionals: true });
  const [action, name] = positionals;
  if (values.help === true || action === undefined) return BLUEPRINT_HELP;
  switch (action) {
    case "list": {
      const all = await listBlueprints();
      if (values.json === true) return `${JSON.stringify(all)}\n`;
      const width = Math.max(...all.map((blueprint) => blueprint.name.length));
      return all.map((blueprint) => `${blueprint.name.padEnd(width)}  ${blueprint.summary}\n`).join("");
    }
    case "show":
      return readBlueprint(required(name));
    case "add": {
      const wanted = required(name);
      const path = resolve(values.out ?? join("src", `${wanted}.lua`));
      await writeNew(path, await readBlueprint(wanted));
      return `${path}\n`;
    }
    default:
      throw new LoomError("USAGE", `hyperloom blueprint knows list, show and add, not "${action}"`);
  }
}

function required(name: string | undefined): string {
  if (name === undefined) throw new LoomError("USAGE", "name a blueprint; hyperloom blueprint list shows them");
  return name;
}

async function writeNew(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(path, text, { flag: "wx" });
  } catch (cause) {
    throw new LoomError("USAGE", `cannot write ${path}: ${(cause as Error).message}`, { cause });
  }
}
