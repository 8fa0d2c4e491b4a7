/** 10^5 damaged modules: 3 000 real ones, the rest small. Minutes. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { aosWasm } from "../support/aos-wasm.ts";
import { type FuzzCounts, mutate, tryOne } from "./fuzz.ts";
import { generateModule } from "./generate.ts";

for (const file of ["aos2_0_6.wasm", "aos2_0_4_32.wasm", "process.wasm"]) {
  test(`${file}: 1000 damaged copies`, async () => {
    const original = new Uint8Array(await readFile(await aosWasm(file)));
    const counts: FuzzCounts = { refused: 0, accepted: 0, valid: 0 };
    for (let seed = 10_000; seed < 11_000; seed++) tryOne(mutate(original, seed), `${file} seed ${seed}`, counts);
    assert.ok(counts.refused > 100 && counts.accepted > 100, JSON.stringify(counts));
  });
}

test("97 000 damaged small modules", () => {
  const counts: FuzzCounts = { refused: 0, accepted: 0, valid: 0 };
  for (let seed = 10_000; seed < 107_000; seed++) tryOne(mutate(generateModule(seed % 3000).bytes, seed), `seed ${seed}`, counts);
  assert.ok(counts.refused > 10_000 && counts.valid > 1000, JSON.stringify(counts));
});
