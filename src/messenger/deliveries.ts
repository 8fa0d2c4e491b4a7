/**
 * The messenger's queue: entries of one (sender, target) in order, different ones beside each other, retried until they are settled.
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { type LoomError, toLoomError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { OutboxRecord } from "../storage/records.ts";
import type { EntryDelivery } from "./deliver-entry.ts";
import { createLanes } from "./lanes.ts";

export interface Deliveries {
  /** Queues an entry unless it waits already. */
  add(entry: OutboxRecord): void;
  idle(): Promise<void>;
  below(count: number): Promise<void>;
  close(): Promise<void>;
}

export interface DeliveriesDeps {
  readonly delivery: EntryDelivery;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Entries that are delivered at the same time. */
  readonly concurrency: number;
  /** Told of an entry that is not pending in the store. */
  readonly vain: (entry: OutboxRecord) => void;
}

const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 30_000;

export function createDeliveries({ delivery, clock, logger, concurrency, vain }: DeliveriesDeps): Deliveries {
  const waiting = new Set<string>();
  const fail = async (entry: OutboxRecord, error: LoomError): Promise<"settled" | "again" | "vain"> => {
    // A conflict may mean that the entry was settled already, by a delivery before a crash or one that was asked for twice; or that its
    // result was refused.
    if (error.code === "CONFLICT" && !(await delivery.isPending(entry))) return "vain";
    if (error.retryable) return "again";
    await delivery.drop(entry, `${error.code}: ${error.message}`);
    const { process, slot, index, kind, target } = entry;
    logger.warn({ process, slot, index, kind, target, code: error.code, reason: error.message }, "outbox entry dropped");
    return "settled";
  };
  const work = async (entry: OutboxRecord, attempt: number): Promise<number> => {
    let end: "settled" | "again" | "vain" = "settled";
    try {
      await delivery.deliver(entry);
    } catch (thrown) {
      end = await fail(entry, toLoomError(thrown)).catch((): "again" => "again");
      if (end === "again") {
        const { process, slot, index, target } = entry;
        logger.warn({ err: thrown, process, slot, index, target, attempt }, "delivery failed, will be tried again");
        return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt, 16));
      }
    }
    waiting.delete(keyOf(entry));
    // Whoever hears of it may add the entry again.
    if (end === "vain") vain(entry);
    return 0;
  };
  const lanes = createLanes<OutboxRecord>({ concurrency, work, after: clock.after });
  return {
    add: (entry) => {
      const key = keyOf(entry);
      if (waiting.has(key)) return;
      waiting.add(key);
      // A spawn goes before its notice, so it travels in the lane of the notice: from the sender to itself.
      const to = entry.kind === "spawn" ? entry.process : entry.target;
      lanes.add(`${entry.process} ${to}`, entry);
    },
    idle: lanes.idle,
    below: lanes.below,
    close: lanes.close,
  };
}

function keyOf({ process, slot, index }: OutboxRecord): string {
  return `${process} ${slot} ${index}`;
}
