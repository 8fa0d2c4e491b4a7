/**
 * The header of a block and its id.
 *
 * id = deep hash (SHA-384, 48 bytes) of the list "hyperloom-block", "1", previous id, height, timestamp, tx_root, entries_root, block_size,
 * weave_size, first seq, last seq; numbers as decimal text, roots as raw bytes. `entries_root` is the root of a Merkle tree with one leaf an
 * entry, in order: value = the 32 bytes of its id, end = its position in the block counted from 1. So a short path proves an entry in a block.
 * @module
 */
import { fromBase64Url, toBase64Url, utf8 } from "../base/bytes.ts";
import { deepHash } from "../crypto/deep-hash.ts";
import type { BlockRecord } from "../storage/records.ts";

export interface BlockHeader {
  readonly height: number;
  /** "" of the first block. */
  readonly previous: string;
  /** Seconds. */
  readonly timestamp: number;
  /** Empty when the block has no data of transactions. */
  readonly txRoot: Uint8Array;
  /** Empty when the block has no entries. */
  readonly entriesRoot: Uint8Array;
  /** Padded bytes of data of this block, and of the chain up to and with it. */
  readonly blockSize: number;
  readonly weaveSize: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** 64 base64url characters. */
export function blockId(header: BlockHeader): string {
  const number = (value: number): Uint8Array => utf8(String(value));
  const { height, timestamp, blockSize, weaveSize, firstSeq, lastSeq } = header;
  return toBase64Url(
    deepHash([
      utf8("hyperloom-block"),
      utf8("1"),
      fromBase64Url(header.previous),
      number(height),
      number(timestamp),
      header.txRoot,
      header.entriesRoot,
      number(blockSize),
      number(weaveSize),
      number(firstSeq),
      number(lastSeq),
    ]),
  );
}

/** `txs`: ids of the transactions in the order of the tree. */
export function blockRecord(header: BlockHeader, txs: readonly string[]): BlockRecord {
  const rest = {
    txs,
    tx_root: toBase64Url(header.txRoot),
    entries_root: toBase64Url(header.entriesRoot),
    block_size: String(header.blockSize),
  };
  const { height, previous, timestamp, firstSeq, lastSeq } = header;
  return {
    height,
    id: blockId(header),
    previous,
    timestamp,
    firstSeq,
    lastSeq,
    json: JSON.stringify(rest),
    weaveSize: String(header.weaveSize),
  };
}

/** What is kept in `BlockRecord.json`. */
export interface BlockRest {
  readonly txs: readonly string[];
  readonly tx_root: string;
  readonly entries_root: string;
  readonly block_size: string;
}

export function blockRest(block: BlockRecord): BlockRest {
  return JSON.parse(block.json) as BlockRest;
}

/** The JSON of a block as nodes serve it. Fields of mining, which does not happen here, have their neutral values. */
export function blockJson(block: BlockRecord): Readonly<Record<string, unknown>> {
  const rest = blockRest(block);
  return {
    nonce: "",
    previous_block: block.previous,
    timestamp: block.timestamp,
    last_retarget: block.timestamp,
    diff: "0",
    height: block.height,
    hash: block.id,
    indep_hash: block.id,
    txs: rest.txs,
    tx_root: rest.tx_root,
    tx_tree: [],
    wallet_list: "",
    reward_addr: "unclaimed",
    tags: [],
    reward_pool: "0",
    weave_size: block.weaveSize,
    block_size: rest.block_size,
    cumulative_diff: "0",
    hash_list_merkle: block.previous,
    poa: { option: "1", tx_path: "", data_path: "", chunk: "" },
    entries_root: rest.entries_root,
    entries: block.lastSeq - block.firstSeq + 1,
  };
}
