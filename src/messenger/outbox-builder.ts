/**
 * From the result of a slot to signed items and outbox entries. The signature is deterministic and so is all that is signed: building
 * again gives the same bytes. Order as in the reference messenger: messages, spawns, assignments. Source: ao-legacynet 3.10, 6.3.
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Signer } from "../crypto/signer.ts";
import type { Item } from "../protocol/item.ts";
import type { Blobs } from "../storage/blobs.ts";
import { itemChange } from "../storage/item-change.ts";
import type { Store } from "../storage/store.ts";
import type { Emitted, OutboxBuilder } from "../units/compute.ts";
import type { SchedulerUnit } from "../units/scheduler.ts";
import { emittedList, emittedTagValues } from "./emitted.ts";
import { createOutboxDraft } from "./outbox-draft.ts";
import { addAssignments, addMessage, addSpawn, type EntryContext } from "./outbox-entries.ts";
import { createPushCounts } from "./push-counts.ts";
import { createSenders } from "./senders.ts";

export interface OutboxLimits {
  /** Pushes in a chain under one root message. */
  readonly pushHops: number;
  /** Pushes of all chains under one root message. */
  readonly pushesPerRoot: number;
}

export interface OutboxBuilderDeps {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly signer: Signer;
  readonly scheduler: SchedulerUnit;
  /** Told of each new item, which will soon be delivered. */
  readonly made: (item: Item) => void;
}

export function createOutboxBuilder(limits: OutboxLimits, deps: OutboxBuilderDeps): OutboxBuilder {
  const { store, blobs, clock, signer, scheduler, made } = deps;
  const senders = createSenders(store);
  const pushes = createPushCounts(store, limits.pushesPerRoot);
  const budgetOf = async (root: string, hops: number): Promise<{ left: number; reason: string }> => {
    if (hops > limits.pushHops) return { left: 0, reason: `hop budget: more than ${limits.pushHops} pushes in a chain from ${root}` };
    const left = Math.max(0, limits.pushesPerRoot - (await pushes.count(root)));
    return { left, reason: `hop budget: more than ${limits.pushesPerRoot} pushes in all from ${root}` };
  };
  return {
    build: async ({ process, slot, result, origin }) => {
      const { Messages, Spawns, Assignments } = result;
      const sender = await senders.get(process);
      const told = slot === 0 && sender.told !== "" && (await scheduler.isProcess(sender.told)) ? sender.told : null;
      if (Messages.length + Spawns.length + Assignments.length === 0 && told === null) return { changes: [], entries: [] };
      const from = { root: origin.root, hops: origin.hops + 1 };
      const draft = createOutboxDraft({
        process,
        slot,
        origin: from,
        budget: await budgetOf(from.root, from.hops),
        store: async (item) => {
          const change = await itemChange(item, blobs, { ingestedAt: clock.now() });
          made(item);
          return change;
        },
      });
      const context: EntryContext = { draft, sender, slot, root: from.root, signer };
      const extra: Emitted[] = [];
      for (const emitted of Messages) {
        const message = await addMessage(emitted, context);
        if (message === null) continue;
        for (const value of emittedTagValues(emitted, "Assignments")) {
          if (emittedList(value).length > 0) extra.push({ Message: message.id, Processes: value });
        }
      }
      for (const emitted of Spawns) await addSpawn(emitted, context);
      for (const emitted of [...Assignments, ...extra]) await addAssignments(emitted, context);
      // A process that a user spawned with a target: the target is told of it.
      if (told !== null) await draft.add("assign", told, () => ({ target: told, item: process }));
      pushes.add(from.root, draft.entries.length);
      return { changes: draft.changes, entries: draft.entries };
    },
  };
}
