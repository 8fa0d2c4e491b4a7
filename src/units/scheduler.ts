/**
 * What siblings know of the scheduler. Types only.
 * @module
 */
import type { Id } from "../base/ids.ts";
import type { Item } from "../protocol/item.ts";
import type { AssignmentRecord, ItemRecord } from "../storage/records.ts";

/** Where a message comes from: the user message that began the chain, and the pushes between. */
export interface Origin {
  readonly root: Id;
  readonly hops: number;
}

export interface Assigned {
  readonly process: Id;
  readonly slot: number;
  readonly assignment: Id;
  readonly message: Id;
  readonly timestamp: number;
  /** True when the message had its slot already: nothing was applied and this is the first answer again. */
  readonly duplicate: boolean;
}

export interface AssignExisting {
  readonly process: Id;
  /** An item or transaction of the weave. */
  readonly message: Id;
  readonly exclude: readonly string[];
  /** Demand a transaction in a block, `Settlement-Depth` deep. */
  readonly baseLayer: boolean;
}

export interface SchedulerUnit {
  readonly address: string;
  /**
   * Puts a verified message or process item in the next slot; resolves when that is durable.
   * `settles`: an outbox entry that this delivery settles in the same commit.
   * `origin` absent: the item is its own root. `unseen`: nobody else can have sent the item before, so no slot of it is looked for.
   * @throws LoomError MESSAGE_TAGS_INVALID, PROCESS_NOT_FOUND, SCHEDULER_MISMATCH, MODULE_NOT_FOUND, LIMIT_EXCEEDED, STORE_FAILED
   */
  assign(item: Item, options?: { readonly origin?: Origin; readonly settles?: OutboxKey; readonly unseen?: boolean }): Promise<Assigned>;
  /** @throws LoomError NOT_FOUND (no such item on the weave), PROCESS_NOT_FOUND, BAD_REQUEST (not enough confirmations), STORE_FAILED */
  assignExisting(request: AssignExisting, options?: { readonly origin?: Origin; readonly settles?: OutboxKey }): Promise<Assigned>;
  isProcess(id: string): Promise<boolean>;
  /** Calls back after each durable assignment, in log order per process. Returns the stop function. */
  onAssigned(listener: (assignment: AssignmentRecord) => void): () => void;
  /**
   * Calls back when the assignment of a message is in the queue of the store, with the message: what is committed from now on comes
   * after it. It may still be refused, and its slot be given to another.
   */
  onQueued(listener: (assignment: AssignmentRecord, item: ItemRecord) => void): () => void;
  /** Newest assigned timestamp in milliseconds, those waiting for their commit included; blocks are never before it. */
  lastTimestamp(): number;
  /** Tells the scheduler that assignments must not be before this time (a block was made). */
  notBefore(timestampMs: number): void;
}

export interface OutboxKey {
  readonly process: Id;
  readonly slot: number;
  readonly index: number;
}
