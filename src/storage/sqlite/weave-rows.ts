/**
 * Blocks and transaction offsets as rows.
 * @module
 */
import type { BlockRecord, TxOffsetRecord } from "../records.ts";
import { keyValue, readRow } from "./row-reader.ts";
import type { SqlRow, SqlValue } from "./sql.ts";

const BLOCK_COLUMNS = "height, id, previous, timestamp, first_seq, last_seq, json, weave_size";
const OFFSET_COLUMNS = "start_offset, id, height, size, data_root";

export const INSERT_BLOCK = `INSERT INTO block (${BLOCK_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
export const SELECT_BLOCK = `SELECT ${BLOCK_COLUMNS} FROM block`;
export const INSERT_TX_OFFSET = `INSERT INTO tx_offset (${OFFSET_COLUMNS}) VALUES (?, ?, ?, ?, ?)`;
export const SELECT_TX_OFFSET = `SELECT ${OFFSET_COLUMNS} FROM tx_offset`;

export function blockValues(block: BlockRecord): SqlValue[] {
  return [block.height, block.id, block.previous, block.timestamp, block.firstSeq, block.lastSeq, block.json, block.weaveSize];
}

export function readBlock(row: SqlRow): BlockRecord {
  const read = readRow(row);
  return {
    height: read.number(),
    id: read.text(),
    previous: read.text(),
    timestamp: read.number(),
    firstSeq: read.number(),
    lastSeq: read.number(),
    json: read.text(),
    weaveSize: read.text(),
  };
}

/** Kept by the first byte (1-based): the last start at or before an offset is the transaction that covers it, padding included. */
export function txOffsetValues(offset: TxOffsetRecord): SqlValue[] {
  return [offset.endOffset - offset.size + 1, keyValue(offset.id), offset.height, offset.size, keyValue(offset.dataRoot)];
}

export function readTxOffset(row: SqlRow): TxOffsetRecord {
  const read = readRow(row);
  const start = read.number();
  const [id, height, size, dataRoot] = [read.key(), read.number(), read.number(), read.key()];
  return { id, height, endOffset: start + size - 1, size, dataRoot };
}
