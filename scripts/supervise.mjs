// Runs the real program as a child and is as transparent as possible: same terminal, same signals, same exit.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { compileCache } from "./compile-cache.mjs";

const ORPHAN_POLL_MS = 500;

/** @type {readonly NodeJS.Signals[]} */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs `args` with `node` and ends this process as the child ended. Never returns when the child could be started.
 * @param {string} node path of the Node to run
 * @param {URL} root folder of package.json
 * @param {readonly string[]} args
 * @returns {Promise<never>}
 */
export async function supervise(node, root, args) {
  const guard = new URL("child-guard.mjs", import.meta.url).href;
  const [script = "", ...rest] = args;
  // The script is resolved here, and the working folder stays the user's: `--data ./x` means what it says.
  const entry = fileURLToPath(new URL(script, root));
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", `--import=${guard}`, entry, ...rest], {
    stdio: "inherit",
    env: { ...process.env, ...compileCache(root) },
  });
  // Ctrl-C reaches the whole process group and npm repeats it; child-guard.mjs makes one signal of what arrives together.
  for (const signal of SIGNALS) process.on(signal, () => void child.kill(signal));
  const watch = watchParent(() => void child.kill("SIGTERM"));

  /** @type {{code: number | null, signal: NodeJS.Signals | null}} */
  const { code, signal } = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (exitCode, exitSignal) => resolve({ code: exitCode, signal: exitSignal }));
  });
  clearInterval(watch);
  if (signal === null) process.exit(code ?? 1);
  for (const name of SIGNALS) process.removeAllListeners(name);
  process.kill(process.pid, signal);
  // A signal that does not end this process (it is ignored or only queued) still ends the run, with the shell's number for it.
  await new Promise((resolve) => setTimeout(resolve, ORPHAN_POLL_MS));
  process.exit(128 + constants.signals[signal]);
}

/**
 * When npm is killed outright nobody tells us. Only under npm: a shell that ends may leave us running on purpose.
 * @param {() => void} onGone
 */
function watchParent(onGone) {
  if (process.env["npm_lifecycle_event"] === undefined) return undefined;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, ORPHAN_POLL_MS);
  return timer;
}
