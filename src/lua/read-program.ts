/**
 * The files of a Lua program from a folder on disk.
 * @module
 */
import { collectProgram, type LuaProgram } from "./lua-program.ts";
import { projectReader } from "./project-reader.ts";

/** `main`: path of the main file below `root`. @throws LoomError NOT_FOUND when it, or what it requires, is missing */
export function readLuaProgram(root: string, main: string): Promise<LuaProgram> {
  return collectProgram({ main, read: projectReader(root) });
}
