/** The blueprints keep what they promise, in their own Lua tests, and those tests run every line. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { luaFile } from "../../src/lua/bundled-module.ts";
import { listBlueprints } from "../../src/project/blueprints.ts";
import { runLuaTestFile } from "../../src/testing/lua-test-file.ts";

const NAMES = ["chatroom", "collection", "names", "nft", "oracle", "staking", "sub-ledger", "token", "voting"];
const read = (path: string): Promise<string | null> => readFile(luaFile(`blueprints/${path}`), "utf8").catch(() => null);

describe("blueprints", () => {
  test("are listed with what they are, and each has a page", async () => {
    const all = await listBlueprints();
    assert.deepEqual(
      all.map((one) => one.name),
      NAMES,
    );
    for (const { name, summary } of all) {
      assert.match(summary, /^\S+: .{20,}/, name);
      const page = await readFile(new URL(`../../docs/blueprints/${name}.md`, import.meta.url), "utf8");
      const actions = [...((await read(`${name}.lua`)) ?? "").matchAll(/Handlers\.add\("\w+", "([\w-]+)"/g)].map(([, action]) => action);
      for (const action of actions) assert.ok(page.includes(`\`${action}\``), `${name}: its page does not tell of ${action}`);
    }
  });

  for (const name of NAMES) {
    test(name, async () => {
      const file = `${name}.test.lua`;
      const failures: string[] = [];
      const { passed, coverage } = await runLuaTestFile({
        file,
        source: (await read(file)) ?? "",
        readFile: read,
        coverage: true,
        onEvent: (event) => {
          if (event.type === "print") return;
          if (event.failure !== null) failures.push(`${event.type === "test" ? event.names.join(" > ") : "file"}: ${event.failure}`);
        },
      });
      assert.deepEqual(failures, []);
      assert.ok(passed >= 5, `only ${passed} tests`);
      const own = coverage.find((one) => one.file === `${name}.lua`);
      assert.deepEqual(
        own?.lines.filter((line) => !own.hit.includes(line)),
        [],
        "lines that no test runs",
      );
    });
  }
});
