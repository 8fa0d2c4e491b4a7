/**
 * Reads of blocks, offsets, chunks, wallets and metadata.
 * @module
 */
import type { BlockRecord, ChunkRecord } from "../records.ts";
import type { StoreReads } from "../store.ts";
import { bounds, direction } from "./range.ts";
import { keyValue, readRow } from "./row-reader.ts";
import type { Sql, SqlRow, SqlValue } from "./sql.ts";
import { readBlock, readTxOffset, SELECT_BLOCK, SELECT_TX_OFFSET } from "./weave-rows.ts";

type WeaveReads = Pick<
  StoreReads,
  "block" | "blockById" | "lastBlock" | "blockOfSeq" | "blocks" | "txOffset" | "txOffsetAt" | "chunks" | "txsByDataRoot" | "wallet" | "meta"
>;

/** Data in the weave is padded to whole chunks. */
const CHUNK_BYTES = 256 * 1024;

export function createWeaveReads(sql: Sql): WeaveReads {
  const block = (where: string, ...values: SqlValue[]): BlockRecord | null => {
    const row = sql.get(`${SELECT_BLOCK} ${where}`, ...values);
    return row === undefined ? null : readBlock(row);
  };
  return {
    block: async (height) => block("WHERE height = ?", height),
    blockById: async (id) => block("WHERE id = ?", id),
    lastBlock: async () => block("ORDER BY height DESC LIMIT 1"),
    async blockOfSeq(seq) {
      // Of the blocks that begin at one seq only the last can hold entries.
      const found = block("WHERE first_seq <= ? ORDER BY first_seq DESC, height DESC LIMIT 1", seq);
      return found !== null && seq <= found.lastSeq ? found : null;
    },
    async blocks(heights) {
      const { first, last, limit } = bounds(heights);
      return sql
        .all(`${SELECT_BLOCK} WHERE height BETWEEN ? AND ? ORDER BY height ${direction(heights)} LIMIT ?`, first, last, limit)
        .map(readBlock);
    },
    async txOffset(id) {
      const row = sql.get(`${SELECT_TX_OFFSET} WHERE id = ?`, keyValue(id));
      return row === undefined ? null : readTxOffset(row);
    },
    async txOffsetAt(offset) {
      const row = sql.get(`${SELECT_TX_OFFSET} WHERE size > 0 AND start_offset <= ? ORDER BY start_offset DESC LIMIT 1`, offset);
      if (row === undefined) return null;
      const found = readTxOffset(row);
      const start = found.endOffset - found.size + 1;
      return offset < start + Math.ceil(found.size / CHUNK_BYTES) * CHUNK_BYTES ? found : null;
    },
    chunks: async (dataRoot, dataSize) =>
      sql
        .all(
          "SELECT data_root, data_size, left_bound, right_bound, blob FROM chunk WHERE data_root = ? AND data_size = ? ORDER BY left_bound",
          keyValue(dataRoot),
          dataSize,
        )
        .map(readChunk),
    txsByDataRoot: async (dataRoot, dataSize) =>
      sql
        .all("SELECT id FROM item WHERE data_root = ? AND data_size = ? ORDER BY seq", keyValue(dataRoot), dataSize)
        .map((row) => readRow(row).key()),
    async wallet(address) {
      const row = sql.get("SELECT address, balance, last_tx FROM wallet WHERE address = ?", keyValue(address));
      if (row === undefined) return null;
      const read = readRow(row);
      return { address: read.key(), balance: read.text(), lastTx: read.text() };
    },
    async meta(key) {
      const row = sql.get("SELECT value FROM meta WHERE key = ?", key);
      return row === undefined ? null : readRow(row).text();
    },
  };
}

function readChunk(row: SqlRow): ChunkRecord {
  const read = readRow(row);
  return { dataRoot: read.key(), dataSize: read.number(), left: read.number(), right: read.number(), blob: read.blob() };
}
