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
import { readLimits } from "./declared-limits.ts";
import { GAS_CAP, pinnedEnvironment } from "./environment.ts";
import type { ModuleCache } from "./module-cache.ts";

export interface ProcessDefinition {
  readonly module: Id;
  readonly loaded: LoadedModule;
  /** JSON-1 text. */
  readonly environment: string;
  /** Version of the rules it is evaluated by. */
  readonly rules: string;
  /** Gas of one message. */
  readonly gasLimit: number;
  /** Longest that one message may run before this machine is held to have failed on it, milliseconds. */
  readonly watchdogMs: number;
}

export interface DefinitionDeps {
  readonly store: StoreReads;
  readonly modules: ModuleCache;
  /** The most gas that this node lends to a message. */
  readonly maxGas: number;
  /** Longest run of a message with the environment's own limit of gas. */
  readonly evaluateMs: number;
}

/**
 * @throws LoomError PROCESS_NOT_FOUND, MODULE_NOT_FOUND, MODULE_INVALID, LIMIT_EXCEEDED, ENVIRONMENT_UNKNOWN
 */
export async function readDefinition(process: Id, deps: DefinitionDeps): Promise<ProcessDefinition> {
  const item = await deps.store.item(process);
  if (item === null) throw new LoomError("PROCESS_NOT_FOUND", `process ${process} is not on this weave`, { details: { process } });
  const rules = await pinnedEnvironment(process, deps.store);
  const moduleId = tagValue(item.tags, "Module");
  if (moduleId === undefined) throw new LoomError("MODULE_NOT_FOUND", `process ${process} names no module`, { details: { process } });
  const module = await deps.modules.item(moduleId);
  const { gasLimit, maximumPages } = readLimits(item.tags, module.tags, { cap: GAS_CAP, most: deps.maxGas });
  const loaded = await deps.modules.load(module, maximumPages);
  return {
    module: moduleId,
    loaded,
    environment: encodeEnvironment({ process: part(item), module: part(module) }),
    rules,
    gasLimit,
    watchdogMs: deps.evaluateMs * Math.max(1, gasLimit / GAS_CAP),
  };
}

const part = (item: ItemRecord) => ({ id: item.id, owner: partyAddress(item.signatureType, item.owner), tags: item.tags });
