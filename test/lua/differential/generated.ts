/**
 * Programs made by chance, the same at each run.
 * @module
 */
import fc from "fast-check";
import type { Script } from "../support/script.ts";
import { handlers, incoming, outgoing } from "./generators/messages.ts";
import { bigIntegers, expressions, json, library, tables } from "./generators/values.ts";

const SEED = 20251104;

const KINDS: Readonly<Record<string, readonly [number, fc.Arbitrary<Script>]>> = {
  expressions: [80, expressions],
  library: [80, library],
  tables: [60, tables],
  json: [100, json],
  "big-integers": [40, bigIntegers],
  handlers: [120, handlers],
  incoming: [60, incoming],
  outgoing: [80, outgoing],
};

export function generatedScripts(): Script[] {
  return Object.entries(KINDS).flatMap(([kind, [count, arbitrary]]) =>
    fc.sample(arbitrary, { seed: SEED, numRuns: count }).map((script, nth) => ({ ...script, name: `generated/${kind}-${nth + 1}` })),
  );
}
