/**
 * Where a running node is reached and who it is: what `start --json` prints and `env` exports.
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { writePrivate } from "./unit-keys.ts";

export interface NodeInfo {
  /** URLs without trailing slash. */
  readonly gateway: string;
  readonly bundler: string;
  readonly mu: string;
  readonly su: string;
  readonly cu: string;
  /** Addresses. */
  readonly scheduler: string;
  readonly authority: string;
  readonly wallet: string;
  /** Default module, null when none was published. */
  readonly module: Id | null;
  readonly pid: number;
}

const FILE = "node.json";

/** Remembers the running node for `hyperloom env`. */
export function saveNodeInfo(dataDir: string, info: NodeInfo): Promise<void> {
  return writePrivate(join(dataDir, FILE), `${JSON.stringify(info)}\n`);
}

/** @throws LoomError NOT_FOUND when no node was ever started on this directory */
export async function loadNodeInfo(dataDir: string): Promise<NodeInfo> {
  try {
    return JSON.parse(await readFile(join(dataDir, FILE), "utf8")) as NodeInfo;
  } catch (cause) {
    throw new LoomError("NOT_FOUND", `no node has run on ${dataDir} yet; start one with: hyperloom start --data ${dataDir}`, { cause });
  }
}
