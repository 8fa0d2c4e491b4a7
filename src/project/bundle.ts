/**
 * Several Lua files as one program, and a map from its lines back to theirs.
 *
 * Each module becomes a loader in `package.preload`, and is forgotten in `package.loaded`: evaluating the program again in a live process
 * replaces every module, which is what an upgrade is.
 * @module
 */
import { collectProgram, type LuaProgramOptions } from "../lua/lua-program.ts";

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

interface Part {
  readonly name: string;
  readonly file: string;
  readonly source: string;
}

/** @throws LoomError NOT_FOUND when the main file or a required module is missing, naming who requires it */
export async function bundle(options: LuaProgramOptions): Promise<Bundle> {
  const { main, modules } = await collectProgram(options);
  return assemble(modules, { name: "", ...main });
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
