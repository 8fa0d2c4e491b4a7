import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { aosWasm } from "../support/aos-wasm.ts";
import { type Network, ROOT, removeData, startNetwork } from "../support/network.ts";

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function hyperloom(...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(ROOT, "src/cli/main.ts"), ...args], { cwd: ROOT, timeout: 30_000 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1, stdout, stderr });
    });
  });
}

const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");

describe("hyperloom on the command line", { timeout: 120_000 }, () => {
  let network: Network;
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "hyperloom-cli-"));
    network = await startNetwork({ module: await aosWasm("aos2_0_6.wasm") });
  });
  after(async () => {
    await network.stop();
    await removeData(network);
    await rm(dir, { recursive: true, force: true });
  });

  test("help, version and wrong usage", async () => {
    assert.match((await hyperloom("--help")).stdout, /hyperloom start/);
    assert.match((await hyperloom("start", "--help")).stdout, /--module/);
    assert.match((await hyperloom("--version")).stdout, /^\d+\.\d+\.\d+\n$/);
    for (const args of [
      ["nonsense"],
      ["start", "--port", "x"],
      ["start", "--bogus"],
      ["start", "stray"],
      ["start", "--block-time", "-1"],
      ["start", "--trust-checkpoints", "someone"],
    ]) {
      const { code, stdout, stderr } = await hyperloom(...args);
      assert.equal(code, 2, args.join(" "));
      assert.equal(stdout, "");
      assert.equal(lines(stderr).length, 1, stderr);
    }
  });

  test("env prints exports that a shell takes", async () => {
    const { stdout, code } = await hyperloom("env", "--data", network.dataDir);
    assert.equal(code, 0);
    assert.ok(stdout.includes(`export MU_URL='${network.info.mu}'`));
    assert.ok(stdout.includes(`export AOS_MODULE='${network.info.module}'`));
    assert.ok(lines(stdout).every((line) => /^export [A-Z_]+='[^']*'$/.test(line)));
    assert.equal((await hyperloom("env", "--data", join(dir, "nowhere"))).code, 1);
  });

  const refused = async (code: RegExp, ...args: string[]): Promise<void> => {
    const ran = await hyperloom("start", "--json", ...args);
    assert.equal(ran.code, 1, ran.stderr);
    assert.equal(ran.stdout, "");
    assert.equal(lines(ran.stderr).length, 1, ran.stderr);
    assert.match(ran.stderr, code);
  };

  test("a locked data directory is one clear line", () => refused(/DATA_DIR_LOCKED/, "--data", network.dataDir, "--port", "0"));

  test("a busy port is one clear line", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => blocker.once("listening", resolve));
    const address = blocker.address();
    assert.ok(typeof address === "object" && address !== null);
    await refused(/PORT_BUSY/, "--data", join(dir, "busy"), "--port", String(Math.min(address.port, 65_531)));
    blocker.close();
  });

  test("an unreadable wallet is one clear line", async () => {
    const file = join(dir, "wallet.json");
    await writeFile(file, "{}");
    await refused(/WALLET_INVALID/, "--data", join(dir, "w1"), "--port", "0", "--wallet", file);
    await refused(/WALLET_INVALID/, "--data", join(dir, "w2"), "--port", "0", "--wallet", join(dir, "missing.json"));
  });

  test("a module that is none is one clear line", async () => {
    const file = join(dir, "not.wasm");
    await writeFile(file, "this is no wasm");
    await refused(/MODULE_INVALID/, "--data", join(dir, "m1"), "--port", "0", "--module", file);
    await refused(/NOT_FOUND/, "--data", join(dir, "m2"), "--port", "0", "--module", join(dir, "missing.wasm"));
  });

  test("all units answer on their ports and under one origin", async () => {
    const { gateway, bundler, mu, su, cu } = network.info;
    for (const [unit, url] of Object.entries({ bundler, mu, su, cu })) {
      const [own, shared] = await Promise.all([fetch(`${url}/`), fetch(`${gateway}/${unit}`)]);
      assert.equal(own.status, 200, unit);
      assert.equal(shared.status, 200, unit);
      assert.equal(shared.headers.get("access-control-allow-origin"), "*");
      assert.match(await (await fetch(`${url}/metrics`)).text(), /hyperloom_http_requests_total/);
      await own.text();
      await shared.text();
    }
    const info = (await (await fetch(`${gateway}/info`)).json()) as { height: number };
    assert.ok(info.height >= 0);
  });
});
