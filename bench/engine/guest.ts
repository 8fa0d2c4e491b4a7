/**
 * A stock aos process for the benchmarks, in the engine or bare: both take the same messages.
 * @module
 */
import { readFile } from "node:fs/promises";
import type { Tag } from "../../src/base/tags.ts";
import { ENVIRONMENT_1 } from "../../src/vm/environment/1/environment.ts";
import { createInstance, type VmInstance } from "../../src/vm/instance.ts";
import { type LoadedModule, loadModule } from "../../src/vm/load-module.ts";
import { encodeEnvironment, encodeMessage } from "../../src/vm/message-json.ts";
import { normalizeResult } from "../../src/vm/normalize-result.ts";
import type { VmOutcome } from "../../src/vm/outcome.ts";
import { aosWasm } from "../../test/support/aos-wasm.ts";
import { createBare } from "./bare.ts";

export const MODULE_FILE = "aos2_0_6.wasm";
export const MODULE_FORMAT = "wasm64-unknown-emscripten-draft_2024_02_15";
const START_MS = 1_700_000_000_000;
const id = (letter: string): string => `${letter.repeat(42)}A`;
export const MODULE_ID = id("d");
export const OWNER = id("o");
const PROCESS = id("p");
const PROCESS_TAGS: readonly Tag[] = [
  { name: "Type", value: "Process" },
  { name: "Module", value: MODULE_ID },
  { name: "Name", value: "Bench" },
  { name: "Authority", value: OWNER },
];
export const ENVIRONMENT = encodeEnvironment({
  process: { id: PROCESS, owner: OWNER, tags: PROCESS_TAGS },
  module: { id: MODULE_ID, owner: OWNER, tags: [] },
});

export interface Message {
  readonly json: string;
  readonly timestampMs: number;
}

/** Message 0 is the process itself. Any fields beyond an Eval of the owner go into the tags. */
export function message(nonce: number, data: string, tags: Readonly<Record<string, string>> = { Action: "Eval" }): Message {
  const timestampMs = START_MS + nonce * 1000;
  const json = encodeMessage({
    id: nonce === 0 ? PROCESS : String(nonce).padStart(43, "m"),
    data,
    owner: OWNER,
    target: PROCESS,
    from: OWNER,
    tags: nonce === 0 ? PROCESS_TAGS : Object.entries(tags).map(([name, value]) => ({ name, value })),
    epoch: 0,
    nonce,
    timestamp: timestampMs,
    blockHeight: 1_500_000,
  });
  return { json, timestampMs };
}

export const readModule = async (): Promise<Uint8Array> => new Uint8Array(await readFile(await aosWasm(MODULE_FILE)));

let loaded: Promise<LoadedModule> | null = null;
export const load = (): Promise<LoadedModule> => {
  loaded ??= readModule().then((bytes) => loadModule(bytes));
  return loaded;
};

const FILES = { open: (): null => null };

export function attempt(instance: VmInstance, { json, timestampMs }: Message): VmOutcome {
  return instance.handle(json, ENVIRONMENT, { timestampMs, files: FILES });
}

/** Evaluates and commits a message that must end well; gives the number of pages it wrote. */
export function send(instance: VmInstance, sent: Message): number {
  const outcome = attempt(instance, sent);
  if (outcome.kind !== "ok") throw new Error(`the message failed: ${JSON.stringify(outcome)}`);
  const { Error: error } = normalizeResult(outcome.response, outcome.gasUsed);
  if (error !== undefined) throw new Error(`the message ended in an error: ${error}`);
  return instance.commit().dirtyPages;
}

/** Evaluates a message that must end in an error, and undoes it. */
export function fail(instance: VmInstance, sent: Message): void {
  const outcome = attempt(instance, sent);
  const failed = outcome.kind === "error" || (outcome.kind === "ok" && normalizeResult(outcome.response).Error !== undefined);
  if (!failed) throw new Error(`the message did not fail: ${JSON.stringify(outcome)}`);
  if (!instance.rollback()) throw new Error("the memory grew");
}

/** Evaluates and undoes a message that ends well. */
export function dryRun(instance: VmInstance, sent: Message): void {
  const outcome = attempt(instance, sent);
  if (outcome.kind !== "ok") throw new Error(`the dry-run failed: ${JSON.stringify(outcome)}`);
  normalizeResult(outcome.response, outcome.gasUsed);
  if (!instance.rollback()) throw new Error("the memory grew");
}

export function newInstance(module: LoadedModule): VmInstance {
  return createInstance({ ...module, bootTimeMs: ENVIRONMENT_1.bootTimeMs });
}

/** Live processes that have seen `setup`, one Eval each: the engine's and the bare one. */
export interface Pair {
  readonly engine: VmInstance;
  engineSend(sent: Message): number;
  bareSend(sent: Message): void;
  /** Number of the next message. */
  next: number;
}

export async function createPair(setup: readonly string[]): Promise<Pair> {
  const engine = newInstance(await load());
  const bare = createBare(await readModule());
  const pair: Pair = {
    engine,
    engineSend: (sent) => send(engine, sent),
    bareSend({ json, timestampMs }) {
      const raw = bare.handle(json, ENVIRONMENT, timestampMs);
      if (!raw.startsWith('{"ok":true') && !raw.includes('"ok":true')) throw new Error(`bare: ${raw.slice(0, 200)}`);
    },
    next: 0,
  };
  for (const data of ["", ...setup]) {
    const sent = message(pair.next++, data);
    pair.engineSend(sent);
    pair.bareSend(sent);
  }
  return pair;
}
