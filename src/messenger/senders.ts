/**
 * What the messenger must know of a process that sends.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { tagValue } from "../base/tags.ts";
import type { StoreReads } from "../storage/store.ts";
import type { Sender } from "./pushed-tags.ts";

export interface KnownSender extends Sender {
  /** Target of the process item, "" for most: it is told of the new process. */
  readonly told: Id | "";
}

export interface Senders {
  /** @throws LoomError PROCESS_NOT_FOUND */
  get(process: Id): Promise<KnownSender>;
}

const CAPACITY = 10_000;

export function createSenders(store: StoreReads): Senders {
  const known = new Map<Id, KnownSender>();
  return {
    get: async (process) => {
      const cached = known.get(process);
      if (cached !== undefined) return cached;
      const item = await store.item(process);
      if (item === null) throw new LoomError("PROCESS_NOT_FOUND", `the item of process ${process} is not on this weave`);
      const { tags, target } = item;
      const sender = { process, module: tagValue(tags, "Module") ?? "", scheduler: tagValue(tags, "Scheduler") ?? "", told: target };
      for (const oldest of known.keys()) {
        if (known.size < CAPACITY) break;
        known.delete(oldest);
      }
      known.set(process, sender);
      return sender;
    },
  };
}
