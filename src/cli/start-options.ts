/**
 * The flags of `hyperloom start`.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { isId } from "../base/ids.ts";
import { LIMITS } from "../base/limits.ts";
import type { ModuleSource, NodeConfig } from "../node/config.ts";
import { parseFlags } from "./parse-flags.ts";

const FLAGS = {
  data: { type: "string" },
  port: { type: "string" },
  host: { type: "string" },
  wallet: { type: "string" },
  module: { type: "string", multiple: true },
  json: { type: "boolean" },
  "block-time": { type: "string" },
  workers: { type: "string" },
  "evaluate-limit": { type: "string" },
  "max-gas": { type: "string" },
  "memory-budget": { type: "string" },
  "push-hops": { type: "string" },
  "trust-checkpoints": { type: "string", multiple: true },
  "log-level": { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

export interface StartOptions {
  readonly config: NodeConfig;
  readonly json: boolean;
}

const LEVELS = ["silent", "error", "warn", "info", "debug"] as const;

/** A repeated flag counts the last time, `--module` each time. @throws LoomError USAGE */
export function parseStartOptions(args: readonly string[]): StartOptions | "help" {
  const { values } = parseFlags(args, FLAGS);
  if (values.help === true) return "help";
  const level = LEVELS.find((name) => name === (values["log-level"] ?? "warn"));
  if (level === undefined) throw new LoomError("USAGE", `--log-level must be one of ${LEVELS.join(", ")}`);
  return {
    json: values.json === true,
    config: {
      dataDir: values.data ?? ".hyperloom",
      host: values.host ?? "127.0.0.1",
      port: whole("port", values.port ?? "4000", 0, 65_531),
      walletPath: values.wallet ?? null,
      modules: (values.module ?? []).map(moduleSource),
      blockTimeMs: seconds("block-time", values["block-time"] ?? "2", 0.1, 86_400),
      workers: whole("workers", values.workers ?? "0", 0, 256),
      evaluateMs: seconds("evaluate-limit", values["evaluate-limit"] ?? String(LIMITS.evaluateMs / 1000), 0.1, 86_400),
      maxGas: whole("max-gas", values["max-gas"] ?? String(LIMITS.messageGas), 1, Number.MAX_SAFE_INTEGER),
      memoryBudgetBytes: whole("memory-budget", values["memory-budget"] ?? "2048", 64, 1024 * 1024) * 1024 * 1024,
      checkpointOwners: (values["trust-checkpoints"] ?? []).map(address),
      pushHops: whole("push-hops", values["push-hops"] ?? String(LIMITS.pushHops), 1, Number.MAX_SAFE_INTEGER),
      logLevel: level,
    },
  };
}

function moduleSource(value: string): ModuleSource {
  // The format follows the last colon, if what follows looks like one: paths may hold colons too.
  const found = /^(.+):(wasm(?:32|64)-[\w-]+)$/.exec(value);
  return found === null ? { path: value, format: null } : { path: found[1] ?? value, format: found[2] ?? null };
}

function address(value: string): string {
  const valid: boolean = isId(value);
  if (!valid) throw new LoomError("USAGE", `--trust-checkpoints takes an address of 43 characters, not "${value}"`);
  return value;
}

function whole(flag: string, value: string, low: number, high: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < low || number > high) {
    throw new LoomError("USAGE", `--${flag} must be a whole number from ${low} to ${high}, not "${value}"`);
  }
  return number;
}

function seconds(flag: string, value: string, low: number, high: number): number {
  const number = Number(value.replace(/s$/, ""));
  if (!/^\d+(\.\d+)?s?$/.test(value) || number < low || number > high) {
    throw new LoomError("USAGE", `--${flag} must be seconds from ${low} to ${high}, not "${value}"`);
  }
  return Math.round(number * 1000);
}
