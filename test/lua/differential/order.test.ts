/**
 * What the comparison calls a difference is none of pairs(): real aos against itself, with another seed of Lua's string hash, agrees on
 * every program.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { describeDifference, difference } from "../support/compare.ts";
import { upstream } from "../support/modules.ts";
import { createPlayer, type Played, type Player, START_MS } from "../support/player.ts";
import { evals } from "../support/script.ts";
import { corpus } from "./corpus.ts";

/** The seed is made of the time of the first message, which is also visible: it is put back into what comes out. */
const OTHER_MS = 1_600_000_123_000;

test("no program's result depends on the order of pairs()", async () => {
  const wasm = await upstream();
  const one = createPlayer(wasm);
  const raw = createPlayer(wasm, { spawnTimeMs: OTHER_MS });
  const other: Player = {
    play: (script) => JSON.parse(JSON.stringify(raw.play(script)).replaceAll(String(OTHER_MS), String(START_MS))) as Played[],
  };
  const order = evals(
    "order",
    "local t, out = {}, {} for i = 1, 40 do t['key' .. i] = i end for k in pairs(t) do out[#out + 1] = k end return out",
  );
  assert.notEqual(difference(order, one, other), null, "the two have the same seed, so this test shows nothing");

  const found = [...corpus().values()].flat().flatMap((script) => difference(script, one, other) ?? []);
  assert.deepEqual(found.map(describeDifference), []);
});
