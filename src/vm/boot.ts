/**
 * Instantiates a module and runs its start-up: stack, constructors, `main`.
 * @module
 */

import { LoomError } from "../base/errors.ts";
import { createAborts } from "./aborts.ts";
import { ENVIRONMENT_1 } from "./environment/1/environment.ts";
import { createGuestMemory } from "./guest-memory.ts";
import { createDescriptors } from "./host-imports/descriptors.ts";
import type { Host } from "./host-imports/host.ts";
import { bindImports } from "./host-imports/table.ts";
import { ADDED_EXPORTS } from "./instrument/rules.ts";
import type { LoadedModule } from "./load-module.ts";
import { createMeter, type MessageMeter } from "./meter.ts";
import { describeFailure } from "./outcome.ts";
import { createPageMarks } from "./page-marks.ts";
import { createPageStore, type PageStore } from "./page-store.ts";
import { bindRuntime } from "./runtime-exports.ts";

const PRINTED_BYTES = 4096;

export interface BootOptions extends LoadedModule {
  /** What the module's clock says while it starts, in milliseconds since 1970. It seeds Lua's string hash: fix it per environment. */
  readonly bootTimeMs: number;
}

export interface Booted {
  readonly host: Host;
  readonly instance: WebAssembly.Instance;
  readonly meter: MessageMeter;
  /** The state after the start is committed. */
  readonly pages: PageStore;
  /** Text the module printed since the last call; the first 4 KiB. */
  takePrinted(): Uint8Array;
}

/**
 * A live instance that is ready for its first message.
 * @throws LoomError MODULE_INVALID when the module fails to start, INTERNAL when this machine has no memory for it
 */
export function boot(options: BootOptions): Booted {
  const { module, info, bootTimeMs } = options;
  const aborts = createAborts();
  let host: Host | null = null;
  let meter: MessageMeter | null = null;
  let printed: Uint8Array[] = [];
  let room = PRINTED_BYTES;

  const current = (): Host => {
    if (host === null) throw new LoomError("MODULE_INVALID", "module: it called the host before it was ready");
    return host;
  };

  try {
    const instance = new WebAssembly.Instance(module, bindImports(info, current));
    const rawMemory = instance.exports[info.memoryExport] as WebAssembly.Memory;
    const marks = createPageMarks(instance.exports[ADDED_EXPORTS.dirty] as WebAssembly.Memory);
    const counters = createMeter(instance.exports, aborts);
    meter = counters;
    const table = info.exports.find((one) => one.kind === "table");
    const live: Host = {
      info,
      rawMemory,
      memory: createGuestMemory(rawMemory, info.memory64, aborts, marks),
      runtime: bindRuntime(instance, info),
      table: table === undefined ? null : (instance.exports[table.name] as WebAssembly.Table),
      aborts,
      meter: counters,
      descriptors: createDescriptors(),
      clockMs: bootTimeMs,
      highResult: 0,
      files: { open: () => aborts.trap("weave files cannot be read while the module starts") },
      print(bytes) {
        const kept = bytes.slice(0, room);
        room -= kept.byteLength;
        if (kept.byteLength > 0) printed.push(kept);
      },
    };
    host = live;
    counters.start(ENVIRONMENT_1.bootGas);
    live.runtime.stackInit?.();
    live.runtime.constructors?.();
    live.runtime.main?.(0, 0);
    const pages = createPageStore({
      memory: rawMemory,
      memory64: info.memory64,
      exports: instance.exports,
      maximumPages: info.maximumPages ?? ENVIRONMENT_1.memory.defaultMaximumPages,
      dataPages: info.dataPages,
      marks,
    });
    return {
      host: live,
      instance,
      meter: counters,
      pages,
      takePrinted() {
        const all = Buffer.concat(printed);
        printed = [];
        room = PRINTED_BYTES;
        return all;
      },
    };
  } catch (thrown) {
    if (thrown instanceof LoomError) throw thrown;
    if (meter === null) throw new LoomError("INTERNAL", "module: it could not be instantiated here", { cause: thrown });
    const failure = describeFailure(thrown, aborts, meter);
    if (failure.kind === "error") throw new LoomError("MODULE_INVALID", `module: it does not start: ${failure.error}`, { cause: thrown });
    const reason = failure.kind === "need" ? "it asked for weave data" : failure.reason;
    throw new LoomError("INTERNAL", `module: it could not be started here: ${reason}`, { cause: thrown });
  }
}
