// Makes node_modules match package-lock.json. Everything it says goes to standard error: standard output may be a promise of JSON.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compileCache } from "./compile-cache.mjs";
import { withLock } from "./setup-lock.mjs";

/** Longest time that loading the program once may take. */
const WARM_MS = 20_000;

/** A failure whose message is the one line for the user. */
export class SetupError extends Error {}

/**
 * Installs when node_modules is missing or does not match the lock file, and returns the path of its Node 24.
 * Of several that run at once one installs and the others wait.
 * @param {URL} root folder of package.json, ends in "/"
 * @returns {Promise<string>}
 * @throws {SetupError}
 */
export async function setUp(root) {
  // The real file, not the link in .bin, so that the process we start is the one that does the work.
  const node = fileURLToPath(new URL("node_modules/node/bin/node", root));
  const stamp = new URL("node_modules/.hyperloom-stamp", root);
  const want = wantedStamp(root);
  const ready = () => existsSync(node) && existsSync(stamp) && readFileSync(stamp, "utf8") === want;
  if (ready()) return node;

  await withLock(
    new URL(".cache/", root),
    async (helper) => {
      if (ready()) return;
      if (!existsSync(node) || !installedByHand(root)) await install(root, helper);
      if (!existsSync(node)) throw new SetupError("npm ci did not install Node 24; see the messages above");
      await warm(root, node);
      writeFileSync(stamp, want);
    },
    (message) => new SetupError(message),
  );
  return node;
}

/**
 * Loads the whole program once, so that the first start finds its code compiled. It has no say in whether the set-up succeeded.
 * @param {URL} root
 * @param {string} node
 */
function warm(root, node) {
  const entry = fileURLToPath(new URL("src/cli/main.ts", root));
  const child = spawn(node, [entry, "--version"], { stdio: "ignore", timeout: WARM_MS, env: { ...process.env, ...compileCache(root) } });
  return new Promise((resolve) => {
    child.once("error", resolve);
    child.once("exit", resolve);
  });
}

/** @param {URL} root */
function wantedStamp(root) {
  let lock;
  try {
    lock = readFileSync(new URL("package-lock.json", root));
  } catch {
    throw new SetupError("package-lock.json is missing or unreadable; restore it with git");
  }
  return `${createHash("sha256").update(lock).digest("hex")} ${process.platform}-${process.arch}\n`;
}

/**
 * True when a plain `npm install` already brought what the lock file names, so that nothing has to be installed again.
 * npm writes node_modules/.package-lock.json as its last step.
 * @param {URL} root
 */
function installedByHand(root) {
  try {
    const wanted = JSON.parse(readFileSync(new URL("package-lock.json", root), "utf8")).packages;
    const installed = JSON.parse(readFileSync(new URL("node_modules/.package-lock.json", root), "utf8")).packages;
    return Object.entries(wanted).every(([path, entry]) => {
      if (path === "") return true;
      const found = installed[path];
      if (found === undefined) return entry.optional === true;
      return found.version === entry.version && found.integrity === entry.integrity;
    });
  } catch {
    return false;
  }
}

/**
 * @param {URL} root
 * @param {(pid: number) => void} started
 */
async function install(root, started) {
  console.error("hyperloom: installing dependencies (once, about half a minute) ...");
  const { command, prefix } = npmCommand();
  const args = [...prefix, "ci", "--loglevel=error", "--no-audit", "--no-fund"];
  const child = spawn(command, args, { cwd: fileURLToPath(root), stdio: ["ignore", 2, 2], shell: command.endsWith(".cmd") });
  if (child.pid !== undefined) started(child.pid);
  /** @type {NodeJS.Signals[]} */
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  const stop = () => void child.kill("SIGTERM");
  for (const signal of signals) process.on(signal, stop);
  const outcome = await new Promise((resolve) => {
    child.once("error", (error) => resolve(`npm cannot be started (${error.message})`));
    child.once("exit", (code, signal) => resolve(code === 0 ? "" : `npm ci failed (${signal ?? `exit code ${code}`})`));
  });
  for (const signal of signals) process.off(signal, stop);
  if (outcome !== "") throw new SetupError(`set-up failed: ${outcome}; npm's messages are above, try again with: npm ci`);
}

/**
 * npm as the caller runs it. Its own Node is used, because `npm ci` deletes the Node in node_modules that may be running this.
 * @returns {{command: string, prefix: string[]}}
 */
function npmCommand() {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  if (cli?.endsWith(".js") && node !== undefined && existsSync(cli) && existsSync(node)) return { command: node, prefix: [cli] };
  return { command: process.platform === "win32" ? "npm.cmd" : "npm", prefix: [] };
}
