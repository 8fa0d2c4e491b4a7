/** The example project's own tests pass. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { projectReader } from "../../src/lua/project-reader.ts";
import { runLuaTestFile } from "../../src/testing/lua-test-file.ts";

test("examples/counter", async () => {
  const root = fileURLToPath(new URL("../../examples/counter/", import.meta.url));
  const file = "test/counter.test.lua";
  const failures: string[] = [];
  const { passed } = await runLuaTestFile({
    file,
    source: await readFile(root + file, "utf8"),
    readFile: projectReader(root),
    coverage: false,
    onEvent: (event) => event.type !== "print" && event.failure !== null && failures.push(event.failure),
  });
  assert.deepEqual(failures, []);
  assert.equal(passed, 3);
});
