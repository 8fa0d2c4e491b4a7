/**
 * `hyperloom build`: several Lua files become one.
 * @module
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { LoomError } from "../base/errors.ts";
import { explainError, type MappedLines } from "../project/bundle.ts";
import { loadProject } from "./load-project.ts";
import { parseFlags } from "./parse-flags.ts";
import { BUILD_HELP } from "./project-help.ts";

const FLAGS = {
  out: { type: "string" },
  explain: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** Text for standard output. @throws LoomError USAGE, NOT_FOUND */
export async function buildCommand(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseFlags(args, FLAGS, { positionals: true });
  if (values.help === true) return BUILD_HELP;
  if (values.explain !== undefined) return `${await explain(values.explain, positionals.join(" "))}\n`;
  const { root, project, program } = await loadProject(positionals[0]);
  const out = values.out === undefined ? resolve(root, "build", `${project.name}.lua`) : resolve(values.out);
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, program.source);
  await writeFile(`${out}.map`, `${JSON.stringify(program.map)}\n`);
  if (values.json === true) return `${JSON.stringify({ out, map: `${out}.map`, files: program.files })}\n`;
  return `${out}\n  ${program.files.length} files, ${Buffer.byteLength(program.source)} bytes; lines map back by ${out}.map\n`;
}

async function explain(map: string, text: string): Promise<string> {
  if (text === "") throw new LoomError("USAGE", "give the error text after the map");
  return explainError(readMap(await readFile(map, "utf8").catch(missing(map)), map), text);
}

function readMap(text: string, path: string): readonly MappedLines[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value;
  } catch {
    // Said below.
  }
  throw new LoomError("USAGE", `${path} is no map that hyperloom build wrote`);
}

function missing(path: string): (cause: unknown) => never {
  return (cause) => {
    throw new LoomError("NOT_FOUND", `there is no ${path}`, { cause });
  };
}
