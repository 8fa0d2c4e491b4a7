/** Lua literals of any text. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { quote } from "../../src/testing/chunk.ts";
import { createTestNet } from "../../src/testing/test-net.ts";

test("a quoted text is the same text to Lua", async () => {
  const process = (await createTestNet()).spawn();
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: fc.constantFrom("]", "[", "=", "\n", "\r", '"', "\\", "\0", "a", "1") }),
  );
  fc.assert(
    fc.property(text, (value) => {
      const { error, output } = process.eval(`return require("json").encode({ ${quote(value)} })`);
      assert.equal(error, null);
      assert.deepEqual(JSON.parse(output), [value]);
    }),
    { numRuns: 200 },
  );
});
