/**
 * What the comparison calls a difference is none of pairs(): real aos against itself, with another seed of Lua's string hash, agrees on
 * every program.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { describeDifference, difference } from "../support/compare.ts";
import { upstream } from "../support/modules.ts";
import { createPlayer } from "../support/player.ts";
import { evals } from "../support/script.ts";
import { corpus } from "./corpus.ts";

test("no program's result depends on the order of pairs()", async () => {
  const wasm = await upstream();
  const one = createPlayer(wasm);
  // The seed is made of the time at which the module starts.
  const other = createPlayer(wasm, { bootTimeMs: 1_600_000_123_000 });
  const order = evals(
    "order",
    "local t, out = {}, {} for i = 1, 40 do t['key' .. i] = i end for k in pairs(t) do out[#out + 1] = k end return out",
  );
  assert.notEqual(difference(order, one, other), null, "the two have the same seed, so this test shows nothing");

  const found = [...corpus().values()].flat().flatMap((script) => difference(script, one, other) ?? []);
  assert.deepEqual(found.map(describeDifference), []);
});
