/**
 * What siblings know of the messenger. Types only.
 * @module
 */
import type { Id } from "../base/ids.ts";
import type { OutboxRecord, ResultRecord } from "../storage/records.ts";
import type { OutboxBuilder } from "./compute.ts";
import type { AssignExisting, Assigned } from "./scheduler.ts";

export interface Accepted extends Assigned {
  readonly kind: "Message" | "Process";
}

export interface MessengerUnit extends OutboxBuilder {
  /** Address that pushed items are signed with: the authority that processes must trust. */
  readonly address: string;
  /** Refuses more work of clients for a process that has enough. @throws LoomError TOO_BUSY, SHUTTING_DOWN */
  admit(process: Id): void;
  /**
   * Takes the bytes of an item from a client: verify, dedupe, assign. Resolves when the assignment is durable; evaluation and pushes follow.
   * @throws LoomError of parse, signature and scheduler; TOO_BUSY, SHUTTING_DOWN
   */
  accept(bytes: Uint8Array): Promise<Accepted>;
  /** Takes an assign request from a client. */
  acceptAssign(request: AssignExisting): Promise<Assigned>;
  /** Delivers outbox entries that were just committed, in order per sender and target. */
  deliver(result: ResultRecord, entries: readonly OutboxRecord[]): void;
  /** Outbox of a slot, for people: what became of each entry. */
  outbox(process: Id, slot: number): Promise<OutboxRecord[]>;
  /** Continues deliveries that a stop or crash left pending. */
  resume(): Promise<void>;
  /** Resolves when nothing is being delivered. */
  idle(): Promise<void>;
  close(): Promise<void>;
}
