/**
 * What siblings know of the compute unit. Types only.
 * @module
 */
import type { Id } from "../base/ids.ts";
import type { Tag } from "../base/tags.ts";
import type { AssignmentRecord, ItemRecord, OutboxRecord, ResultRecord } from "../storage/records.ts";
import type { Change, Urgency } from "../storage/store.ts";
import type { Origin } from "./scheduler.ts";

/** An entry of a module's outbox as it emitted it; shapes are checked by the messenger. */
export type Emitted = Readonly<Record<string, unknown>>;

/** Result of one evaluation, in the key order that is served (ao-legacynet 5.2). */
export interface EvaluationResult {
  readonly Messages: readonly Emitted[];
  readonly Assignments: readonly Emitted[];
  readonly Spawns: readonly Emitted[];
  readonly Output: unknown;
  readonly GasUsed?: number;
  readonly Error?: string;
}

/** Turns a result into signed items and outbox entries, to be committed with the result. Implemented by the messenger. */
export interface OutboxBuilder {
  build(input: {
    readonly process: Id;
    readonly slot: number;
    readonly result: EvaluationResult;
    /** Of the message that was evaluated. */
    readonly origin: Origin;
    readonly timestamp: number;
  }): Promise<{ readonly changes: readonly Change[]; readonly entries: readonly OutboxRecord[] }>;
  /**
   * Told when a result and what `build` gave for it are in the queue of the store: deliveries may queue up right behind them. The same
   * entries come again with the durable result.
   */
  committing?(process: Id, slot: number, entries: readonly OutboxRecord[], urgency: Urgency): void;
}

export interface DryRunMessage {
  readonly Id?: string;
  readonly Owner: string;
  readonly From?: string;
  readonly Target?: string;
  readonly Data?: string;
  readonly Anchor?: string;
  readonly Tags: readonly Tag[];
  readonly Timestamp?: number;
  readonly "Block-Height"?: number;
}

export interface ProcessStatus {
  readonly process: Id;
  /** `idle`: its state is saved, not in memory. */
  readonly state: "idle" | "live" | "working" | "suspended";
  readonly headSlot: number;
  /** Last slot with a result, -1 before the first. */
  readonly resultSlot: number;
  readonly suspension: { readonly code: string; readonly reason: string } | null;
}

/** What binds a state: equal roots, equal states. */
export interface StateRootRecord {
  readonly process: Id;
  readonly slot: number;
  /** base64url, 43 characters. */
  readonly stateRoot: string;
  /** Version of the rules of evaluation. */
  readonly environment: string;
  readonly module: Id;
  /** Memory in 64 KiB pages. */
  readonly pages: number;
}

export interface ComputeUnit {
  readonly address: string;
  /**
   * Result of a slot: from the store, or evaluated first. Resolves when it is durable.
   * @throws LoomError MESSAGE_NOT_FOUND, MODULE_NOT_FOUND, MODULE_INVALID, PROCESS_SUSPENDED, SHUTTING_DOWN
   */
  evaluate(process: Id, slot: number): Promise<ResultRecord>;
  /** Tells that the log of a process has grown to `slot`: it will be evaluated without anyone waiting. */
  notify(process: Id, slot: number): void;
  /**
   * Tells of an assignment that waits in the queue of the store: it may be evaluated at once, for its result is committed behind it and
   * nothing is told of it before. `notify` follows when it is durable.
   */
  ahead(assignment: AssignmentRecord, item: ItemRecord): void;
  /** Messages of a process that wait for evaluation. */
  backlog(process: Id): number;
  /** Evaluates on the newest state (or after slot `at`) and forgets the changes. */
  dryRun(process: Id, message: DryRunMessage, at?: number): Promise<EvaluationResult>;
  /** Linear memory after a slot (absent: the newest), with what it belongs to. */
  state(
    process: Id,
    slot?: number,
  ): Promise<{ readonly memory: Uint8Array; readonly slot: number; readonly timestamp: number; readonly blockHeight: number }>;
  /** Root of the state after a slot (absent: the newest). @throws LoomError as `dryRun` */
  stateRoot(process: Id, slot?: number): Promise<StateRootRecord>;
  /** Calls back after each durable result, in slot order per process, with the outbox entries that were committed with it. */
  onResult(listener: (result: ResultRecord, outbox: readonly OutboxRecord[]) => void): () => void;
  /** What became of a process here. @throws LoomError PROCESS_NOT_FOUND */
  status(process: Id): Promise<ProcessStatus>;
  /** Tries a suspended process again. @throws LoomError PROCESS_NOT_FOUND */
  resumeProcess(process: Id): Promise<void>;
  /** Continues what a stop or crash left unevaluated. */
  resume(): Promise<void>;
  /** Finishes running messages, writes checkpoints, ends the workers. */
  close(): Promise<void>;
}
