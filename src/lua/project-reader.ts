/**
 * Files of an author's project.
 * @module
 */
import { readFile, realpath } from "node:fs/promises";
import { resolve, sep } from "node:path";

/** Reads files of a project and nothing beside it, by paths relative to `root`: null for what does not exist or lies outside. */
export function projectReader(root: string): (path: string) => Promise<string | null> {
  return async (path) => {
    try {
      const home = await realpath(root);
      const file = await realpath(resolve(home, path));
      return file.startsWith(home + sep) ? await readFile(file, "utf8") : null;
    } catch {
      return null;
    }
  };
}
