/**
 * What a process is made of: its item, its module, and the environment text that every message comes with.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { tagValue } from "../base/tags.ts";
import { partyAddress } from "../crypto/address.ts";
import type { ItemRecord } from "../storage/records.ts";
import type { StoreReads } from "../storage/store.ts";
import type { LoadedModule } from "../vm/load-module.ts";
import { encodeEnvironment } from "../vm/message-json.ts";
import { checkLimits } from "./declared-limits.ts";
import type { ModuleCache } from "./module-cache.ts";

export interface ProcessDefinition {
  readonly module: Id;
  readonly loaded: LoadedModule;
  /** JSON-1 text. */
  readonly environment: string;
}

/**
 * @throws LoomError PROCESS_NOT_FOUND, MODULE_NOT_FOUND, MODULE_INVALID, LIMIT_EXCEEDED
 */
export async function readDefinition(
  process: Id,
  deps: { readonly store: StoreReads; readonly modules: ModuleCache },
): Promise<ProcessDefinition> {
  const item = await deps.store.item(process);
  if (item === null) throw new LoomError("PROCESS_NOT_FOUND", `process ${process} is not on this weave`, { details: { process } });
  const moduleId = tagValue(item.tags, "Module");
  if (moduleId === undefined) throw new LoomError("MODULE_NOT_FOUND", `process ${process} names no module`, { details: { process } });
  const { item: module, loaded } = await deps.modules.get(moduleId);
  checkLimits(item.tags, module.tags);
  return { module: moduleId, loaded, environment: encodeEnvironment({ process: part(item), module: part(module) }) };
}

const part = (item: ItemRecord) => ({ id: item.id, owner: partyAddress(item.signatureType, item.owner), tags: item.tags });
