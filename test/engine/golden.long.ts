import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { GOLDEN_MODULES, vectorFile } from "./golden-log.ts";

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL("./golden-main.ts", import.meta.url));
const COMPILERS: readonly (readonly [string, readonly string[]])[] = [
  ["the baseline compiler only", ["--liftoff", "--no-wasm-tier-up"]],
  ["the optimising compiler only", ["--no-liftoff"]],
];

describe("environment 1 does not depend on how the engine compiles", () => {
  for (const [what, flags] of COMPILERS) {
    it(what, { timeout: 600_000 }, async () => {
      const { stdout } = await run(process.execPath, [...flags, MAIN], { maxBuffer: 1 << 26 });
      const expected = await Promise.all(GOLDEN_MODULES.map((name) => readFile(vectorFile(name), "utf8")));
      assert.equal(stdout, expected.map((text) => `${text}\n`).join(""));
    });
  }
});
