/**
 * All programs that are compared: the written ones, by file, and those made by chance.
 * @module
 */
import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { parseScripts, type Script } from "../support/script.ts";
import { generatedScripts } from "./generated.ts";

const FOLDER = fileURLToPath(new URL("./programs/", import.meta.url));

/** Scripts by group: the name of their file, or "generated". */
export function corpus(): ReadonlyMap<string, readonly Script[]> {
  const files = globSync("*.lua", { cwd: FOLDER }).sort();
  const written = files.map(
    (file) => [basename(file, ".lua"), parseScripts(readFileSync(FOLDER + file, "utf8"), basename(file, ".lua"))] as const,
  );
  return new Map([...written, ["generated", generatedScripts()]]);
}
