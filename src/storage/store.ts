/**
 * The Store port: one atomic `commit(batch)`, and reads by key.
 * Implemented by `sqlite/` (and later others); one conformance suite, test/storage/store-conformance.ts, runs on each.
 *
 * Rules that an adapter keeps:
 * - `commit` resolves only when the batch is durable, and all of it or nothing of it is there after a crash at any moment.
 * - Batches that wait at the same time share one synced transaction; they are applied in the order of the calls.
 *   A batch that breaks a rule (CONFLICT) fails alone. When the medium fails, every waiting batch fails with STORE_FAILED.
 * - Reads see committed batches only.
 * @module
 */
import type { Id } from "../base/ids.ts";
import type {
  AssignmentRecord,
  BlockRecord,
  CheckpointRecord,
  ChunkRecord,
  EntryRecord,
  HeadRecord,
  ItemRecord,
  OutboxRecord,
  OutboxState,
  ResultRecord,
  TxOffsetRecord,
  WalletRecord,
} from "./records.ts";

/** One change. A batch is applied in order. */
export type Change =
  /** Adds an item; one that is there already (same id) is left as it is and keeps its seq. */
  | { readonly type: "item"; readonly item: ItemRecord }
  /** Completes a transaction whose data has arrived. */
  | { readonly type: "item-data"; readonly id: Id; readonly bytes: NonNullable<ItemRecord["bytes"]>; readonly dataHash: Uint8Array }
  /**
   * Appends to a process's log and moves its head. CONFLICT unless slot is head + 1 (0 for a new process).
   * `dedupeKey`: unsigned-content key of a pushed message; CONFLICT when the process has it already.
   */
  | { readonly type: "assignment"; readonly assignment: AssignmentRecord; readonly dedupeKey: Uint8Array | null }
  /**
   * Adds a result; CONFLICT unless its slot follows the last result of the process.
   * `assignment`: what was evaluated, when that was not durable yet; CONFLICT unless the slot has it.
   */
  | { readonly type: "result"; readonly result: ResultRecord; readonly assignment?: Id }
  | { readonly type: "outbox"; readonly entry: OutboxRecord }
  /** Settles an outbox entry; CONFLICT unless it is pending. */
  | {
      readonly type: "outbox-settle";
      readonly process: Id;
      readonly slot: number;
      readonly index: number;
      readonly state: Exclude<OutboxState, "pending">;
      readonly reason: string;
    }
  /** Appends a block; CONFLICT unless height is last + 1 and firstSeq is the last block's lastSeq + 1. */
  | { readonly type: "block"; readonly block: BlockRecord; readonly offsets: readonly TxOffsetRecord[] }
  | { readonly type: "chunk"; readonly chunk: ChunkRecord }
  | { readonly type: "chunks-drop"; readonly dataRoot: string; readonly dataSize: number }
  | { readonly type: "wallet"; readonly wallet: WalletRecord }
  /**
   * Adds a checkpoint and forgets all but the newest `keep` of the process. A blob that no checkpoint needs any more becomes garbage.
   * CONFLICT when one of its packs is not needed by any checkpoint now, so that it may be gone.
   */
  | { readonly type: "checkpoint"; readonly checkpoint: CheckpointRecord; readonly keep: number }
  /** Checkpoint blobs that nobody needs: noted before they are written (`add`), and forgotten when they are removed (`drop`). */
  | { readonly type: "garbage"; readonly blobs: readonly string[]; readonly action: "add" | "drop" }
  | { readonly type: "meta"; readonly key: string; readonly value: string };

export type Batch = readonly Change[];

/** soon: nobody waits for it, so it may wait some milliseconds to share the transaction of others. */
export type Urgency = "now" | "soon";

/** One condition on tags: any of `values` under `name`; `not` reverses it (no tag `name` has any of the values). */
export interface TagCondition {
  readonly name: string;
  readonly values: readonly string[];
  readonly not?: boolean;
}

/** Conditions are joined by AND, values within one by OR. Absent: no condition. Empty arrays match nothing. */
export interface EntryFilter {
  readonly ids?: readonly Id[];
  readonly ownerAddresses?: readonly string[];
  readonly recipients?: readonly string[];
  readonly tags?: readonly TagCondition[];
  /** Immediate parents; null in the list means top-level entries. */
  readonly parents?: readonly (Id | null)[];
  /** Inclusive bounds. */
  readonly minSeq?: number;
  readonly maxSeq?: number;
  /** Inclusive bounds of the ingestion time in milliseconds. */
  readonly minIngestedAt?: number;
  readonly maxIngestedAt?: number;
  /** A condition that no index serves, tested last. */
  readonly where?: (entry: EntryRecord) => boolean;
}

