/**
 * The blueprints that come with the program: Lua programs to load into a process or to copy.
 * @module
 */
import { readdir } from "node:fs/promises";
import { LoomError } from "../base/errors.ts";
import { luaFile, readLuaFile } from "../lua/bundled-module.ts";

export interface Blueprint {
  readonly name: string;
  /** First line of its comment. */
  readonly summary: string;
}

const FOLDER = "blueprints";
const SUFFIX = ".lua";

/** By name. */
export async function listBlueprints(): Promise<readonly Blueprint[]> {
  const files = await readdir(luaFile(FOLDER));
  const names = files.filter((file) => file.endsWith(SUFFIX) && !file.endsWith(".test.lua")).map((file) => file.slice(0, -SUFFIX.length));
  return Promise.all(names.sort().map(async (name) => ({ name, summary: summaryOf(await readLuaFile(`${FOLDER}/${name}${SUFFIX}`)) })));
}

/** Its Lua. @throws LoomError USAGE when there is none of that name */
export async function readBlueprint(name: string): Promise<string> {
  const known = await listBlueprints();
  if (known.some((blueprint) => blueprint.name === name)) return readLuaFile(`${FOLDER}/${name}${SUFFIX}`);
  throw new LoomError("USAGE", `there is no blueprint "${name}"; there are ${known.map((blueprint) => blueprint.name).join(", ")}`);
}

function summaryOf(source: string): string {
  return /^--+\s*(.+)$/m.exec(source)?.[1]?.trim() ?? "";
}
