/**
 * A module as it is, called with as little as it needs: no gas, no marks, no undo, the answer as text. What the engine is held against.
 * @module
 */
import { text } from "../../src/base/bytes.ts";
import { createAborts } from "../../src/vm/aborts.ts";
import { ENVIRONMENT_1 } from "../../src/vm/environment/1/environment.ts";
import { createGuestMemory } from "../../src/vm/guest-memory.ts";
import { createDescriptors } from "../../src/vm/host-imports/descriptors.ts";
import type { Host } from "../../src/vm/host-imports/host.ts";
import { bindImports } from "../../src/vm/host-imports/table.ts";
import { inspectModule } from "../../src/vm/inspect-module.ts";
import { bindRuntime, requireRole } from "../../src/vm/runtime-exports.ts";

const ANSWER_BYTES = 1 << 24;

export interface Bare {
  /** The module's answer. */
  handle(messageJson: string, environmentJson: string, timestampMs: number): string;
}

export function createBare(bytes: Uint8Array): Bare {
  const info = inspectModule(bytes);
  const aborts = createAborts();
  const state: { host: Host | null } = { host: null };
  const imports = bindImports(info, () => {
    if (state.host === null) throw new Error("too early");
    return state.host;
  });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes)), imports);
  const rawMemory = instance.exports[info.memoryExport] as WebAssembly.Memory;
  const table = info.exports.find((one) => one.kind === "table");
  const host: Host = {
    info,
    rawMemory,
    memory: createGuestMemory(rawMemory, info.memory64, aborts),
    runtime: bindRuntime(instance, info),
    table: table === undefined ? null : (instance.exports[table.name] as WebAssembly.Table),
    aborts,
    meter: { depth: 0, charge() {} },
    descriptors: createDescriptors(),
    clockMs: ENVIRONMENT_1.bootTimeMs,
    highResult: 0,
    files: { open: () => null },
    print() {},
  };
  state.host = host;
  const { runtime, memory } = host;
  runtime.stackInit?.();
  runtime.constructors?.();
  runtime.main?.(0, 0);
  const place = (value: string): number => {
    const size = Buffer.byteLength(value);
    const at = requireRole(runtime, "stackAlloc")(size + 1);
    memory.writeText(at, value, size);
    return at;
  };
  return {
    handle(messageJson, environmentJson, timestampMs) {
      host.clockMs = timestampMs;
      const stack = requireRole(runtime, "stackSave")();
      const answer = memory.cString(requireRole(runtime, "handle")(place(messageJson), place(environmentJson)), ANSWER_BYTES);
      if (answer === null) throw new Error("no answer");
      const raw = text(answer);
      requireRole(runtime, "stackRestore")(stack);
      return raw;
    },
  };
}
