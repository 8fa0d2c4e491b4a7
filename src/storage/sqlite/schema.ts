/**
 * The tables. Rowid tables for everything with a body (a WITHOUT ROWID insert of 1 KB rows costs ten times as much);
 * the rowid of an entry is its `seq`. Column types: 32-byte keys are BLOB (see `keyValue`), times are milliseconds.
 * @module
 */
import { SPAN } from "./span-set.ts";

/** Raised with every change of the tables; a file of another version is refused, never guessed at. */
export const FORMAT_VERSION = 3;

/** "Loom" in ASCII, in the header of the file, so that `file` and we recognise it. */
export const APPLICATION_ID = 0x4c6f6f6d;

/** Which checkpoints need a blob, and the blobs that none does. */
const CHECKPOINT_BLOBS = `
CREATE TABLE checkpoint_blob (blob BLOB NOT NULL, process BLOB NOT NULL, slot INTEGER NOT NULL, PRIMARY KEY (blob, process, slot)) WITHOUT ROWID;
CREATE INDEX checkpoint_blob_of ON checkpoint_blob (process, slot);
CREATE TABLE checkpoint_garbage (blob BLOB PRIMARY KEY) WITHOUT ROWID;
`;

/** 1: the entry before is the message, so no index has to tell where the assignment is. */
const BESIDE = "beside INTEGER NOT NULL DEFAULT 0";
const ASSIGNMENT_MESSAGE = "CREATE INDEX assignment_message ON assignment (message) WHERE beside = 0;";

export const SCHEMA = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE signer (n INTEGER PRIMARY KEY, owner BLOB NOT NULL, address BLOB NOT NULL, UNIQUE (address, owner));

-- body is the last column: reading the columns before it touches no overflow page.
CREATE TABLE item (
  seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, flags INTEGER NOT NULL, parent BLOB, signature_type INTEGER NOT NULL,
  owner_address BLOB NOT NULL, target BLOB NOT NULL, tags TEXT NOT NULL, ingested_at INTEGER NOT NULL, data_start INTEGER NOT NULL,
  data_size INTEGER NOT NULL, data_hash BLOB, data_root BLOB, blob BLOB, blob_offset INTEGER, blob_size INTEGER, anchor BLOB,
  signature_size INTEGER NOT NULL, owner_size INTEGER NOT NULL, tags_size INTEGER NOT NULL,
  signature BLOB, owner BLOB, raw_tags BLOB, tx_header TEXT, body BLOB
);
CREATE INDEX item_data_root ON item (data_root, data_size) WHERE data_root IS NOT NULL;

-- The tag index (tag-index.ts): which entries of a span of ${SPAN} sequence numbers have a tag; and the spans that are in it.
CREATE TABLE posting (hash INTEGER NOT NULL, span INTEGER NOT NULL, seqs BLOB NOT NULL, PRIMARY KEY (hash, span)) WITHOUT ROWID;
CREATE TABLE span (n INTEGER PRIMARY KEY, first_time INTEGER NOT NULL, last_time INTEGER NOT NULL);
CREATE TABLE index_key (key BLOB NOT NULL);

CREATE TABLE assignment (
  seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, process BLOB NOT NULL, slot INTEGER NOT NULL, message BLOB NOT NULL, own INTEGER NOT NULL,
  timestamp INTEGER NOT NULL, block_height INTEGER NOT NULL, hash_chain BLOB NOT NULL, anchor BLOB NOT NULL, signature_type INTEGER NOT NULL,
  signature BLOB NOT NULL, signer INTEGER NOT NULL, exclude TEXT NOT NULL, environment TEXT, root BLOB NOT NULL, hops INTEGER NOT NULL,
  dedupe_key BLOB, ${BESIDE}, UNIQUE (process, slot)
);
${ASSIGNMENT_MESSAGE}
CREATE UNIQUE INDEX assignment_dedupe ON assignment (process, dedupe_key) WHERE dedupe_key IS NOT NULL;

-- One row a process: its head (slot -1: no log here) and the slot of its last result.
CREATE TABLE process (
  process BLOB PRIMARY KEY, head_slot INTEGER NOT NULL, head_assignment BLOB, head_hash_chain BLOB, head_timestamp INTEGER NOT NULL,
  result_slot INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE result (
  n INTEGER PRIMARY KEY, process BLOB NOT NULL, slot INTEGER NOT NULL, message BLOB NOT NULL, timestamp INTEGER NOT NULL, failed INTEGER NOT NULL,
  json TEXT NOT NULL, UNIQUE (process, slot)
);

CREATE TABLE outbox (
  n INTEGER PRIMARY KEY, process BLOB NOT NULL, slot INTEGER NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL, target BLOB NOT NULL,
  item BLOB NOT NULL, exclude TEXT NOT NULL, root BLOB NOT NULL, hops INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
  UNIQUE (process, slot, position)
);
CREATE INDEX outbox_pending ON outbox (process, slot, position) WHERE state = 'pending';
CREATE TABLE push_count (root BLOB PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE block (
  height INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, previous TEXT NOT NULL, timestamp INTEGER NOT NULL, first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL, json TEXT NOT NULL, weave_size TEXT NOT NULL
);
CREATE INDEX block_first_seq ON block (first_seq);
CREATE TABLE tx_offset (
  n INTEGER PRIMARY KEY, start_offset INTEGER NOT NULL, id BLOB NOT NULL UNIQUE, height INTEGER NOT NULL, size INTEGER NOT NULL, data_root BLOB NOT NULL
);
CREATE UNIQUE INDEX tx_offset_start ON tx_offset (start_offset) WHERE size > 0;

CREATE TABLE chunk (
  data_root BLOB NOT NULL, data_size INTEGER NOT NULL, left_bound INTEGER NOT NULL, right_bound INTEGER NOT NULL, blob BLOB NOT NULL,
  PRIMARY KEY (data_root, data_size, left_bound)
) WITHOUT ROWID;
CREATE TABLE wallet (address BLOB PRIMARY KEY, balance TEXT NOT NULL, last_tx TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE checkpoint (
  process BLOB NOT NULL, slot INTEGER NOT NULL, blob BLOB NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (process, slot)
) WITHOUT ROWID;
${CHECKPOINT_BLOBS}`;

/** From each older format to the next; the version is raised in the same transaction. A checkpoint may always be dropped. */
export const MIGRATIONS: Readonly<Record<number, string>> = {
  1: `${CHECKPOINT_BLOBS} INSERT OR IGNORE INTO checkpoint_garbage SELECT blob FROM checkpoint; DELETE FROM checkpoint;`,
  2: `DROP INDEX process_behind; DROP INDEX assignment_message; ALTER TABLE assignment ADD COLUMN ${BESIDE}; ${ASSIGNMENT_MESSAGE}`,
};
