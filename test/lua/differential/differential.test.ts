/**
 * Our Lua environment beside the published one on the same programs: equal results, but for the differences in `accepted-differences.ts`.
 * HYPERLOOM_LUA_WASM names another module than the committed one.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, describe, test } from "node:test";
import { judge, malformed } from "../support/accepted.ts";
import { difference } from "../support/compare.ts";
import { ours, upstream } from "../support/modules.ts";
import { createPlayer, type Player } from "../support/player.ts";
import { ACCEPTED } from "./accepted-differences.ts";
import { corpus } from "./corpus.ts";

const WRITTEN = 900;
const GENERATED = 600;
const DOCS = new URL("../../../docs/lua-differences.md", import.meta.url);

const groups = corpus();
const all = [...groups.values()].flat();

test("the programs: all there, no name twice", () => {
  const generated = groups.get("generated")?.length ?? 0;
  assert.ok(generated >= GENERATED && all.length - generated >= WRITTEN, `${all.length - generated} written, ${generated} generated`);
  assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
});

test("every accepted difference is of a program that exists, and documented", () => {
  assert.deepEqual(malformed(all, ACCEPTED), []);
  const docs = readFileSync(DOCS, "utf8");
  assert.deepEqual(
    ACCEPTED.filter(({ why }) => !docs.includes(why)).map(({ why }) => why),
    [],
  );
});

describe("same results as real aos", () => {
  let theirs: Player;
  let mine: Player;
  before(async () => {
    theirs = createPlayer(await upstream());
    mine = createPlayer(await ours());
  });

  for (const [group, scripts] of groups) {
    test(`${group}: ${scripts.length} programs`, () => {
      const wrong = judge(
        scripts,
        scripts.flatMap((script) => difference(script, theirs, mine) ?? []),
        ACCEPTED,
      );
      assert.equal(wrong.length, 0, `${wrong.length} of ${scripts.length}:\n\n${wrong.join("\n\n")}`);
    });
  }
});
