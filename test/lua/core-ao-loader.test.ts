import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { LUA_MODULE_PATH } from "../../src/lua/bundled-module.ts";

const MAIN = fileURLToPath(new URL("core-ao-loader-main.mjs", import.meta.url));
const MIB = 1024 * 1024;

interface Answer {
  readonly text: unknown;
  readonly memory: number;
}

async function evaluate(codes: readonly unknown[]): Promise<Answer[]> {
  const running = promisify(execFile)(process.execPath, [MAIN, process.env["HYPERLOOM_LUA_WASM"] ?? LUA_MODULE_PATH]);
  running.child.stdin?.end(JSON.stringify(codes));
  return JSON.parse((await running).stdout) as Answer[];
}

describe("the module under ao-loader", () => {
  it("runs as on our host, and files are absent", async () => {
    const answers = await evaluate([
      "return 1 + 1",
      "N = (N or 0) + 1 return N",
      "N = (N or 0) + 1 return N",
      'return select(2, pcall(error, "caught"))',
      'local s = "x" local co = coroutine.wrap(function() coroutine.yield(1) error("inside") end) co() return select(2, pcall(co))',
      'local f = io.open("/data/abc") return tostring(f)',
      'return require("json").encode({a = {1, 2, "é"}})',
      "return os.time()",
      'Big = ("x"):rep(6000000) return #Big',
      "return #Big + N",
      'local function f() return 1 + f() end return (select(2, pcall(f)):match("stack overflow"))',
      { repeat: ["-", 10 * MIB], after: "\nreturn N" },
      "return N",
    ]);
    assert.deepEqual(
      answers.map(({ text }) => String(text)),
      [
        "2",
        "1",
        "2",
        "caught",
        '[string "aos"]:1: inside',
        "nil",
        '{"a":[1,2,"é"]}',
        "1700000000008",
        "6000000",
        "6000002",
        "stack overflow",
        "2",
        "2",
      ],
    );
    assert.ok((answers[0]?.memory ?? Number.POSITIVE_INFINITY) <= 80 * MIB);
  });
});
