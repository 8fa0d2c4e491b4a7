/** scripts/run.mjs: set-up of a fresh clone, and being invisible between the caller and the program. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, test } from "node:test";
import { type Clone, createClone, type Run } from "./clone.ts";

let clone: Clone;
beforeEach(() => {
  clone = createClone();
});
afterEach(() => clone.remove());

async function exitOf(run: Run): Promise<number | null> {
  return (await run.ended).code;
}

async function serving(): Promise<{ run: Run; pid: number }> {
  const run = clone.run("start", "serve");
  await run.saw("stdout", "\n");
  return { run, pid: (JSON.parse(run.stdout()) as { pid: number }).pid };
}

describe("set-up", () => {
  test("installs in a fresh clone, once, and standard output is the program's alone", async () => {
    const first = clone.run("start", "exit:0");
    assert.equal(await exitOf(first), 0, first.stderr());
    assert.deepEqual({ ...JSON.parse(first.stdout()), pid: 0 }, { pid: 0, how: "exit:0" });
    assert.match(first.stderr(), /installing dependencies/);
    assert.match(first.stderr(), /noise of npm/);
    const second = clone.run("start", "exit:0");
    assert.equal(await exitOf(second), 0);
    assert.equal(second.stderr(), "");
    assert.equal(clone.installs(), 1);
  });

  test("installs again when the lock file changed", async () => {
    await clone.run("start", "exit:0").ended;
    clone.write("package-lock.json", '{ "packages": { "node_modules/x": { "version": "1.0.0" } } }');
    assert.equal(await exitOf(clone.run("start", "exit:0")), 0);
    assert.equal(clone.installs(), 2);
  });

  test("takes an npm install by hand for what it is", async () => {
    await clone.run("start", "exit:0").ended;
    const lock =
      '{ "packages": { "": {}, "node_modules/x": { "version": "1.0.0" }, "node_modules/y": { "version": "1.0.0", "optional": true } } }';
    clone.write("package-lock.json", lock);
    clone.write("node_modules/.package-lock.json", '{ "packages": { "node_modules/x": { "version": "1.0.0" } } }');
    assert.equal(await exitOf(clone.run("start", "exit:0")), 0);
    assert.equal(clone.installs(), 1);
    clone.write("package-lock.json", lock.replace("1.0.0", "1.0.1"));
    assert.equal(await exitOf(clone.run("start", "exit:0")), 0);
    assert.equal(clone.installs(), 2, "another version is not what was installed");
  });

  test("of two at once one installs and the other waits for it", async () => {
    clone.write("hold", "");
    const first = clone.run("start", "exit:0");
    await first.saw("stderr", "noise of npm");
    const second = clone.run("start", "exit:0");
    await second.saw("stderr", "waiting for the set-up");
    clone.write("go", "");
    assert.deepEqual([await exitOf(first), await exitOf(second)], [0, 0]);
    assert.equal(clone.installs(), 1);
  });

  test("takes over from a set-up that was killed", async () => {
    clone.write("hold", "");
    const killed = clone.run("start", "exit:0");
    await killed.saw("stderr", "noise of npm");
    // npm may speak before the runner has noted its number: a kill in between is another story.
    while (!/"pids":\[\d+,\d+\]/.test(clone.read(".cache/setup.lock/owner"))) await new Promise((resolve) => setTimeout(resolve, 10));
    killed.process.kill("SIGKILL");
    // Not `ended`: the stand-in for npm outlives its parent and keeps the pipes open.
    await once(killed.process, "exit");
    const runs = [clone.run("start", "exit:0"), clone.run("start", "exit:0"), clone.run("start", "exit:0")];
    // While the npm it left behind is still at work nobody else starts one.
    await Promise.all(runs.map((run) => run.saw("stderr", "waiting for the set-up")));
    assert.equal(clone.installs(), 1);
    clone.write("go", "");
    assert.deepEqual(await Promise.all(runs.map(exitOf)), [0, 0, 0]);
    assert.equal(clone.installs(), 2);
  });

  test("says in one clear line that npm failed", async () => {
    clone.write("fail", "");
    const run = clone.run("start", "exit:0");
    assert.equal(await exitOf(run), 1);
    assert.equal(run.stdout(), "");
    assert.match(run.stderr(), /npm error 404 no such package\nhyperloom: set-up failed: npm ci failed \(exit code 1\)[^\n]*\n$/);
  });

  test("refuses a command that is not there", async () => {
    const run = clone.run("constructor");
    assert.equal(await exitOf(run), 1);
    assert.match(run.stderr(), /^usage: [^\n]*\n$/);
  });
});

describe("the program", () => {
  test("its exit code is the runner's", async () => {
    assert.equal(await exitOf(clone.run("start", "exit:7")), 7);
  });

  test("its death by a signal is the runner's", async () => {
    const { run, pid } = await serving();
    process.kill(pid, "SIGKILL");
    assert.deepEqual(await run.ended, { code: null, signal: "SIGKILL" });
  });

  test("gets SIGTERM from the runner and may take its time", async () => {
    const { run } = await serving();
    run.process.kill("SIGTERM");
    assert.deepEqual(await run.ended, { code: 4, signal: null });
    assert.equal(clone.read("signals.log"), "SIGTERM\n");
  });

  test("Ctrl-C, which reaches everyone in the group, is one SIGINT", async () => {
    const { run, pid } = await serving();
    // What the terminal and npm do: both processes are told, one of them twice.
    process.kill(pid, "SIGINT");
    run.process.kill("SIGINT");
    run.process.kill("SIGINT");
    run.process.kill("SIGTERM");
    assert.equal(await exitOf(run), 4, "a second SIGINT would have ended it with 3");
    assert.equal(clone.read("signals.log"), "SIGINT\nSIGTERM\n");
  });

  test("is not left behind when the runner is killed outright", async () => {
    const { run } = await serving();
    run.process.kill("SIGKILL");
    // Its end of the pipe closes when the program has ended too.
    const lines = createInterface({ input: run.process.stdout ?? assert.fail("no pipe") });
    await Promise.all([once(lines, "close"), run.ended]);
    assert.equal(clone.read("signals.log"), "SIGTERM\n");
  });
});
