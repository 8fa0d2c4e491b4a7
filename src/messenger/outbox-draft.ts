/**
 * The outbox of one slot while it is built: entries with their place, state and reason.
 * @module
 */
import { setImmediate } from "node:timers/promises";
import { LoomError, toLoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { LIMITS } from "../base/limits.ts";
import type { Item } from "../protocol/item.ts";
import type { OutboxKind, OutboxRecord } from "../storage/records.ts";
import type { Change } from "../storage/store.ts";
import type { Origin } from "../units/scheduler.ts";

/** An entry that can be sent: a signed item of ours, or an item of the weave to assign. */
export interface Outgoing {
  readonly target: string;
  readonly item: Item | Id;
  readonly exclude?: readonly string[];
}

export interface OutboxDraft {
  readonly changes: readonly Change[];
  readonly entries: readonly OutboxRecord[];
  /**
   * Adds the entry that `make` gives for the next index; dropped with the reason when it cannot be made or the budget is spent.
   * `target` names the receiver of a dropped one. Gives what was added, null when dropped.
   */
  add(kind: OutboxKind, target: string, make: (index: number) => Outgoing): Promise<Outgoing | null>;
}

export interface OutboxDraftDeps {
  readonly process: Id;
  readonly slot: number;
  /** Root, and hops of the entries themselves. */
  readonly origin: Origin;
  /** Entries that may still be sent under the root, or why none may. */
  readonly budget: { readonly left: number; readonly reason: string };
  /** Stores the bytes of a new item. */
  readonly store: (item: Item) => Promise<Change>;
}

/** Entries between two turns of the event loop: a signature costs 0.03 ms. */
const PER_TURN = 64;

export function createOutboxDraft({ process, slot, origin, budget, store }: OutboxDraftDeps): OutboxDraft {
  const changes: Change[] = [];
  const entries: OutboxRecord[] = [];
  let sent = 0;
  const append = (kind: OutboxKind, to: Pick<OutboxRecord, "target" | "item" | "exclude" | "state" | "reason">): void => {
    const entry: OutboxRecord = { process, slot, index: entries.length, kind, ...to, root: origin.root, hops: origin.hops };
    entries.push(entry);
    changes.push({ type: "outbox", entry });
  };
  return {
    changes,
    entries,
    add: async (kind, target, make) => {
      if (entries.length % PER_TURN === PER_TURN - 1) await setImmediate();
      const drop = (reason: string): null => {
        append(kind, { target, item: "", exclude: [], state: "dropped", reason });
        return null;
      };
      if (sent >= budget.left) return drop(budget.reason);
      let outgoing: Outgoing;
      try {
        outgoing = make(entries.length);
        if (typeof outgoing.item !== "string") requireSize(outgoing.item);
      } catch (thrown) {
        const error = toLoomError(thrown);
        if (error.code === "INTERNAL") throw thrown;
        return drop(`${error.code}: ${error.message}`);
      }
      const { item } = outgoing;
      if (typeof item !== "string") changes.push(await store(item));
      sent += 1;
      const id = typeof item === "string" ? item : item.id;
      append(kind, { target: outgoing.target, item: id, exclude: outgoing.exclude ?? [], state: "pending", reason: "" });
      return outgoing;
    },
  };
}

function requireSize({ bytes }: Item): void {
  if (bytes.byteLength <= LIMITS.messageBytes) return;
  throw new LoomError("LIMIT_EXCEEDED", `the item would have ${bytes.byteLength} bytes, more than ${LIMITS.messageBytes}`);
}
