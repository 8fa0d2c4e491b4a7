/**
 * Instantiates a module and runs its start-up: stack, constructors, `main`.
 * @module
 */

import { LoomError } from "../base/errors.ts";
import { createAborts } from "./aborts.ts";
import { createGuestMemory } from "./guest-memory.ts";
import { createDescriptors } from "./host-imports/descriptors.ts";
import type { Host } from "./host-imports/host.ts";
import { bindImports } from "./host-imports/table.ts";
import type { LoadedModule } from "./load-module.ts";
import { describeFailure } from "./outcome.ts";
import { bindRuntime } from "./runtime-exports.ts";

const PRINTED_BYTES = 4096;

export interface BootOptions extends LoadedModule {
  /** What the module's clock says while it starts, in milliseconds since 1970. It seeds Lua's string hash: fix it per environment. */
  readonly bootTimeMs: number;
}

export interface Booted {
  readonly host: Host;
  readonly instance: WebAssembly.Instance;
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
  let printed: Uint8Array[] = [];
  let room = PRINTED_BYTES;

  const current = (): Host => {
    if (host === null) throw new LoomError("MODULE_INVALID", "module: it called the host before it was ready");
    return host;
  };

  try {
    const instance = new WebAssembly.Instance(module, bindImports(info, current));
    const rawMemory = instance.exports[info.memoryExport] as WebAssembly.Memory;
    const table = info.exports.find((one) => one.kind === "table");
    const live: Host = {
      info,
      rawMemory,
      memory: createGuestMemory(rawMemory, info.memory64, aborts),
      runtime: bindRuntime(instance, info),
      table: table === undefined ? null : (instance.exports[table.name] as WebAssembly.Table),
      aborts,
      descriptors: createDescriptors(),
      clockMs: bootTimeMs,
      files: { open: () => aborts.trap("weave files cannot be read while the module starts") },
      print(bytes) {
        const kept = bytes.slice(0, room);
        room -= kept.byteLength;
        if (kept.byteLength > 0) printed.push(kept);
      },
    };
    host = live;
    live.runtime.stackInit?.();
    live.runtime.constructors?.();
    live.runtime.main?.(0, 0);
    return {
      host: live,
      instance,
      takePrinted() {
        const all = Buffer.concat(printed);
        printed = [];
        room = PRINTED_BYTES;
        return all;
      },
    };
  } catch (thrown) {
    if (thrown instanceof LoomError) throw thrown;
    const failure = describeFailure(thrown, aborts);
    if (failure.kind === "error") throw new LoomError("MODULE_INVALID", `module: it does not start: ${failure.error}`, { cause: thrown });
    const reason = failure.kind === "need" ? "it asked for weave data" : failure.reason;
    throw new LoomError("INTERNAL", `module: it could not be started here: ${reason}`, { cause: thrown });
  }
}
