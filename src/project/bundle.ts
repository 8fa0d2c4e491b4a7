/**
 * Several Lua files as one program, and a map from its lines back to theirs.
 *
 * Each module becomes a loader in `package.preload`, and is forgotten in `package.loaded`: evaluating the program again in a live process
 * replaces every module, which is what an upgrade is.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { luaRequires } from "./lua-requires.ts";

export interface BundleOptions {
  /** Path of the main file, relative to the project. */
  readonly main: string;
  /** Text of a file by its path relative to the project; null when there is none. */
  readonly read: (path: string) => Promise<string | null>;
  /** Names that the environment offers at run time, beside those that begin with a dot. */
  readonly externals?: readonly string[];
}

/** A run of lines of the program that comes from one file. */
export interface MappedLines {
  /** First line of the run in the program, 1-based. */
  readonly first: number;
  readonly lines: number;
  readonly file: string;
  /** The line of the file that `first` is. */
  readonly from: number;
}

export interface Bundle {
  readonly source: string;
  readonly map: readonly MappedLines[];
  readonly files: readonly string[];
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

interface Part {
  readonly name: string;
  readonly file: string;
  readonly source: string;
}

/** @throws LoomError NOT_FOUND when the main file or a required module is missing, naming who requires it */
export async function bundle({ main, read, externals = [] }: BundleOptions): Promise<Bundle> {
  const mainSource = await read(main);
  if (mainSource === null) throw new LoomError("NOT_FOUND", `the main file ${main} does not exist`);
  const known = new Set(externals);
  const parts = new Map<string, Part>();
  const folder = main.includes("/") ? main.slice(0, main.lastIndexOf("/") + 1) : "";

  const visit = async (source: string, file: string): Promise<void> => {
    for (const { name, line } of luaRequires(source)) {
      if (name.startsWith(".") || BUILT_IN.has(name) || known.has(name) || parts.has(name)) continue;
      const found = await locate(name, folder, read);
      if (found === null)
        throw new LoomError("NOT_FOUND", `${file}:${line} requires "${name}", and there is no ${candidates(name, folder).join(" or ")}`);
      parts.set(name, { name, ...found });
      await visit(found.source, found.file);
    }
  };
  await visit(mainSource, main);
  return assemble([...parts.values()], { name: "", file: main, source: mainSource });
}

function candidates(name: string, folder: string): string[] {
  const path = name.replaceAll(".", "/");
  return [...new Set([`${folder}${path}.lua`, `${folder}${path}/init.lua`, `${path}.lua`, `${path}/init.lua`])];
}

async function locate(name: string, folder: string, read: BundleOptions["read"]): Promise<{ file: string; source: string } | null> {
  for (const file of candidates(name, folder)) {
    const source = await read(file);
    if (source !== null) return { file, source };
  }
  return null;
}

function assemble(modules: readonly Part[], main: Part): Bundle {
  const lines: string[] = [];
  const map: MappedLines[] = [];
  const add = ({ file, source }: Part): void => {
    const text = body(source).split("\n");
    map.push({ first: lines.length + 1, lines: text.length, file, from: 1 });
    lines.push(...text);
  };
  for (const part of modules) {
    const name = JSON.stringify(part.name);
    lines.push(`package.loaded[${name}] = nil`, `package.preload[${name}] = function(...)`);
    add(part);
    lines.push("end");
  }
  add(main);
  return { source: `${lines.join("\n")}\n`, map, files: [...new Set([main, ...modules].map(({ file }) => file))] };
}

/** The text of a file as the inside of a function: without the mark of a script, with line ends that Lua counts once. */
function body(source: string): string {
  const text = source
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?/g, "\n")
    .replace(/\n$/, "");
  return text.startsWith("#") ? `--${text}` : text;
}

/** Where a line of the program comes from; null for a line that the bundle added. */
export function originOf(map: readonly MappedLines[], line: number): { readonly file: string; readonly line: number } | null {
  const run = map.find(({ first, lines }) => line >= first && line < first + lines);
  return run === undefined ? null : { file: run.file, line: run.from + line - run.first };
}

/** An error text of a process that evaluated the program, with `[string "aos"]:LINE:` put as `file:line:`. */
export function explainError(map: readonly MappedLines[], text: string, chunk = "aos"): string {
  return text.replaceAll(new RegExp(`\\[string "${chunk}"\\]:(\\d+)`, "g"), (whole, line: string) => {
    const origin = originOf(map, Number(line));
    return origin === null ? whole : `${origin.file}:${origin.line}`;
  });
}
