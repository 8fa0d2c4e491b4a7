/** A process under test: real aos, fixed ids, a clock that advances by one second per message. */
import { readFile } from "node:fs/promises";
import type { Tag } from "../../src/base/tags.ts";
import type { WeaveFiles } from "../../src/vm/host-imports/host.ts";
import { createInstance, type VmInstance } from "../../src/vm/instance.ts";
import { type LoadedModule, loadModule } from "../../src/vm/load-module.ts";
import { captureImage } from "../../src/vm/memory-image.ts";
import { encodeEnvironment, encodeMessage } from "../../src/vm/message-json.ts";
import type { VmOutcome } from "../../src/vm/outcome.ts";
import { aosWasm } from "../support/aos-wasm.ts";

export const MODULES = ["aos2_0_6.wasm", "aos2_0_4_32.wasm"] as const;

export const id = (letter: string): string => `${letter.repeat(42)}A`;
export const PROCESS = id("p");
export const OWNER = id("o");
export const MODULE = id("d");
export const STRANGER = id("s");
export const START_MS = 1_700_000_000_000;

export const NO_FILES: WeaveFiles = { open: () => null };

const processTags: Tag[] = [
  { name: "Type", value: "Process" },
  { name: "Module", value: MODULE },
  { name: "Name", value: "Tester" },
  { name: "Authority", value: OWNER },
];
const ENVIRONMENT = encodeEnvironment({
  process: { id: PROCESS, owner: OWNER, tags: processTags },
  module: { id: MODULE, owner: OWNER, tags: [] },
});

export interface Sent {
  readonly data: string;
  readonly tags?: readonly Tag[];
  readonly nonce: number;
  readonly from?: string;
  readonly id?: string;
  readonly files?: WeaveFiles;
  readonly gasLimit?: number;
}

const loaded = new Map<string, Promise<LoadedModule>>();

export function load(name: string): Promise<LoadedModule> {
  let found = loaded.get(name);
  if (found === undefined) {
    found = aosWasm(name).then(async (path) => loadModule(await readFile(path)));
    loaded.set(name, found);
  }
  return found;
}

export async function fresh(name: string, bootTimeMs = 0): Promise<VmInstance> {
  return createInstance({ ...(await load(name)), bootTimeMs });
}

/** Runs a message, and commits it when it ended ok. */
export function send(instance: VmInstance, sent: Sent): VmOutcome {
  const outcome = attempt(instance, sent);
  if (outcome.kind === "ok") instance.commit();
  return outcome;
}

/** Runs a message and leaves it at that. */
export function attempt(instance: VmInstance, sent: Sent): VmOutcome {
  const timestampMs = START_MS + sent.nonce * 1000;
  const message = encodeMessage({
    id: sent.id ?? id(String.fromCharCode(97 + (sent.nonce % 26))),
    data: sent.data,
    owner: sent.from ?? OWNER,
    target: PROCESS,
    from: sent.from ?? OWNER,
    tags: sent.tags ?? [{ name: "Action", value: "Eval" }],
    epoch: 0,
    nonce: sent.nonce,
    timestamp: timestampMs,
    blockHeight: 1_500_000,
  });
  return instance.handle(message, ENVIRONMENT, {
    timestampMs,
    files: sent.files ?? NO_FILES,
    ...(sent.gasLimit === undefined ? {} : { gasLimit: sent.gasLimit }),
  });
}

/** A process that has seen its process message, nonce 0. */
export async function spawn(name: string, bootTimeMs = 0): Promise<VmInstance> {
  return spawnOf(await load(name), bootTimeMs);
}

/** The same, in an instance that did not run its start-up and borrows what is as after it. */
export async function spawnBorrowing(name: string): Promise<VmInstance> {
  const options = { ...(await load(name)), bootTimeMs: 0 };
  const image = captureImage(createInstance(options));
  const instance = createInstance(options, image, image);
  if (instance.state.pages.borrowed === 0) throw new Error("nothing is borrowed");
  return spawned(instance);
}

export function spawnOf(module: LoadedModule, bootTimeMs = 0): VmInstance {
  return spawned(createInstance({ ...module, bootTimeMs }));
}

function spawned(instance: VmInstance): VmInstance {
  const outcome = send(instance, { data: "", nonce: 0, id: PROCESS, tags: processTags });
  if (outcome.kind !== "ok") throw new Error(JSON.stringify(outcome));
  return instance;
}

/** The response of an outcome that must be ok. */
export function response(outcome: VmOutcome): Readonly<Record<string, unknown>> {
  if (outcome.kind !== "ok") throw new Error(`not ok: ${JSON.stringify(outcome)}`);
  return outcome.response;
}

/** What an Eval printed or returned. */
export function evalData(instance: VmInstance, nonce: number, code: string, files: WeaveFiles = NO_FILES): unknown {
  const { Output: output, Error: error } = response(send(instance, { data: code, nonce, files })) as {
    Output?: { data?: unknown };
    Error?: unknown;
  };
  return error === undefined ? output?.data : { error };
}
