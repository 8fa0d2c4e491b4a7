/** Several Lua files as one: what is found, in which order, and that lines map back. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { luaRequires } from "../../src/lua/lua-requires.ts";
import { bundle, explainError, originOf } from "../../src/project/bundle.ts";

const project =
  (files: Readonly<Record<string, string>>) =>
  (path: string): Promise<string | null> =>
    Promise.resolve(files[path] ?? null);

describe("luaRequires", () => {
  const CASES: readonly (readonly [string, readonly string[]])[] = [
    ['local a = require("a.b")', ["a.b"]],
    ["require 'x' require [[y]] require([==[z]==])", ["x", "y", "z"]],
    ['-- require("no")\nrequire("yes")', ["yes"]],
    ['--[[ require("no")\n require("no") ]] require("yes")', ["yes"]],
    ['--[==[ ]] require("no") ]==] require("yes")', ["yes"]],
    ["local s = 'require(\"no\")' local t = [[require('no')]]", []],
    ['x.require("no") y:require("no")', []],
    ["local function require(name) end", []],
    ["require(name) require('a' .. b)", []],
    ['"it\'s \\" quoted" require("yes")', ["yes"]],
    ["#!/usr/bin/lua require('no')\nrequire('yes')", ["yes"]],
    ['local xrequire = 1 require_("no")', []],
    ["a[[[require('no')]]] = 1", []],
  ];
  for (const [source, names] of CASES)
    test(JSON.stringify(source), () =>
      assert.deepEqual(
        luaRequires(source).map((one) => one.name),
        names,
      ),
    );

  test("counts lines through long strings and comments", () => {
    assert.deepEqual(luaRequires('local s = [[\n\n]]\n--[[\n]]\nrequire("x")'), [{ name: "x", line: 6 }]);
  });

  test("ends on any text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("require", " ", '"', "'", "[", "]", "=", "-", "\n", "\\", "(", ")", "a") }),
        (text) => luaRequires(text).length >= 0,
      ),
    );
  });
});

describe("bundle", () => {
  test("takes what is required, once, before the main file", async () => {
    const read = project({
      "src/main.lua": 'local a = require("lib.a")\nrequire("json")\nrequire(".bint")\nrequire("other")\nreturn a',
      "src/lib/a.lua": 'require("b")\nreturn 1',
      "b/init.lua": 'require("lib.a")\nreturn 2',
    });
    const { files, source } = await bundle({ main: "src/main.lua", read, externals: ["other"] });
    assert.deepEqual(files, ["src/main.lua", "src/lib/a.lua", "b/init.lua"]);
    assert.ok(source.indexOf('package.preload["lib.a"]') < source.indexOf('local a = require("lib.a")'));
    assert.equal(source.split('package.preload["lib.a"]').length, 2);
  });

  test("says who requires what is missing, and where it was looked for", async () => {
    await assert.rejects(
      bundle({ main: "m/x.lua", read: project({ "m/x.lua": '\nrequire("y.z")' }) }),
      /m\/x\.lua:2 requires "y\.z", and there is no m\/y\/z\.lua or m\/y\/z\/init\.lua or y\/z\.lua or y\/z\/init\.lua/,
    );
    await assert.rejects(bundle({ main: "x.lua", read: project({}) }), /there is no file x\.lua in the project/);
  });

  test("every line maps back to the line that it is", async () => {
    const files: Readonly<Record<string, string>> = {
      "main.lua": 'require("a")\r\nlocal x = 1\r\n',
      "a.lua": "#!/usr/bin/lua\nrequire('b')\nreturn 7",
      "b.lua": "\uFEFFlocal s = [[\n\n]]\nreturn s\n",
    };
    const { source, map } = await bundle({ main: "main.lua", read: project(files) });
    const lines = source.split("\n");
    let mapped = 0;
    lines.forEach((line, at) => {
      const origin = originOf(map, at + 1);
      if (origin === null) return;
      mapped++;
      const wanted = files[origin.file]?.replace("\uFEFF", "").split(/\r?\n/)[origin.line - 1];
      assert.equal(line.replace(/^--#!/, "#!"), wanted);
    });
    assert.equal(mapped, 2 + 3 + 4);
  });

  test("puts file and line into an error, and leaves other chunks alone", async () => {
    const { map } = await bundle({ main: "main.lua", read: project({ "main.lua": 'require("a")\nerror("x")', "a.lua": "\n\nboom()" }) });
    assert.equal(
      explainError(map, '[string "aos"]:5: boom [string "aos"]:8: x [string "aos"]:1: y'),
      'a.lua:3: boom main.lua:2: x [string "aos"]:1: y',
    );
    assert.equal(explainError(map, '[string ".process"]:5: boom'), '[string ".process"]:5: boom');
  });
});
