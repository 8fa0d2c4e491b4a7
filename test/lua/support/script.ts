/**
 * Scripts: a process and the messages it gets, as text. The format of `differential/programs/*.lua`:
 *
 *     --@ name [unordered] [keep]     a new script. `unordered`: what it prints follows the order of pairs(). `keep`: the state after a
 *                                     message that ended in an error is kept, as a plain loader does, not undone
 *     --@ * flag...                   flags for all scripts that follow
 *     text                            Data of an Eval of the owner, when text follows directly
 *     --> word... key=value...        a further message; the lines below it are its Data
 *
 * Words: `eval` is Action=Eval, `process` the process message itself (first or not at all). Keys in lower case are fields (see FIELDS),
 * all others are tags, in order. Values with spaces are JSON strings. `<owner>` and the other names of PARTIES stand for addresses.
 * @module
 */
import type { Tag } from "../../../src/base/tags.ts";

const address = (letter: string): string => `${letter.repeat(42)}A`;

/** Who takes part. */
export const PARTIES = {
  self: address("p"),
  owner: address("o"),
  stranger: address("s"),
  friend: address("f"),
  authority: address("u"),
  process: address("q"),
  module: address("d"),
} as const;
type Party = keyof typeof PARTIES;

export interface ScriptMessage {
  /** The process message: made by the player, with these tags besides the usual ones. */
  readonly process: boolean;
  readonly data: string;
  readonly tags: readonly Tag[];
  readonly from: string;
  readonly owner: string;
  /** Fields of the message JSON that differ from the usual ones. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Script {
  readonly name: string;
  readonly unordered: boolean;
  readonly keep: boolean;
  readonly messages: readonly ScriptMessage[];
}

/** Keys of a message line that set a field of the message JSON. Their values are JSON where that parses. */
const FIELDS: Readonly<Record<string, string>> = {
  id: "Id",
  target: "Target",
  anchor: "Anchor",
  at: "Timestamp",
  height: "Block-Height",
  nonce: "Nonce",
  epoch: "Epoch",
  cron: "Cron",
  readonly: "Read-Only",
  module: "Module",
  hash: "Hash-Chain",
  data: "Data",
};

/** A message of the owner unless `options` says otherwise. */
export function message(data: string, options: Partial<ScriptMessage> = {}): ScriptMessage {
  return { process: false, data, tags: [], from: PARTIES.owner, owner: PARTIES.owner, fields: {}, ...options };
}

export function evaluation(data: string): ScriptMessage {
  return message(data, { tags: [{ name: "Action", value: "Eval" }] });
}

/** One Eval, or several in a row. */
export function evals(name: string, ...texts: readonly string[]): Script {
  return { name, unordered: false, keep: false, messages: texts.map(evaluation) };
}

/**
 * Reads a file of scripts.
 * @throws Error naming the line that is not understood
 */
export function parseScripts(text: string, prefix: string): Script[] {
  const scripts: Script[] = [];
  let current: { script: Omit<Script, "messages">; messages: ScriptMessage[] } | null = null;
  let head: string | null = null;
  let lines: string[] = [];
  let common: readonly string[] = [];
  const endMessage = (): void => {
    if (current !== null && (head !== null || lines.some((line) => line.trim() !== "")))
      current.messages.push(parseMessage(head ?? "eval", lines.join("\n").replace(/\n+$/, "")));
    head = null;
    lines = [];
  };
  const endScript = (): void => {
    endMessage();
    if (current === null) return;
    if (current.messages.length === 0) throw new Error(`${current.script.name} has no message`);
    scripts.push({ ...current.script, messages: current.messages });
  };
  for (const line of text.split("\n")) {
    if (line.startsWith("--@")) {
      endScript();
      const [name, ...own] = line.slice(3).trim().split(/\s+/);
      if (name === "*") common = own;
      const flags = [...common, ...own];
      const unknown = flags.find((flag) => flag !== "unordered" && flag !== "keep");
      if (name === undefined || unknown !== undefined) throw new Error(`${prefix}: ${line}`);
      current = null;
      if (name === "*") continue;
      current = {
        script: { name: `${prefix}/${name}`, unordered: flags.includes("unordered"), keep: flags.includes("keep") },
        messages: [],
      };
    } else if (line.startsWith("-->")) {
      endMessage();
      head = line.slice(3);
    } else if (current !== null) {
      lines.push(line);
    } else if (line.trim() !== "" && !line.startsWith("--")) {
      throw new Error(`${prefix}: text before the first script: ${line}`);
    }
  }
  endScript();
  return scripts;
}

function named(text: string): string {
  return text.replaceAll(/<(\w+)>/g, (all, name: string) => (name in PARTIES ? PARTIES[name as Party] : all));
}

const WORD = /(?:("(?:[^"\\]|\\.)*")|([^\s=]+))(?:=(?:("(?:[^"\\]|\\.)*")|(\S*)))?/g;
const unquote = (value: string): string => JSON.parse(value) as string;
const party = (value: string): string => (value in PARTIES ? PARTIES[value as Party] : value);

function parseMessage(head: string, data: string): ScriptMessage {
  const tags: Tag[] = [];
  const fields: Record<string, unknown> = {};
  let process = false;
  let from: string = PARTIES.owner;
  let owner: string | null = null;
  for (const [word, quotedKey, bareKey, quoted, bare] of head.matchAll(WORD)) {
    const key = quotedKey === undefined ? (bareKey ?? "") : unquote(quotedKey);
    if (!word.includes("=")) {
      if (key === "eval") tags.push({ name: "Action", value: "Eval" });
      else if (key === "process") process = true;
      else throw new Error(`no such word: ${key}`);
      continue;
    }
    const value = named(quoted === undefined ? (bare ?? "") : unquote(quoted));
    if (key === "from") {
      from = party(value);
      // A messenger signs for a process.
      owner ??= value === "process" || value === "self" ? PARTIES.authority : from;
    } else if (key === "owner") owner = party(value);
    else if (key in FIELDS) fields[FIELDS[key] ?? key] = quoted === undefined ? jsonOr(value) : value;
    else tags.push({ name: key, value });
  }
  return { process, data: named(data), tags, from, owner: owner ?? from, fields };
}

function jsonOr(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
