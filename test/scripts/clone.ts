/**
 * A made-up clone with the real runner, a stand-in for npm and a small program: what happens around `npm start`, without the network.
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Counts itself, says something on standard output as npm does, waits for a file `go` if `hold` exists, then "installs" Node. */
const NPM = `#!/bin/sh
echo install >> installs.log
echo "noise of npm"
if [ -e fail ]; then echo "npm error 404 no such package" >&2; exit 1; fi
while [ -e hold ] && [ ! -e go ]; do sleep 0.05; done
rm -rf node_modules
mkdir -p node_modules/node/bin
ln -s "${process.execPath}" node_modules/node/bin/node
`;

/** Ends at once when only its version is asked; else says its pid, then ends as its first argument says: exit:N, or serve (until the second SIGINT or the first SIGTERM). */
const PROGRAM = `
import { appendFileSync } from "node:fs";
const [, how] = process.argv.slice(2);
const log = new URL("../../signals.log", import.meta.url);
let interrupts = 0;
process.on("SIGINT", () => {
  appendFileSync(log, "SIGINT\\n");
  if (++interrupts === 2) process.exit(3);
});
process.on("SIGTERM", () => {
  appendFileSync(log, "SIGTERM\\n");
  process.exit(4);
});
if (process.argv[2] === "--version") process.exit(0);
process.stdout.write(JSON.stringify({ pid: process.pid, how }) + "\\n");
if (how?.startsWith("exit:")) process.exitCode = Number(how.slice(5));
else setInterval(() => {}, 1000);
`;

export interface Run {
  readonly process: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves when the text was written; rejects when the run ends before that. */
  saw(stream: "stdout" | "stderr", text: string): Promise<void>;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface Clone {
  readonly dir: string;
  run(...args: readonly string[]): Run;
  write(path: string, content: string): void;
  read(path: string): string;
  installs(): number;
  remove(): void;
}

export function createClone(): Clone {
  const dir = mkdtempSync(join(tmpdir(), "hyperloom-clone-"));
  const write = (path: string, content: string): void => {
    mkdirSync(join(dir, path, ".."), { recursive: true });
    writeFileSync(join(dir, path), content);
  };
  const read = (path: string): string => (existsSync(join(dir, path)) ? readFileSync(join(dir, path), "utf8") : "");
  const scripts = fileURLToPath(new URL("../../scripts/", import.meta.url));
  cpSync(scripts, join(dir, "scripts"), { recursive: true, filter: (source) => !source.endsWith(".ts") });
  write("package.json", '{ "type": "module" }');
  write("package-lock.json", '{ "packages": {} }');
  write("src/cli/main.ts", PROGRAM);
  mkdirSync(join(dir, "tools"));
  writeFileSync(join(dir, "tools/npm"), NPM, { mode: 0o755 });
  return {
    dir,
    write,
    read,
    run: (...args) => startRun(dir, args),
    installs: () => read("installs.log").split("\n").length - 1,
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

function startRun(dir: string, args: readonly string[]): Run {
  // Nothing of an npm that runs these tests: the stand-in must be found by its name.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("npm_") && !name.startsWith("NODE_"));
  const env = { ...Object.fromEntries(inherited), PATH: `${join(dir, "tools")}${delimiter}${process.env["PATH"]}` };
  const child = spawn(process.execPath, [join(dir, "scripts/run.mjs"), ...args], { cwd: dir, env, stdio: ["ignore", "pipe", "pipe"] });
  const written = { stdout: "", stderr: "" };
  const listeners = new Set<() => void>();
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (chunk: string) => {
      written[stream] += chunk;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  const saw = (stream: "stdout" | "stderr", text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!written[stream].includes(text)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      void ended.then(() => reject(new Error(`ended without "${text}": ${written.stdout}${written.stderr}`)));
    });
  return { process: child, stdout: () => written.stdout, stderr: () => written.stderr, saw, ended };
}
