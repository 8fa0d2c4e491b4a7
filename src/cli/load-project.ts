/**
 * A project from its folder: its file, and the program it makes.
 * @module
 */
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { LoomError } from "../base/errors.ts";
import { projectReader } from "../lua/project-reader.ts";
import { type Bundle, bundle } from "../project/bundle.ts";
import { PROJECT_FILE, type Project, parseProject } from "../project/project-file.ts";

export interface LoadedProject {
  readonly root: string;
  readonly project: Project;
  readonly program: Bundle;
}

/** `path`: the project file or its folder. @throws LoomError USAGE, NOT_FOUND */
export async function loadProject(path = "."): Promise<LoadedProject> {
  const file = path.endsWith(".json") ? resolve(path) : resolve(join(path, PROJECT_FILE));
  const root = dirname(file);
  const project = parseProject(await read(file), file);
  return { root, project, program: await bundle({ ...project, read: projectReader(root) }) };
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new LoomError("NOT_FOUND", `there is no ${file}; the least that it may hold is {"name": "my-process", "main": "main.lua"}`, {
      cause,
    });
  }
}
