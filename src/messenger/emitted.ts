/**
 * Reads what a module emitted. Modules are sloppy: numbers as tag values, missing data, lists that are maps. What has one obvious
 * meaning is taken so, since a message must not be lost for it; the rest is refused with a reason that people can read.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { type Id, isId } from "../base/ids.ts";
import type { Tag } from "../base/tags.ts";
import type { Emitted } from "../units/compute.ts";

/** An entry of a list that a module emitted. @throws LoomError OUTBOX_INVALID */
export function emittedEntry(value: unknown): Emitted {
  if (!isRecord(value)) throw invalid(`the entry is ${describe(value)} instead of an object`);
  return value;
}

/** A text: strings as they are, numbers and booleans in decimal and as words, objects and lists as JSON, nothing as "". */
export function emittedText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  return JSON.stringify(value) ?? "";
}

/** Data of a message: never empty, by convention one space. Source: ao-legacynet 2.2. */
export function emittedData(entry: Emitted): string {
  const data = emittedText(entry["Data"]);
  return data === "" ? " " : data;
}

/**
 * Tags in their order. A tag without a value is left out: an item cannot carry it, and to its reader an absent tag says the same.
 * @throws LoomError OUTBOX_INVALID
 */
export function emittedTags(entry: Emitted): Tag[] {
  return rawTags(entry)
    .map(({ name, value }) => ({ name, value: emittedText(value) }))
    .filter(({ value }) => value !== "");
}

/** Values of `name` as the module emitted them, in order. @throws LoomError OUTBOX_INVALID */
export function emittedTagValues(entry: Emitted, name: string): unknown[] {
  return rawTags(entry)
    .filter((tag) => tag.name === name)
    .map(({ value }) => value);
}

function rawTags(entry: Emitted): { name: string; value: unknown }[] {
  const tags = entry["Tags"];
  if (tags === undefined || tags === null) return [];
  if (Array.isArray(tags)) {
    return tags.map((tag: unknown) => {
      if (!isRecord(tag)) throw invalid(`a tag is ${describe(tag)} instead of {name, value}`);
      return { name: emittedText(tag["name"]), value: tag["value"] };
    });
  }
  // A table of names and values.
  if (isRecord(tags)) return Object.entries(tags).map(([name, value]) => ({ name, value }));
  throw invalid(`Tags is ${describe(tags)} instead of a list`);
}

/** @throws LoomError OUTBOX_INVALID unless the field is an id */
export function emittedId(entry: Emitted, field: string): Id {
  const value = entry[field];
  if (isId(value)) return value;
  if (value === undefined || value === null || value === "") throw invalid(`${field} is missing`);
  throw invalid(`${field} is ${describe(value)} instead of an id of 43 base64url characters`);
}

/** A field for people, of an entry that may be anything. */
export function emittedTarget(value: unknown): string {
  const target = isRecord(value) ? value["Target"] : undefined;
  return typeof target === "string" ? target.slice(0, 256) : "";
}

/** Texts: a list, its JSON text, or texts joined by commas. Nothing is an empty list. */
export function emittedList(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(emittedText);
  const text = emittedText(value).trim();
  if (text.startsWith("[")) {
    try {
      const parsed: unknown = JSON.parse(text);
      if (Array.isArray(parsed)) return parsed.map(emittedText);
    } catch {
      // Not JSON: ids joined by commas, and the check of each says what is wrong.
    }
  }
  if (text === "" || text === "{}") return [];
  return text.split(",").map((part) => part.trim());
}

/** Whether a flag is set, however the module spells it. */
export function emittedFlag(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== "" && value !== "false";
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}

export function invalid(why: string): LoomError {
  return new LoomError("OUTBOX_INVALID", why);
}
