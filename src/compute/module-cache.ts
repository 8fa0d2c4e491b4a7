/**
 * Compiled modules, shared by all workers: a module is compiled once, whoever needs it first.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import type { Logger } from "../base/logger.ts";
import { tagValue } from "../base/tags.ts";
import type { Blobs } from "../storage/blobs.ts";
import { readData } from "../storage/item-change.ts";
import type { ItemRecord } from "../storage/records.ts";
import type { StoreReads } from "../storage/store.ts";
import type { LoadedModule } from "../vm/load-module.ts";
import { checkFormatTag } from "../vm/module-format.ts";
import type { PreparedModules } from "./prepared-modules.ts";
import type { JobBody, Outcome } from "./worker/protocol.ts";

export interface ModuleCache {
  /** The item of a module whose format is known. @throws LoomError MODULE_NOT_FOUND, MODULE_INVALID */
  item(module: Id): Promise<ItemRecord>;
  /**
   * Compiled for memories of at most so many 64 KiB pages, null for as many as there can be.
   * @throws LoomError MODULE_NOT_FOUND, MODULE_INVALID, LIMIT_EXCEEDED (it starts with more), HOST_FAULT
   */
  load(module: ItemRecord, maximumPages: number | null): Promise<LoadedModule>;
}

export interface ModuleCacheDeps {
  readonly store: StoreReads;
  readonly blobs: Blobs;
  readonly logger: Logger;
  readonly prepared: PreparedModules;
  /** Does it in a worker. */
  readonly compile: (job: CompileJob) => Promise<Outcome>;
}

export type CompileJob = Extract<JobBody, { type: "compile" | "prepare" }>;

/** Keeps the `capacity` modules used last. */
export function createModuleCache(capacity: number, { store, blobs, logger, prepared, compile }: ModuleCacheDeps): ModuleCache {
  const entries = new Map<string, Promise<LoadedModule>>();

  const load = async (item: ItemRecord, maximumPages: number | null): Promise<LoadedModule> => {
    const loaded = await compiled(item, maximumPages);
    checkFormatTag(tagValue(item.tags, "Module-Format") ?? "", loaded.info);
    return loaded;
  };

  const compiled = async (item: ItemRecord, maximumPages: number | null): Promise<LoadedModule> => {
    const module = item.id;
    const kept = await prepared.read(module, maximumPages);
    if (kept !== null) {
      const outcome = await compile({ type: "compile", prepared: kept });
      if (outcome.kind === "compiled") return outcome.loaded;
      logger.info({ module, outcome: outcome.kind }, "a prepared module is of another version or damaged");
    }
    const bytes = await readData(item, blobs);
    if (bytes === null)
      throw new LoomError("MODULE_NOT_FOUND", `the data of module ${module} is not completely on this weave`, { details: { module } });
    logger.info({ module, bytes: bytes.byteLength }, "preparing a module");
    const outcome = await compile({ type: "prepare", bytes, maximumPages });
    if (outcome.kind === "compiled") {
      logger.info({ module, tookMs: Math.round(outcome.tookMs) }, "prepared a module");
      if (outcome.prepared !== null) await prepared.write(module, maximumPages, outcome.prepared);
      return outcome.loaded;
    }
    if (outcome.kind === "refused") throw new LoomError(outcome.code, outcome.reason, { details: { module } });
    const reason = outcome.kind === "host-fault" || outcome.kind === "lost" ? outcome.reason : outcome.kind;
    throw new LoomError("HOST_FAULT", `module ${module} could not be compiled: ${reason}`, { details: { module } });
  };

  return {
    async item(module) {
      const item = await store.item(module);
      if (item === null) throw new LoomError("MODULE_NOT_FOUND", `module ${module} is not on this weave`, { details: { module } });
      checkFormatTag(tagValue(item.tags, "Module-Format") ?? "");
      return item;
    },
    load(item, maximumPages) {
      const key = `${item.id}:${maximumPages ?? ""}`;
      const found = entries.get(key) ?? load(item, maximumPages);
      // Re-inserted: a Map remembers the order, so the first entry is the one used longest ago.
      entries.delete(key);
      entries.set(key, found);
      found.catch(() => {
        if (entries.get(key) === found) entries.delete(key);
      });
      for (const oldest of entries.keys()) {
        if (entries.size <= capacity) break;
        entries.delete(oldest);
      }
      return found;
    },
  };
}
