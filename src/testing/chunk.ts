/**
 * Lua source as data of an Eval, so that errors and coverage name the author's file and line.
 * @module
 */
import type { LuaModuleFile } from "../lua/lua-program.ts";

/** Lua that loads the two texts after it, source and chunk name, into a function. */
const LOAD = "(function(source, name) return assert(load(source, name)) end)";

/**
 * A program that runs `source` under the name of its file, after the modules that it may require; its result is that of the source.
 * `loader`: Lua of a function (source, chunk name) that gives the loaded function.
 */
export function namedChunk(source: string, name: string, modules: readonly LuaModuleFile[] = [], loader: string = LOAD): string {
  const part = (text: string, file: string): string => `${loader}(${quote(text)}, ${quote(`@${file}`)})`;
  const preloads = modules.map(
    (one) => `package.loaded[ ${quote(one.name)} ] = nil\npackage.preload[ ${quote(one.name)} ] = ${part(one.source, one.file)}\n`,
  );
  return `${preloads.join("")}return ${part(source, name)}()`;
}

/** A Lua string literal of any text. */
export function quote(text: string): string {
  let level = "";
  // A long bracket ends at the first closing one of its level; text that ends in `]` could complete it.
  while (`${text}]`.includes(`]${level}]`)) level += "=";
  // The first newline of a long bracket is dropped, and others are normalised: carriage returns need the quoted form.
  if (!text.includes("\r")) return `[${level}[\n${text}]${level}]`;
  return `"${text.replace(/[\\"\n\r\0]/g, (char) => ESCAPES[char] ?? char)}"`;
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\0": "\\000" };
