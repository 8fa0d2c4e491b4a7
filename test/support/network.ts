/**
 * Starts a real node in a process of its own, as a user would, and stops or kills it.
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { NodeInfo } from "../../src/node/node-info.ts";

export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

export interface Network {
  readonly info: NodeInfo & { readonly module: string };
  readonly dataDir: string;
  /** The operator's JWK. */
  readonly wallet: Record<string, string>;
  /** Milliseconds from the start of the process to the ready line. */
  readonly readyMs: number;
  /** Standard error so far. */
  stderr(): string;
  /** Stops as Ctrl-C does; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** kill -9. */
  kill(): Promise<void>;
  /** CPU milliseconds (user and system) of the node so far, and resident bytes. */
  usage(): Promise<{ readonly cpuMs: number; readonly rssBytes: number }>;
}

export interface NetworkOptions {
  readonly module?: string;
  readonly dataDir?: string;
  readonly args?: readonly string[];
  /** Through `npm start`, set-up check included. */
  readonly viaNpm?: boolean;
}

export async function startNetwork(options: NetworkOptions = {}): Promise<Network> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "hyperloom-")));
  const args = [
    "--json",
    "--port",
    "0",
    "--data",
    dataDir,
    ...(options.module ? ["--module", options.module] : []),
    ...(options.args ?? []),
  ];
  const started = performance.now();
  const child = options.viaNpm
    ? spawn("npm", ["start", "--", ...args], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] })
    : spawn(process.execPath, [join(ROOT, "src/cli/main.ts"), "start", ...args], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (piece: Buffer) => {
    stderr += piece.toString();
  });
  const line = await firstLine(child, () => stderr);
  const readyMs = performance.now() - started;
  const info = JSON.parse(line) as Network["info"];
  const wallet = JSON.parse(await readFile(join(dataDir, "wallet.json"), "utf8")) as Record<string, string>;
  return {
    info,
    dataDir,
    wallet,
    readyMs,
    stderr: () => stderr,
    stop: () => end(child, info.pid, "SIGTERM"),
    kill: async () => {
      await end(child, info.pid, "SIGKILL");
    },
    usage: () => usage(info.pid),
  };
}

/** Removes the data of a network that has stopped. */
export function removeData(network: Network): Promise<void> {
  return rm(network.dataDir, { recursive: true, force: true });
}

async function firstLine(child: ChildProcess, stderr: () => string): Promise<string> {
  if (child.stdout === null) throw new Error("no standard output");
  const lines = createInterface({ input: child.stdout });
  const line = once(lines, "line").then(([text]) => text as string);
  const exit = once(child, "exit").then(([code]) => {
    throw new Error(`the node ended with ${String(code)} before it was ready:\n${stderr()}`);
  });
  return Promise.race([line, exit]);
}

async function end(child: ChildProcess, pid: number, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, "exit");
  process.kill(pid, signal);
  const [code] = (await exited) as [number | null];
  return code;
}

async function usage(pid: number): Promise<{ cpuMs: number; rssBytes: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  // After the command in parentheses: field 14 and 15 of proc(5) are user and system time in ticks of 10 ms.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const rss = /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, "utf8"));
  return { cpuMs: (Number(fields[11]) + Number(fields[12])) * 10, rssBytes: Number(rss?.[1] ?? 0) * 1024 };
}
