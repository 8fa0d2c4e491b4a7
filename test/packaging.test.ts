/** The published package, as its user gets it: built, packed, installed in an empty folder, started. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
// This Node first, so that npm and the launcher's `env node` find it; nothing of an npm that runs these tests.
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_") && !name.startsWith("NODE_"))),
  PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`,
};

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(cwd: string, command: string, ...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

describe("the published package", () => {
  const dir = mkdtempSync(join(tmpdir(), "hyperloom-package-"));
  const hyperloom = join(dir, "node_modules/.bin/hyperloom");
  let files: readonly string[] = [];

  before(async () => {
    // `npm pack` builds first (prepack).
    const packed = await run(ROOT, "npm", "pack", "--json", "--pack-destination", dir);
    assert.equal(packed.code, 0, packed.stderr);
    const [tarball] = JSON.parse(packed.stdout) as { filename: string; files: { path: string }[] }[];
    assert.ok(tarball !== undefined);
    files = tarball.files.map((file) => file.path);
    writeFileSync(join(dir, "package.json"), "{}");
    const installed = await run(dir, "npm", "install", "--prefer-offline", "--no-audit", "--no-fund", join(dir, tarball.filename));
    assert.equal(installed.code, 0, installed.stderr);
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  test("holds the compiled program, its types and its licence, and no source", () => {
    for (const path of [
      "LICENSE",
      "package.json",
      "bin/hyperloom.mjs",
      "dist/cli/main.js",
      "dist/protocol/public.js",
      "dist/protocol/public.d.ts",
      "dist/testing/public.js",
      "dist/testing/public.d.ts",
      "modules/lua/hyperloom-lua.wasm",
      "modules/lua/LICENSES.md",
    ]) {
      assert.ok(files.includes(path), `${path} is missing`);
    }
    const stray = files.filter(
      (path) => (path.endsWith(".ts") && !path.endsWith(".d.ts")) || /^(src|test|scripts|node_modules)\//.test(path),
    );
    assert.deepEqual(stray, []);
  });

  test("starts with Node 24", async () => {
    assert.deepEqual(await run(dir, hyperloom, "--version"), { code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("says one clear line with an older Node", async () => {
    // A real old Node may not be at hand; the launcher believes process.versions.
    const fake = join(dir, "old.cjs");
    writeFileSync(fake, 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } });');
    const ended = await run(dir, process.execPath, "--require", fake, join(dir, "node_modules/hyperloom/bin/hyperloom.mjs"), "--version");
    assert.deepEqual(ended, { code: 1, stdout: "", stderr: "hyperloom needs Node 24 or newer (this is v20.20.2)\n" });
  });

  test("exports what package.json promises", async () => {
    const script =
      'const p = await import("hyperloom/protocol"); const { createTestNet } = await import("hyperloom/test");' +
      'const net = await createTestNet(); console.log(Object.keys(p).length > 0 && net.spawn().eval("return 1 + 1").output === "2");';
    assert.deepEqual(await run(dir, process.execPath, "--input-type=module", "--eval", script), { code: 0, stdout: "true\n", stderr: "" });
  });

  test("runs Lua tests and shows its blueprints", async () => {
    writeFileSync(join(dir, "a.test.lua"), 'it("counts", function() expect(network():spawn():value("1 + 1")).is(2) end)');
    const tested = await run(dir, hyperloom, "test");
    assert.equal(tested.code, 0, tested.stdout + tested.stderr);
    assert.match(tested.stdout, /\n1 passed, 0 failed/);
    assert.match((await run(dir, hyperloom, "blueprint", "show", "token")).stdout, /^-- Token/);
  });

  test("has the worker files that its code names", () => {
    const dist = join(dir, "node_modules/hyperloom/dist");
    let named = 0;
    for (const path of files.filter((file) => file.startsWith("dist/") && file.endsWith(".js"))) {
      const code = readFileSync(join(dist, "..", path), "utf8");
      for (const [, worker = ""] of code.matchAll(/["'](\.\.?\/[\w./-]+\.js)["']\s*,\s*import\.meta\.url/g)) {
        named += 1;
        assert.ok(existsSync(join(dist, "..", dirname(path), worker)), `${path} names ${worker}`);
      }
    }
    assert.ok(named > 0, "no worker was found");
  });
});
