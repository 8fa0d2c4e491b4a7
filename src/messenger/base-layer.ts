/**
 * Which assignments of a result demand a settled transaction. The outbox does not keep it; the result does.
 * @module
 */
import type { Id } from "../base/ids.ts";
import type { StoreReads } from "../storage/store.ts";
import { emittedFlag, emittedList, isRecord } from "./emitted.ts";

export interface BaseLayer {
  /** Whether the slot's result asks for a base-layer assign of `message` to `target`. */
  demanded(process: Id, slot: number, message: Id, target: string): Promise<boolean>;
}

const CAPACITY = 256;

export function createBaseLayer(store: StoreReads): BaseLayer {
  const known = new Map<string, ReadonlySet<string>>();
  const pairsOf = async (process: Id, slot: number): Promise<ReadonlySet<string>> => {
    const key = `${process} ${slot}`;
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    const json = (await store.result(process, slot))?.json ?? "";
    const pairs = json.includes('"BaseLayer"') ? pairsIn(JSON.parse(json)) : new Set<string>();
    for (const oldest of known.keys()) {
      if (known.size < CAPACITY) break;
      known.delete(oldest);
    }
    known.set(key, pairs);
    return pairs;
  };
  return { demanded: async (process, slot, message, target) => (await pairsOf(process, slot)).has(`${message} ${target}`) };
}

function pairsIn(result: unknown): ReadonlySet<string> {
  const pairs = new Set<string>();
  const assignments = isRecord(result) ? result["Assignments"] : undefined;
  if (!Array.isArray(assignments)) return pairs;
  for (const entry of assignments as readonly unknown[]) {
    if (!isRecord(entry) || !emittedFlag(entry["BaseLayer"])) continue;
    for (const target of emittedList(entry["Processes"])) pairs.add(`${String(entry["Message"])} ${target}`);
  }
  return pairs;
}
