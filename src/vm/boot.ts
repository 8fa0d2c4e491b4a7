/**
 * Instantiates a module and runs its start-up: stack, constructors, `main`. Or puts it straight into a saved state, since all that a
 * start-up leaves behind is in memory and mutable globals: nothing of an instance is state but these.
 * @module
 */

import { LoomError } from "../base/errors.ts";
import { createAborts } from "./aborts.ts";
import type { PageRange } from "./data-pages.ts";
import { ENVIRONMENT_1 } from "./environment/1/environment.ts";
import { createGuestMemory } from "./guest-memory.ts";
import { createDescriptors } from "./host-imports/descriptors.ts";
import type { Host } from "./host-imports/host.ts";
import { bindImports } from "./host-imports/table.ts";
import { ADDED_EXPORTS } from "./instrument/rules.ts";
import type { LoadedModule } from "./load-module.ts";
import { checkImage, fillMemory, type MemoryImage } from "./memory-image.ts";
import { createMeter, type MessageMeter } from "./meter.ts";
import { describeFailure } from "./outcome.ts";
import { createPageMarks } from "./page-marks.ts";
import { createPageStore, type PageStore } from "./page-store.ts";
import { bindRuntime, type Runtime } from "./runtime-exports.ts";

const PRINTED_BYTES = 4096;
const PAGE_BYTES = 4096;

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
 * A live instance that is ready for a message: the first one, or the one that follows the saved state. The globals of an image are left
 * to the caller. `base`: see PageStoreOptions.
 * @throws LoomError MODULE_INVALID when the module fails to start, CHECKPOINT_INVALID when the image is not of this module, INTERNAL when
 *   this machine has no memory for it
 */
export function boot(options: BootOptions, image: MemoryImage | null, base: MemoryImage | null): Booted {
  const { module, info, bootTimeMs } = options;
  if (image !== null) checkImage(info, image);
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
    if (image === null) start(live.runtime, counters);
    else fillMemory(rawMemory, info.memory64, image, pagesOf(info.dataPages), (page) => live.memory.mark(page * PAGE_BYTES, PAGE_BYTES));
    const pages = createPageStore({
      memory: rawMemory,
      memory64: info.memory64,
      exports: instance.exports,
      maximumPages: info.maximumPages ?? ENVIRONMENT_1.memory.defaultMaximumPages,
      dataPages: info.dataPages,
      marks,
      base,
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

function start(runtime: Runtime, meter: MessageMeter): void {
  meter.start(ENVIRONMENT_1.bootGas);
  runtime.stackInit?.();
  runtime.constructors?.();
  runtime.main?.(0, 0);
}

function pagesOf(ranges: readonly PageRange[]): ReadonlySet<number> {
  return new Set(ranges.flatMap(([first, past]) => Array.from({ length: past - first }, (_, nth) => first + nth)));
}
