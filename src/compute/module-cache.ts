/**
 * Compiled modules, shared by all workers: a module is compiled once, whoever needs it first.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { tagValue } from "../base/tags.ts";
import type { Blobs } from "../storage/blobs.ts";
import { readData } from "../storage/item-change.ts";
import type { ItemRecord } from "../storage/records.ts";
import type { StoreReads } from "../storage/store.ts";
import type { LoadedModule } from "../vm/load-module.ts";
import { SUPPORTED_FORMATS } from "../vm/module-format.ts";
import type { Outcome } from "./worker/protocol.ts";

export interface CachedModule {
  readonly item: ItemRecord;
  readonly loaded: LoadedModule;
}

export interface ModuleCache {
  /** @throws LoomError MODULE_NOT_FOUND, MODULE_INVALID, HOST_FAULT */
  get(module: Id): Promise<CachedModule>;
}

export interface ModuleCacheDeps {
  readonly store: StoreReads;
  readonly blobs: Blobs;
  /** Compiles in a worker. */
  readonly compile: (bytes: Uint8Array) => Promise<Outcome>;
}

/** Keeps the `capacity` modules used last. */
export function createModuleCache(capacity: number, { store, blobs, compile }: ModuleCacheDeps): ModuleCache {
  const entries = new Map<Id, Promise<CachedModule>>();

  const load = async (module: Id): Promise<CachedModule> => {
    const item = await store.item(module);
    if (item === null) throw new LoomError("MODULE_NOT_FOUND", `module ${module} is not on this weave`, { details: { module } });
    checkTags(item);
    const bytes = await readData(item, blobs);
    if (bytes === null)
      throw new LoomError("MODULE_NOT_FOUND", `the data of module ${module} is not completely on this weave`, { details: { module } });
    const outcome = await compile(bytes);
    if (outcome.kind === "compiled") return { item, loaded: outcome.loaded };
    if (outcome.kind === "refused") throw new LoomError("MODULE_INVALID", outcome.reason, { details: { module } });
    const reason = outcome.kind === "host-fault" || outcome.kind === "lost" ? outcome.reason : outcome.kind;
    throw new LoomError("HOST_FAULT", `module ${module} could not be compiled: ${reason}`, { details: { module } });
  };

  return {
    get(module) {
      const found = entries.get(module) ?? load(module);
      // Re-inserted: a Map remembers the order, so the first entry is the one used longest ago.
      entries.delete(module);
      entries.set(module, found);
      found.catch(() => {
        if (entries.get(module) === found) entries.delete(module);
      });
      for (const oldest of entries.keys()) {
        if (entries.size <= capacity) break;
        entries.delete(oldest);
      }
      return found;
    },
  };
}

/** Metered formats of the legacy network are the same binaries as these, so the suffix is accepted. */
function checkTags({ id, tags }: ItemRecord): void {
  const format = tagValue(tags, "Module-Format") ?? "";
  const plain = format.replace(/-metering$/, "").replace("draft_2024_10_16", "draft_2024_02_15");
  const known = SUPPORTED_FORMATS.some((one) => one === plain) || plain === "wasm32-unknown-emscripten";
  if (!known)
    throw new LoomError("MODULE_INVALID", `module ${id} has Module-Format ${JSON.stringify(format)}, which is not supported`, {
      details: { format },
    });
}
