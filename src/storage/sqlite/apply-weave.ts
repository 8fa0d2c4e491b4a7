/**
 * Changes of blocks, transaction offsets, chunks and wallets.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import type { Change } from "../store.ts";
import type { ApplyContext } from "./apply-change.ts";
import { blobValue, keyValue, readRow } from "./row-reader.ts";
import { blockValues, INSERT_BLOCK, INSERT_TX_OFFSET, txOffsetValues } from "./weave-rows.ts";

type Of<T extends Change["type"]> = Extract<Change, { type: T }>;

/** The first block may have any height; its entries begin at seq 1. */
export function applyBlock({ sql, counters }: ApplyContext, { block, offsets }: Of<"block">): void {
  const row = sql.get("SELECT height, last_seq FROM block ORDER BY height DESC LIMIT 1");
  const last = row === undefined ? null : readRow(row);
  const height = last === null ? block.height : last.number() + 1;
  const firstSeq = last === null ? 1 : last.number() + 1;
  const fits = block.height === height && block.firstSeq === firstSeq && block.lastSeq >= firstSeq - 1 && block.lastSeq <= counters.seq;
  if (!fits) {
    const details = {
      height: block.height,
      firstSeq: block.firstSeq,
      lastSeq: block.lastSeq,
      expected: { height, firstSeq, newestSeq: counters.seq },
    };
    throw new LoomError("CONFLICT", `block ${block.height} does not follow the last block`, { details });
  }
  sql.run(INSERT_BLOCK, ...blockValues(block));
  for (const offset of offsets) sql.run(INSERT_TX_OFFSET, ...txOffsetValues(offset));
}

export function applyChunk({ sql }: ApplyContext, { chunk }: Of<"chunk">): void {
  const values = [keyValue(chunk.dataRoot), chunk.dataSize, chunk.left, chunk.right, blobValue(chunk.blob)];
  // A data root fixes the bounds of its chunks, so the chunk that is there is this one.
  sql.run(
    "INSERT INTO chunk (data_root, data_size, left_bound, right_bound, blob) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    ...values,
  );
}

export function applyChunksDrop({ sql }: ApplyContext, change: Of<"chunks-drop">): void {
  sql.run("DELETE FROM chunk WHERE data_root = ? AND data_size = ?", keyValue(change.dataRoot), change.dataSize);
}

export function applyWallet({ sql }: ApplyContext, { wallet }: Of<"wallet">): void {
  sql.run(
    "INSERT INTO wallet (address, balance, last_tx) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET balance = excluded.balance, last_tx = excluded.last_tx",
    keyValue(wallet.address),
    wallet.balance,
    wallet.lastTx,
  );
}
