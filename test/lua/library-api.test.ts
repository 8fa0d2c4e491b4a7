/**
 * Each item of docs/lua-api.md, asked of stock aos and of ours: the answers are the same. What only ours does is in library-own.test.ts.
 * @module
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { describeDifference, difference } from "./support/compare.ts";
import { ours, upstream } from "./support/modules.ts";
import { createPlayer } from "./support/player.ts";
import { parseScripts, type Script } from "./support/script.ts";

const FOLDER = join(import.meta.dirname, "library");
const PAGE = join(import.meta.dirname, "../../docs/lua-api.md");
const OWN = join(import.meta.dirname, "library-own.test.ts");

const scripts: readonly Script[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".lua"))
  .flatMap((name) => parseScripts(readFileSync(join(FOLDER, name), "utf8"), name.slice(0, -".lua".length)));

/** The last cell of each row of the page's tables: names of tests. */
function listed(): string[] {
  const rows = readFileSync(PAGE, "utf8").matchAll(/^\| .* \| ([^|]+) \|$/gm);
  return [...rows].flatMap(([, cell]) => [...(cell ?? "").matchAll(/`([\w./-]+)`/g)].map(([, name]) => name ?? ""));
}

describe("the library's API", async () => {
  const [theirs, mine] = await Promise.all([upstream().then(createPlayer), ours().then(createPlayer)]);
  for (const script of scripts) {
    test(script.name, () => {
      const found = difference(script, theirs, mine);
      assert.equal(found && describeDifference(found), null);
    });
  }
});

describe("docs/lua-api.md", () => {
  const own = [...readFileSync(OWN, "utf8").matchAll(/"(own\/[\w-]+)"/g)].map(([, name]) => name ?? "");
  const tests = new Set([...scripts.map(({ name }) => name), ...own]);

  test("names only tests that exist", () => {
    const names = listed();
    assert.ok(names.length > 200, `only ${names.length} tests are named`);
    assert.deepEqual(
      names.filter((name) => !tests.has(name)),
      [],
    );
  });

  test("names every test", () => {
    const names = new Set(listed());
    assert.deepEqual(
      [...tests].filter((name) => !names.has(name)),
      [],
    );
  });

  test("no name is used twice", () => {
    assert.equal(tests.size, scripts.length + own.length);
  });
});
