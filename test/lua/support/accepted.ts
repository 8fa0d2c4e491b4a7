/**
 * Differences that are meant to be: why, and in which programs they show.
 * @module
 */

import { type Difference, describeDifference } from "./compare.ts";
import type { Script } from "./script.ts";

export interface Accepted {
  /** One sentence. */
  readonly why: string;
  /** Names of programs. */
  readonly programs: readonly string[];
}

/**
 * What is wrong between a list of accepted differences and what was found, as texts for people: differences that are not accepted,
 * and accepted ones that are none (any more).
 */
export function judge(scripts: readonly Script[], found: readonly Difference[], accepted: readonly Accepted[]): string[] {
  const names = new Set(scripts.map(({ name }) => name));
  const differs = new Set(found.map(({ script }) => script.name));
  const expected = accepted.flatMap(({ programs }) => programs);
  const known = new Set(expected);
  return [
    ...found.filter(({ script }) => !known.has(script.name)).map(describeDifference),
    ...expected
      .filter((name) => names.has(name) && !differs.has(name))
      .map((name) => `${name} is an accepted difference, but does not differ`),
  ];
}

/** Entries that name no program, or one that another entry names too. */
export function malformed(scripts: readonly Script[], accepted: readonly Accepted[]): string[] {
  const names = new Set(scripts.map(({ name }) => name));
  const seen = new Set<string>();
  return accepted.flatMap(({ programs }) =>
    programs.flatMap((name) => {
      if (!names.has(name)) return [`${name}: no such program`];
      if (seen.has(name)) return [`${name}: accepted twice`];
      seen.add(name);
      return [];
    }),
  );
}
