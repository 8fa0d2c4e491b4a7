/**
 * Lua source as data of an Eval, so that errors and coverage name the author's file and line.
 * @module
 */

/** A program that runs `source` under the name of its file; its result is that of the source. */
export function namedChunk(source: string, name: string): string {
  return `return assert(load(${quote(source)}, ${quote(`@${name}`)}))()`;
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
