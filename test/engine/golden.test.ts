import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { GOLDEN_MODULES, type GoldenSlot, runGolden, vectorFile } from "./golden-log.ts";

describe("environment 1 is frozen", () => {
  for (const name of GOLDEN_MODULES) {
    it(`${name}: the fixed log gives the committed results, gas and roots after every message`, async () => {
      const expected = JSON.parse(await readFile(vectorFile(name), "utf8")) as GoldenSlot[];
      const actual = await runGolden(name);
      assert.equal(actual.length, expected.length);
      // The first slot that differs says more than the whole list.
      for (const [slot, one] of actual.entries()) assert.deepEqual(one, expected[slot]);
    });
  }
});
