/**
 * The worker behind `hostile.ts`: plays each attack twice, each time on an instance of its own.
 * @module
 */
import { createHash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { ENVIRONMENT_1 } from "../../../src/vm/environment/1/environment.ts";
import { createInstance, type VmInstance } from "../../../src/vm/instance.ts";
import { loadModule } from "../../../src/vm/load-module.ts";
import { captureImage, type MemoryImage, restoreImage } from "../../../src/vm/memory-image.ts";
import { encodeEnvironment, encodeMessage } from "../../../src/vm/message-json.ts";
import { normalizeResult } from "../../../src/vm/normalize-result.ts";
import type { VmOutcome } from "../../../src/vm/outcome.ts";
import type { Ended, Sent } from "./hostile.ts";
import { PARTIES } from "./script.ts";

const START_MS = 1_750_000_000_000;
const TAGS = [
  { name: "Type", value: "Process" },
  { name: "Module", value: PARTIES.module },
  { name: "Name", value: "Victim" },
  { name: "Authority", value: PARTIES.authority },
];
const ENVIRONMENT = encodeEnvironment({
  process: { id: PARTIES.self, owner: PARTIES.owner, tags: TAGS },
  module: { id: PARTIES.module, owner: PARTIES.owner, tags: [] },
});
const PROCESS: Sent = { data: "", id: PARTIES.self, tags: TAGS };

/** 64 MiB: using up memory is to cost little. */
const MAXIMUM_PAGES = 1024;
const module = loadModule(workerData as Uint8Array, { maximumPages: MAXIMUM_PAGES });
const boot = (): VmInstance => createInstance({ ...module, bootTimeMs: ENVIRONMENT_1.bootTimeMs });

function textOf(sent: Sent, nonce: number): string {
  const from = sent.from ?? PARTIES.owner;
  const text = encodeMessage({
    id: sent.id ?? `message-${nonce}`.padEnd(43, "_"),
    data: sent.data,
    owner: sent.owner ?? from,
    target: PARTIES.self,
    from,
    tags: sent.tags ?? [],
    epoch: 0,
    nonce,
    timestamp: START_MS + nonce * 1000,
    blockHeight: 1,
  });
  if (sent.raw !== undefined) return sent.raw;
  return sent.fields === undefined ? text : JSON.stringify({ ...(JSON.parse(text) as Record<string, unknown>), ...sent.fields });
}

/** Hash of the committed or live memory and the globals. */
function rootOf(instance: VmInstance): string {
  const hash = createHash("sha256").update(new Uint8Array(instance.state.memory.buffer));
  for (const { index, cell } of instance.state.globals) hash.update(`${index}:${String(cell.value)};`);
  return hash.digest("hex");
}

function endOf(outcome: VmOutcome): Pick<Ended, "kind" | "text" | "messages" | "gas"> {
  if (outcome.kind === "host-fault") return { kind: "host-fault", text: outcome.reason, messages: [], gas: 0 };
  if (outcome.kind === "need") return { kind: "host-fault", text: `needs ${outcome.ids.join(", ")}`, messages: [], gas: 0 };
  if (outcome.kind === "error") return { kind: "error", text: outcome.error, messages: [], gas: outcome.gasUsed };
  const { Error: failed, Output, Messages } = normalizeResult(outcome.response);
  if (failed !== undefined) return { kind: "error", text: failed, messages: [], gas: outcome.gasUsed };
  const data = typeof Output === "object" && "data" in Output ? Output["data"] : Output;
  return { kind: "ok", text: typeof data === "string" ? data : JSON.stringify(data), messages: Messages, gas: outcome.gasUsed };
}

const spawned = ((): MemoryImage => {
  const instance = boot();
  instance.handle(textOf(PROCESS, 0), ENVIRONMENT, { timestampMs: START_MS, files: { open: () => null } });
  instance.commit();
  return captureImage(instance);
})();

function play(messages: readonly Sent[]): { readonly ends: Ended[]; readonly root: string } {
  let instance = boot();
  if (!restoreImage(instance, spawned)) throw new Error("the state after the process message does not fit");
  let root = rootOf(instance);
  const ends = messages.map((sent, at): Ended => {
    const timestampMs = START_MS + (at + 1) * 1000;
    const context = { timestampMs, files: { open: () => null }, gasLimit: sent.gas ?? ENVIRONMENT_1.gasLimit };
    const end = endOf(instance.handle(textOf(sent, at + 1), ENVIRONMENT, context));
    if (end.kind === "ok") {
      instance.commit();
      root = rootOf(instance);
      return { ...end, intact: true, mib: instance.state.memory.buffer.byteLength / 1024 / 1024 };
    }
    if (!instance.rollback()) {
      const image = captureImage(instance);
      instance = boot();
      if (!restoreImage(instance, image)) throw new Error("the state before the message does not fit");
    }
    return { ...end, intact: rootOf(instance) === root, mib: instance.state.memory.buffer.byteLength / 1024 / 1024 };
  });
  return { ends, root };
}

parentPort?.on("message", (messages: readonly Sent[] | null) => {
  if (messages === null) {
    parentPort?.close();
    return;
  }
  const [first, second] = [play(messages), play(messages)];
  parentPort?.postMessage({ ends: first.ends, same: JSON.stringify(first) === JSON.stringify(second) });
});
