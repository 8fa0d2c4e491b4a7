/**
 * The Lua module that comes with the program, and the Lua files beside it.
 * @module
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { LoomError } from "../base/errors.ts";

/** Name that the module is published under. */
export const LUA_MODULE_NAME = "hyperloom-lua";

/** Path of the built module: the same from the sources and from the compiled package. */
export const LUA_MODULE_PATH: string = luaFile("hyperloom-lua.wasm");

/** Path of a file of the Lua environment, e.g. `testing/runner.lua`. */
export function luaFile(name: string): string {
  return fileURLToPath(new URL(`../../modules/lua/${name}`, import.meta.url));
}

/** Text of a file of the Lua environment. @throws LoomError NOT_FOUND when the installation lacks it */
export async function readLuaFile(name: string): Promise<string> {
  try {
    return await readFile(luaFile(name), "utf8");
  } catch (cause) {
    throw new LoomError("NOT_FOUND", `the file modules/lua/${name} is missing from this installation`, { cause });
  }
}