export interface EntryPage extends EntryFilter {
  readonly order: "asc" | "desc";
  readonly limit: number;
}

export interface Range {
  /** Exclusive lower bound, absent: from the first. */
  readonly after?: number;
  /** Inclusive upper bound, absent: to the last. */
  readonly upTo?: number;
  readonly limit: number;
  readonly order?: "asc" | "desc";
}

export interface StoreReads {
  /** Sequence number of the newest entry, 0 when there is none. */
  lastSeq(): Promise<number>;
  entry(id: Id): Promise<EntryRecord | null>;
  entries(page: EntryPage): Promise<EntryRecord[]>;
  /** Ids of the entries minSeq..maxSeq in order, at most `limit`; nothing else of them is read. */
  entryIds(
    minSeq: number,
    maxSeq: number,
    limit: number,
  ): Promise<{ readonly seq: number; readonly id: Id; readonly kind: "item" | "tx" | "assignment" }[]>;
  /** Counts matching entries up to `cap`. */
  countEntries(filter: EntryFilter, cap: number): Promise<number>;
  item(id: Id): Promise<ItemRecord | null>;
  hasItem(id: Id): Promise<boolean>;

  head(process: Id): Promise<HeadRecord | null>;
  /** Heads in process id order, for paging over all processes. */
  heads(afterProcess: Id | "", limit: number): Promise<HeadRecord[]>;
  assignment(process: Id, slot: number): Promise<AssignmentRecord | null>;
  assignmentById(id: Id): Promise<AssignmentRecord | null>;
  /** First assignment of a message in a process. */
  assignmentOfMessage(process: Id, message: Id): Promise<AssignmentRecord | null>;
  assignmentByDedupeKey(process: Id, key: Uint8Array): Promise<AssignmentRecord | null>;
  /** Log of a process by slot. */
  log(process: Id, slots: Range): Promise<AssignmentRecord[]>;
  /** Log of a process by timestamp (strictly increasing with the slot). */
  logByTime(process: Id, times: Range): Promise<AssignmentRecord[]>;
  /** Newest timestamp of all assignments, 0 when there is none. */
  lastTimestamp(): Promise<number>;

  result(process: Id, slot: number): Promise<ResultRecord | null>;
  lastResultSlot(process: Id): Promise<number>;
  results(process: Id, slots: Range): Promise<ResultRecord[]>;
  /** Processes whose last result is behind their head. */
  unevaluated(afterProcess: Id | "", limit: number): Promise<{ process: Id; headSlot: number; resultSlot: number }[]>;

  /** Pending outbox entries in (process, slot, index) order, after the given one. */
  pendingOutbox(after: { process: Id; slot: number; index: number } | null, limit: number): Promise<OutboxRecord[]>;
  outbox(process: Id, slot: number): Promise<OutboxRecord[]>;
  /** Number of outbox entries (any state) under a root message. */
  pushCount(root: Id): Promise<number>;

  block(height: number): Promise<BlockRecord | null>;
  blockById(id: string): Promise<BlockRecord | null>;
  lastBlock(): Promise<BlockRecord | null>;
  /** The block that holds an entry, null while pending. */
  blockOfSeq(seq: number): Promise<BlockRecord | null>;
  blocks(heights: Range): Promise<BlockRecord[]>;
  txOffset(id: Id): Promise<TxOffsetRecord | null>;
  /** The transaction whose padded data covers the 1-based weave offset. */
  txOffsetAt(offset: number): Promise<TxOffsetRecord | null>;

  chunks(dataRoot: string, dataSize: number): Promise<ChunkRecord[]>;
  /** Transactions with this data root whose data is missing or present. */
  txsByDataRoot(dataRoot: string, dataSize: number): Promise<Id[]>;
  wallet(address: string): Promise<WalletRecord | null>;
  /** Newest checkpoint at or before `slot`. */
  checkpoint(process: Id, slot: number): Promise<CheckpointRecord | null>;
  /** Checkpoint blobs to be removed. */
  garbage(limit: number): Promise<string[]>;
  meta(key: string): Promise<string | null>;
}

export interface Store extends StoreReads {
  /**
   * Applies all changes or none; resolves when they are durable. Order is that of the calls, so an urgent batch (the default), even an
   * empty one, takes all that wait with it.
   * @returns the newest sequence number after the batch
   * @throws LoomError CONFLICT (nothing of this batch is applied), STORE_FAILED
   */
  commit(batch: Batch, urgency?: Urgency): Promise<number>;
  /** Waits for running commits, writes back and releases the files. */
  close(): Promise<void>;
}
