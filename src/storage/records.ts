/**
 * What the store keeps: one record type per table. Plain data; bytes are Uint8Array, ids are 43-character texts.
 *
 * Every item and every assignment is an *entry* of the weave and gets one sequence number, `seq`, from the store at commit:
 * strictly increasing in commit order. A block covers a contiguous range of `seq`, so sorting by height, by ingestion and by
 * `seq` is one order, mining touches no entry, and a page cursor is one number.
 * @module
 */
import type { Id } from "../base/ids.ts";
import type { Tag } from "../base/tags.ts";

/** Where the bytes of an item are. `inline` holds the whole item; `blob` is a range of a content-addressed file. */
export type ItemBytes =
  | { readonly kind: "inline"; readonly bytes: Uint8Array }
  | { readonly kind: "blob"; readonly blob: string; readonly offset: number; readonly size: number };

/** An ANS-104 data item or an L1 transaction. */
export interface ItemRecord {
  readonly id: Id;
  readonly kind: "item" | "tx";
  /** Immediate parent bundle (item or transaction), null for a top-level item. */
  readonly parent: Id | null;
  readonly signatureType: number;
  readonly signature: Uint8Array;
  /** Raw public key (owner field). */
  readonly owner: Uint8Array;
  /** base64url(SHA-256(owner)). */
  readonly ownerAddress: string;
  /** "" when absent. */
  readonly target: Id | "";
  readonly anchor: Uint8Array | null;
  /** The signed Avro bytes of an item; empty for a transaction. */
  readonly rawTags: Uint8Array;
  readonly tags: readonly Tag[];
  /** Items: where the whole item is. Transactions: where the data is, null while chunks are missing or when there is none. */
  readonly bytes: ItemBytes | null;
  /** Offset of the data within `bytes` (0 for a transaction). */
  readonly dataStart: number;
  readonly dataSize: number;
  /** SHA-256 of the data, the ETag; null while unknown. */
  readonly dataHash: Uint8Array | null;
  /** Transactions only: data_root, base64url; null for items and transactions without data. */
  readonly dataRoot: string | null;
  /** Transactions only: the header as JSON text (without data). */
  readonly txHeader: string | null;
  /** Milliseconds. */
  readonly ingestedAt: number;
  /** Imported leniently: legal on the network, not canonical. */
  readonly nonCanonical: boolean;
}

/** The scheduler's signed statement that puts a message in a slot of a process; kept in columns, its item bytes are rebuilt. */
export interface AssignmentRecord {
  readonly id: Id;
  readonly process: Id;
  readonly slot: number;
  /** The message; the process's own assignment carries the process id here. */
  readonly message: Id;
  /** True for slot 0 of a process (no `Message` tag on the wire). */
  readonly own: boolean;
  /** Milliseconds, strictly increasing within a process. */
  readonly timestamp: number;
  readonly blockHeight: number;
  /** base64url. */
  readonly hashChain: string;
  /** 32 random bytes. */
  readonly anchor: Uint8Array;
  readonly signatureType: number;
  readonly signature: Uint8Array;
  readonly owner: Uint8Array;
  readonly ownerAddress: string;
  readonly exclude: readonly string[];
  /** `Environment` tag of slot 0, else null. */
  readonly environment: string | null;
  /** Local, unsigned: the message a user sent that began this chain of pushes, and how many pushes lie between. */
  readonly root: Id;
  readonly hops: number;
}

/** Last slot of a process. */
export interface HeadRecord {
  readonly process: Id;
  readonly slot: number;
  readonly assignment: Id;
  readonly hashChain: string;
  readonly timestamp: number;
}

/** What one evaluation gave. */
export interface ResultRecord {
  readonly process: Id;
  readonly slot: number;
  readonly message: Id;
  /** Of the assignment, milliseconds. */
  readonly timestamp: number;
  /** JSON text {Messages, Assignments, Spawns, Output, GasUsed, Error?} as served. */
  readonly json: string;
  readonly failed: boolean;
}

export type OutboxKind = "message" | "spawn" | "notice" | "assign";
export type OutboxState = "pending" | "delivered" | "dropped";

/** Something that a slot's result asks the messenger to deliver. Its item is committed in the same batch as the result. */
export interface OutboxRecord {
  readonly process: Id;
  readonly slot: number;
  /** Position within the slot's outbox. */
  readonly index: number;
  readonly kind: OutboxKind;
  /** Receiver: a process id, an address, or the new process of a spawn. */
  readonly target: string;
  /** The signed item; of an `assign` entry the message to assign. */
  readonly item: Id;
  readonly exclude: readonly string[];
  readonly root: Id;
  readonly hops: number;
  readonly state: OutboxState;
  /** Why it was dropped, or "wallet" when delivered to a wallet; "" otherwise. */
  readonly reason: string;
}

export interface BlockRecord {
  readonly height: number;
  /** 48 bytes as 64 base64url characters. */
  readonly id: string;
  readonly previous: string;
  /** Seconds. */
  readonly timestamp: number;
  /** Entries of the block: firstSeq..lastSeq; empty when lastSeq < firstSeq. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Everything else of the block JSON, as JSON text. */
  readonly json: string;
  /** Sum of padded transaction data up to and with this block, decimal text. */
  readonly weaveSize: string;
}

/** Place of an L1 transaction's data in the weave: end offset (1-based, inclusive) as in GET /tx/:id/offset. */
export interface TxOffsetRecord {
  readonly id: Id;
  readonly height: number;
  readonly endOffset: number;
  readonly size: number;
  /** base64url. */
  readonly dataRoot: string;
}

/** A verified chunk of a transaction whose data is not complete yet. */
export interface ChunkRecord {
  /** base64url. */
  readonly dataRoot: string;
  readonly dataSize: number;
  /** Byte range [left, right) of the chunk within the data. */
  readonly left: number;
  readonly right: number;
  /** Blob that holds it. */
  readonly blob: string;
}

export interface WalletRecord {
  readonly address: string;
  /** winston, decimal text. */
  readonly balance: string;
  readonly lastTx: string;
}

/** A saved state of a process after `slot`. */
export interface CheckpointRecord {
  readonly process: Id;
  readonly slot: number;
  readonly blob: string;
  readonly size: number;
  /** Blobs of other checkpoints, of any process, that hold pages of this one; in ascending order. */
  readonly packs: readonly string[];
}

/** An entry as GraphQL sees it: an item or an assignment, with its place. */
export type EntryRecord =
  | { readonly seq: number; readonly kind: "item"; readonly item: ItemRecord }
  | { readonly seq: number; readonly kind: "assignment"; readonly assignment: AssignmentRecord };
