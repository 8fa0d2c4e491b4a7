/**
 * Tag filters of GraphQL as conditions of the store: exact ones by index, the others by looking at each entry.
 * @module
 */
import { LoomError } from "../../../base/errors.ts";
import { LIMITS } from "../../../base/limits.ts";
import type { Tag } from "../../../base/tags.ts";
import { assignmentTags } from "../../../protocol/assignment.ts";
import type { EntryRecord } from "../../../storage/records.ts";
import type { TagCondition } from "../../../storage/store.ts";
import { assignmentFields } from "../../../weave/entry-record.ts";

export interface TagFilterInput {
  readonly name?: string | null;
  readonly values?: readonly string[] | null;
  readonly op?: "EQ" | "NEQ" | null;
  readonly match?: "EXACT" | "WILDCARD" | "FUZZY_AND" | "FUZZY_OR" | null;
}

export interface TagFilters {
  readonly conditions: readonly TagCondition[];
  /** Null when the conditions say all. */
  readonly where: ((entry: EntryRecord) => boolean) | null;
}

/** @throws LoomError LIMIT_EXCEEDED */
export function tagFilters(inputs: readonly TagFilterInput[]): TagFilters {
  atMost(inputs.length, LIMITS.graphqlTagFilters, "tag filters");
  const conditions: TagCondition[] = [];
  const tests: ((tags: readonly Tag[]) => boolean)[] = [];
  for (const { name, values, op, match } of inputs) {
    const list = values ?? [];
    atMost(list.length, LIMITS.graphqlValues, "values of a tag filter");
    const not = op === "NEQ";
    const named = name !== null && name !== undefined && name !== "";
    if (named && list.length > 0 && (match ?? "EXACT") === "EXACT") {
      conditions.push({ name, values: list, ...(not ? { not } : {}) });
      continue;
    }
    const fits = valueTest(list, match ?? "EXACT");
    tests.push((tags) => tags.some((tag) => (!named || tag.name === name) && fits(tag.value)) !== not);
  }
  const where = (entry: EntryRecord): boolean => {
    const tags = entry.kind === "item" ? entry.item.tags : assignmentTags(assignmentFields(entry.assignment));
    return tests.every((test) => test(tags));
  };
  return { conditions, where: tests.length === 0 ? null : where };
}

/** @throws LoomError LIMIT_EXCEEDED */
export function atMost(count: number, limit: number, what: string): void {
  if (count > limit) throw new LoomError("LIMIT_EXCEEDED", `${count} ${what}; at most ${limit} are allowed`, { details: { limit } });
}

function valueTest(values: readonly string[], match: NonNullable<TagFilterInput["match"]>): (value: string) => boolean {
  if (values.length === 0) return () => true;
  if (match === "WILDCARD") return (value) => values.some((pattern) => matchesWildcard(value, pattern));
  if (match === "EXACT") return (value) => values.includes(value);
  const words = values.map((value) => value.toLowerCase());
  const contains = (value: string): ((word: string) => boolean) => {
    const lower = value.toLowerCase();
    return (word) => lower.includes(word);
  };
  return match === "FUZZY_AND" ? (value) => words.every(contains(value)) : (value) => words.some(contains(value));
}

/** `*` any text, `?` one character. Steps at most text x pattern, whatever the pattern: no regular expression. */
export function matchesWildcard(value: string, pattern: string): boolean {
  let [at, p, star, mark] = [0, 0, -1, 0];
  while (at < value.length) {
    const wanted = pattern[p];
    if (wanted === "*") {
      star = p++;
      mark = at;
    } else if (wanted === "?" || wanted === value[at]) {
      p++;
      at++;
    } else if (star >= 0) {
      p = star + 1;
      at = ++mark;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
