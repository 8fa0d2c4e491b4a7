/**
 * The files of a Lua program: the main file and all that it requires by constant names, directly or through others.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { luaRequires } from "./lua-requires.ts";

export interface LuaProgramOptions {
  /** Path of the main file, relative to the project. */
  readonly main: string;
  /** Text of a file by its path relative to the project; null when there is none. */
  readonly read: (path: string) => Promise<string | null>;
  /** Names that the environment offers at run time, beside those that begin with a dot. */
  readonly externals?: readonly string[];
}

export interface LuaModuleFile {
  /** What `require` calls it. */
  readonly name: string;
  readonly file: string;
  readonly source: string;
}

export interface LuaProgram {
  readonly main: { readonly file: string; readonly source: string };
  /** In the order they are first required. */
  readonly modules: readonly LuaModuleFile[];
}

/** Modules of the Lua environment without a leading dot. */
const BUILT_IN: ReadonlySet<string> = new Set([
  "json",
  "string",
  "table",
  "math",
  "os",
  "io",
  "utf8",
  "debug",
  "coroutine",
  "bit32",
  "package",
  "ao",
]);

/** @throws LoomError NOT_FOUND when the main file or a required module is missing, naming who requires it */
export async function collectProgram({ main, read, externals = [] }: LuaProgramOptions): Promise<LuaProgram> {
  const source = await read(main);
  if (source === null) throw new LoomError("NOT_FOUND", `there is no file ${main} in the project`);
  const known = new Set(externals);
  const modules = new Map<string, LuaModuleFile>();
  const folder = main.includes("/") ? main.slice(0, main.lastIndexOf("/") + 1) : "";

  const visit = async (text: string, file: string): Promise<void> => {
    for (const { name, line } of luaRequires(text)) {
      if (name.startsWith(".") || BUILT_IN.has(name) || known.has(name) || modules.has(name)) continue;
      const found = await locate(name, folder, read);
      if (found === null) {
        const places = candidates(name, folder).join(" or ");
        throw new LoomError("NOT_FOUND", `${file}:${line} requires "${name}", and there is no ${places}`);
      }
      modules.set(name, { name, ...found });
      await visit(found.source, found.file);
    }
  };
  await visit(source, main);
  return { main: { file: main, source }, modules: [...modules.values()] };
}

function candidates(name: string, folder: string): string[] {
  const path = name.replaceAll(".", "/");
  return [...new Set([`${folder}${path}.lua`, `${folder}${path}/init.lua`, `${path}.lua`, `${path}/init.lua`])];
}

async function locate(name: string, folder: string, read: LuaProgramOptions["read"]): Promise<{ file: string; source: string } | null> {
  for (const file of candidates(name, folder)) {
    const source = await read(file);
    if (source !== null) return { file, source };
  }
  return null;
}
