import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { GOLDEN_MODULES, vectorFile } from "./golden-log.ts";

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL("./golden-main.ts", import.meta.url));
const COMPILERS: Readonly<Record<string, readonly string[]>> = {
  "the baseline compiler only": ["--liftoff", "--no-wasm-tier-up"],
  "the optimising compiler only": ["--no-liftoff"],
};
/** Each brings another version of the engine. `npm exec` keeps them out of this clone. */
const VERSIONS = [22, 24, 26] as const;

async function golden(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(command, [...args, MAIN], { maxBuffer: 1 << 26 });
  return stdout;
}

async function expected(): Promise<string> {
  const texts = await Promise.all(GOLDEN_MODULES.map((name) => readFile(vectorFile(name), "utf8")));
  return texts.map((text) => `${text}\n`).join("");
}

describe("environment 1 does not depend on how the engine compiles", () => {
  for (const [what, flags] of Object.entries(COMPILERS)) {
    it(what, { timeout: 600_000 }, async () => {
      assert.equal(await golden(process.execPath, flags), await expected());
    });
  }
});

describe("environment 1 does not depend on the version of the engine", () => {
  for (const version of VERSIONS) {
    it(`Node ${version}`, { timeout: 1_200_000 }, async () => {
      const node = ["exec", "--yes", `--package=node@${version}`, "--", "node"];
      const { stdout } = await run("npm", [...node, "--version"]);
      assert.match(stdout, new RegExp(`^v${version}\\.`), "npm exec ran another Node");
      assert.equal(await golden("npm", node), await expected());
    });
  }
});
