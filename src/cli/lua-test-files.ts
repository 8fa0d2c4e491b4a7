/**
 * The Lua test files of a project.
 * @module
 */
import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { LoomError } from "../base/errors.ts";

const TEST_FILE = /(?:\.test|_test)\.lua$/;
const SKIPPED: ReadonlySet<string> = new Set(["node_modules", "dist"]);

/**
 * Paths relative to `root`, sorted: of each given file, and of all `*.test.lua` and `*_test.lua` below each given folder.
 * @throws LoomError NOT_FOUND naming a path that does not exist
 */
export async function luaTestFiles(root: string, given: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const path of given.length === 0 ? ["."] : given) {
    const kind = await stat(join(root, path)).catch((cause: unknown) => {
      throw new LoomError("NOT_FOUND", `there is no file or folder ${path}`, { cause });
    });
    if (!kind.isDirectory()) found.add(relative(root, join(root, path)));
    else for (const file of await below(join(root, path))) found.add(relative(root, file));
  }
  return [...found].map((path) => path.split(sep).join("/")).sort();
}

async function below(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith(".") || SKIPPED.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await below(path)));
    else if (TEST_FILE.test(entry.name)) files.push(path);
  }
  return files;
}
