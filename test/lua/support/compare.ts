/**
 * Plays scripts on two environments and tells where they differ.
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { normalise } from "./normalise.ts";
import type { Player } from "./player.ts";
import type { Script } from "./script.ts";

export interface Difference {
  readonly script: Script;
  /** Number of the first message whose results differ. */
  readonly at: number;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** The first message in which the two differ, or null. */
export function difference(script: Script, expected: Player, actual: Player): Difference | null {
  const [theirs, mine] = [expected, actual].map((player) => player.play(script).map((played) => normalise(played, script.unordered)));
  const at = script.messages.findIndex((_, nth) => !isDeepStrictEqual(theirs?.[nth], mine?.[nth]));
  return at < 0 ? null : { script, at, expected: theirs?.[at], actual: mine?.[at] };
}

/** For people: the message, and the two results. */
export function describeDifference({ script, at, expected, actual }: Difference): string {
  const sent = script.messages[at];
  const tags = sent?.tags.map(({ name, value }) => `${name}=${value}`).join(" ");
  return [`${script.name}, message ${at + 1} (${tags})`, sent?.data ?? "", ...sides(expected, actual)].join("\n");
}

/** Of two objects only the fields that differ. */
function sides(expected: unknown, actual: unknown): string[] {
  if (!isRecord(expected) || !isRecord(actual)) return [`  expected ${JSON.stringify(expected)}`, `  actual   ${JSON.stringify(actual)}`];
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
  return keys
    .filter((key) => !isDeepStrictEqual(expected[key], actual[key]))
    .flatMap((key) => [`  expected ${key}: ${JSON.stringify(expected[key])}`, `  actual   ${key}: ${JSON.stringify(actual[key])}`]);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
