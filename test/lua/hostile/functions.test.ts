import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createArena, evaluation } from "../support/hostile.ts";

const arena = await createArena();
const PROGRAM = await readFile(new URL("functions.lua", import.meta.url), "utf8");
const ROUNDS = 4;
const GAS = 3_000_000_000;

describe("functions called with any values", () => {
  it("end in values or an error, in C too", () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1 }), async (seed) => {
        const [end] = await arena.attack([evaluation(`local SEED, ROUNDS = ${seed}, ${ROUNDS} ${PROGRAM}`, { gas: GAS })]);
        // Some functions of C take as long as a number says.
        fc.pre(end?.text !== "out of gas");
        const calls = Number(end?.text.split("\n").at(-1));
        assert.ok(calls > 400 * ROUNDS, end?.text.slice(-300));
      }),
      { numRuns: 3 },
    ));
});
