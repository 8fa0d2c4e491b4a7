/**
 * Which modules a Lua source requires by a constant name. Comments and strings are skipped, so that a word in them counts for nothing.
 * Source of the tokens: Lua 5.3 reference manual, 3.1.
 * @module
 */

export interface LuaRequire {
  readonly name: string;
  /** 1-based. */
  readonly line: number;
}

interface Token {
  /** A string's value in `text`, a name or a sign as it is. */
  readonly kind: "name" | "string" | "other";
  readonly text: string;
  readonly line: number;
}

/** `require "x"`, `require("x")` and `require [[x]]`, in order; calls with anything else are left to run time. */
export function luaRequires(source: string): LuaRequire[] {
  const found: LuaRequire[] = [];
  const tokens = [...luaTokens(source)];
  tokens.forEach((token, at) => {
    if (token.kind !== "name" || token.text !== "require") return;
    // A field or method of that name is somebody else's.
    const before = tokens[at - 1]?.text;
    if (before === "." || before === ":" || before === "function") return;
    const next = tokens[at + 1];
    const [argument, close] = next?.text === "(" && next.kind === "other" ? [tokens[at + 2], tokens[at + 3]] : [next, null];
    if (argument?.kind === "string" && (close === null || close?.text === ")")) found.push({ name: argument.text, line: token.line });
  });
  return found;
}

const NAME = /[A-Za-z_]\w*/y;
const NUMBER = /0[xX][\da-fA-F.]+(?:[pP][+-]?\d+)?|\d[\d.]*(?:[eE][+-]?\d+)?/y;
const LONG_OPEN = /\[(=*)\[/y;

function* luaTokens(source: string): Generator<Token> {
  let at = source.startsWith("#") ? lineEnd(source, 0) : 0;
  let line = 1;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  /** Steps over a text and counts its lines. */
  const pass = (end: number): void => {
    for (let place = source.indexOf("\n", at); place >= 0 && place < end; place = source.indexOf("\n", place + 1)) line++;
    at = end;
  };
  while (at < source.length) {
    const char = source[at] ?? "";
    const start = line;
    if (/\s/.test(char)) {
      pass(at + 1);
    } else if (source.startsWith("--", at)) {
      at += 2;
      const long = match(LONG_OPEN);
      pass(long === null ? lineEnd(source, at) : longEnd(source, at, long[1] ?? "").end);
    } else if (char === '"' || char === "'") {
      const end = quotedEnd(source, at);
      const text = source.slice(at + 1, end - 1);
      pass(end);
      // Module names need no escapes; a string that has some is no name of a file.
      yield { kind: text.includes("\\") ? "other" : "string", text, line: start };
    } else {
      const long = match(LONG_OPEN);
      const word = match(NAME) ?? match(NUMBER);
      if (long !== null) {
        const { end, text } = longEnd(source, at, long[1] ?? "");
        pass(end);
        yield { kind: "string", text, line: start };
      } else if (word !== null) {
        at += word[0].length;
        yield { kind: /^\d/.test(word[0]) ? "other" : "name", text: word[0], line: start };
      } else {
        at++;
        yield { kind: "other", text: char, line: start };
      }
    }
  }
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf("\n", from);
  return end < 0 ? source.length : end;
}

/** Past the closing quote; a string without one ends with its line. */
function quotedEnd(source: string, from: number): number {
  const quote = source[from];
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === quote) return at + 1;
    else if (source[at] === "\n") return at;
  }
  return source.length;
}

function longEnd(source: string, from: number, level: string): { readonly end: number; readonly text: string } {
  const close = `]${level}]`;
  const open = from + close.length;
  const end = source.indexOf(close, open);
  return end < 0 ? { end: source.length, text: source.slice(open) } : { end: end + close.length, text: source.slice(open, end) };
}
