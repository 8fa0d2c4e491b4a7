/** The commands for authors, as they are typed: test, blueprint, build, deploy. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Network, ROOT, removeData, startNetwork } from "../support/network.ts";

describe("hyperloom for authors", { timeout: 600_000 }, () => {
  let dir = "";
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "hyperloom-project-"));
  });
  after(() => rm(dir, { recursive: true, force: true }));

  const hyperloom = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      execFile(process.execPath, [join(ROOT, "src/cli/main.ts"), ...args], { cwd: dir, timeout: 60_000 }, (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1, stdout, stderr });
      });
    });
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  };

  test("test passes, fails with 1, and finds nothing with 2", async () => {
    assert.equal((await hyperloom("test")).code, 2);
    await write("src/counter.lua", 'Handlers.add("Add", function() Count = (Count or 0) + 1 end)');
    await write(
      "test/a.test.lua",
      'it("adds", function() local p = network():spawn{ file = "src/counter.lua" } p:send{ Action = "Add" } expect(p:value("Count")).is(1) end)',
    );
    const good = await hyperloom("test", "--coverage");
    assert.equal(good.code, 0, good.stdout + good.stderr);
    for (const line of [/ok {3}adds\n/, /100\.0 % {2}src\/counter\.lua\n/, /\n1 passed, 0 failed/]) assert.match(good.stdout, line);
    await write("test/b_test.lua", 'describe("b", function() it("is wrong", function() expect(1).is(2) end) end)');
    const bad = await hyperloom("test", "--json");
    assert.equal(bad.code, 1);
    const events = bad.stdout
      .trim()
      .split("\n")
      .map((line): Record<string, unknown> => JSON.parse(line));
    assert.deepEqual(
      events.map(({ type, file }) => [type, file]),
      [
        ["test", "test/a.test.lua"],
        ["test", "test/b_test.lua"],
        ["end", undefined],
      ],
    );
    assert.deepEqual([events[1]?.["failure"], events[2]?.["failed"]], ["test/b_test.lua:1: expected 1 to be 2", 1]);
    assert.equal((await hyperloom("test", "test/a.test.lua")).code, 0);
    assert.equal((await hyperloom("test", "nowhere")).code, 1);
    assert.equal((await hyperloom("test", "--bogus")).code, 2);
    await rm(join(dir, "test/b_test.lua"));
  });

  test("blueprint lists, shows, and adds without writing over a file", async () => {
    assert.match((await hyperloom("blueprint", "list")).stdout, /^token +Token: /m);
    assert.match((await hyperloom("blueprint", "show", "token")).stdout, /^-- Token/);
    assert.equal((await hyperloom("blueprint", "add", "chatroom")).code, 0);
    assert.match(await readFile(join(dir, "src/chatroom.lua"), "utf8"), /^-- Chatroom/);
    assert.equal((await hyperloom("blueprint", "add", "chatroom")).code, 2);
    assert.match((await hyperloom("blueprint", "show", "nope")).stderr, /there is no blueprint "nope"; there are .*token.* \[USAGE\]\n$/);
    assert.equal((await hyperloom("blueprint", "../token")).code, 2);
  });

  test("build makes one file, and explains its errors", async () => {
    assert.match((await hyperloom("build")).stderr, /there is no .*hyperloom\.json.*\[NOT_FOUND\]/);
    await write("hyperloom.json", '{ "name": "counter", "main": 7 }');
    assert.match((await hyperloom("build")).stderr, /hyperloom\.json: main: .*\[USAGE\]/);
    await write("hyperloom.json", JSON.stringify({ name: "counter", main: "src/main.lua" }));
    await write(
      "src/main.lua",
      'local sum = require("lib.sum")\nHandlers.add("Add", function(msg)\n  Count = sum(Count or 0, msg.By)\nend)\n',
    );
    await write("src/lib/sum.lua", "return function(a, b)\n  return a + b\nend\n");
    const built = await hyperloom("build", "--json");
    assert.equal(built.code, 0, built.stderr);
    const { out, map, files } = JSON.parse(built.stdout) as { out: string; map: string; files: string[] };
    assert.deepEqual(files, ["src/main.lua", "src/lib/sum.lua"]);
    const at = (await readFile(out, "utf8")).split("\n").indexOf("  return a + b") + 1;
    assert.equal((await hyperloom("build", "--explain", map, `[string "aos"]:${at}: boom`)).stdout, "src/lib/sum.lua:2: boom\n");
    await write("src/bad.lua", 'require("missing")');
    await write("bad.json", JSON.stringify({ name: "bad", main: "src/bad.lua" }));
    assert.match((await hyperloom("build", "bad.json")).stderr, /src\/bad\.lua:1 requires "missing"/);
  });

  describe("deploy", () => {
    let network: Network;
    before(async () => {
      network = await startNetwork();
    });
    after(async () => {
      await network.stop();
      await removeData(network);
    });

    test("spawns, then upgrades the same process, and keeps its state", async () => {
      const deploy = (...args: string[]) => hyperloom("deploy", "--data", network.dataDir, "--json", ...args);
      const value = async (id: string, expression: string): Promise<string> => {
        const body = {
          Id: "1",
          Owner: network.info.wallet,
          Target: id,
          Tags: [{ name: "Action", value: "Eval" }],
          Data: `return ${expression}`,
        };
        const headers = { "content-type": "application/json" };
        const answer = await fetch(`${network.info.cu}/dry-run?process-id=${id}`, { method: "POST", headers, body: JSON.stringify(body) });
        return ((await answer.json()) as { Output: { data: string } }).Output.data;
      };
      await write("src/main.lua", 'Count = Count or 0\nVersion1 = true\nlocal sum = require("lib.sum")\nCount = sum(Count, 1)\n');
      await write(
        "hyperloom.json",
        JSON.stringify({ name: "counter", main: "src/main.lua", blueprints: ["chatroom"], tags: { Flavour: "mint" } }),
      );
      const first = await deploy();
      assert.equal(first.code, 0, first.stderr);
      const { process: id, spawned } = JSON.parse(first.stdout) as { process: string; spawned: boolean };
      assert.equal(spawned, true);
      assert.deepEqual(
        [await value(id, "Count"), await value(id, "#Members"), await value(id, "ao.env.Process.Tags.Flavour")],
        ["1", "0", "mint"],
      );

      await write("src/lib/sum.lua", "return function(a, b)\n  return a + b * 10\nend\n");
      const second = await deploy();
      assert.deepEqual(JSON.parse(second.stdout), { process: id, spawned: false });
      assert.equal(await value(id, "Count"), "11");

      await write("src/lib/sum.lua", "return function(a, b)\n  Count = 99\n  error('no')\nend\n");
      const failed = await hyperloom("deploy", "--data", network.dataDir);
      assert.equal(failed.code, 1);
      assert.match(failed.stderr, /src\/lib\/sum\.lua:3: no/);
      assert.equal(await value(id, "Count"), "11");

      await write("src/lib/sum.lua", "return function(a, b) return a + b end\n");
      const third = await deploy("--new");
      assert.notEqual((JSON.parse(third.stdout) as { process: string }).process, id);
    });

    test("says what is missing", async () => {
      assert.equal((await hyperloom("deploy", "--data", join(dir, "nowhere"))).code, 1);
      assert.match((await hyperloom("deploy", "--mu", "http://127.0.0.1:1")).stderr, /--cu, --scheduler and --authority.*\[USAGE\]/);
      const away = [
        "--mu",
        "http://127.0.0.1:1",
        "--cu",
        "http://127.0.0.1:1",
        "--scheduler",
        network.info.scheduler,
        "--authority",
        network.info.authority,
      ];
      const unreachable = await hyperloom(
        "deploy",
        ...away,
        "--wallet",
        join(network.dataDir, "wallet.json"),
        "--module",
        network.info.module,
      );
      assert.equal(unreachable.code, 1);
      assert.match(unreachable.stderr, /the messenger at .* cannot be reached.*\[UPSTREAM_FAILED\]\n$/);
    });
  });
});
