/**
 * What two Lua environments may differ in without anybody being wrong: the order of pairs(), addresses of objects, and where in a
 * library's own files a line stands. Everything else counts.
 * @module
 */
import type { Played } from "./player.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A result in which only differences that matter are left. */
export function normalise(played: Played, unordered: boolean): Json {
  const text = (value: string): string => normaliseText(value, unordered);
  if (played.kind === "error") return { failed: text(played.error) };
  return walk(played.response as Json, text);
}

function walk(value: Json, text: (value: string) => string): Json {
  if (typeof value === "string") return text(value);
  if (isList(value)) return value.map((entry) => walk(entry, text));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]) => [key, key === "Tags" ? walkTags(entry, text) : walk(entry, text)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => compare(a, b)));
}

/** Tags of an outgoing message are put together in the order of pairs(): a multiset. */
function walkTags(value: Json, text: (value: string) => string): Json {
  const walked = walk(value, text);
  return isList(walked) ? [...walked].sort((a, b) => compare(JSON.stringify(a), JSON.stringify(b))) : walked;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function normaliseText(value: string, unordered: boolean): string {
  const plain = value
    .replaceAll(/(table|function|thread|userdata|file)(: | \()0x[0-9a-f]+/g, "$1$20x")
    .replaceAll(/(\[string (\\?")(?:\.[\w.-]+|json)\2\]):\d+:/g, "$1:N:")
    .replaceAll(/stack traceback:(?:\\?\n(?:\t|\\9)[^\n]*)*/g, "stack traceback:");
  return unordered ? sortText(plain) : plain;
}

/** 1 and 1.0 stay two things. */
function asWritten(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === "number" ? `number ${context?.source ?? value}` : value;
}

/** JSON with sorted keys; of any other text the sorted lines. Commas at the ends of lines depend on the order too. */
function sortText(value: string): string {
  try {
    const parsed = JSON.parse(value, asWritten) as Json;
    if (typeof parsed === "object" && parsed !== null) return JSON.stringify(walk(parsed, (entry) => entry));
  } catch {
    // Not JSON.
  }
  return value
    .split("\n")
    .map((line) => line.replace(/,(\\?)$/, "$1"))
    .sort(compare)
    .join("\n");
}
