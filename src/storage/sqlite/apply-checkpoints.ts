/**
 * Changes of checkpoints. A blob lives as long as a checkpoint needs it; then, in the same transaction, it becomes garbage.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import type { Change } from "../store.ts";
import type { ApplyContext } from "./apply-change.ts";
import { blobValue, keyValue } from "./row-reader.ts";
import type { Sql, SqlValue } from "./sql.ts";

type Of<T extends Change["type"]> = Extract<Change, { type: T }>;

export function applyCheckpoint({ sql }: ApplyContext, { checkpoint, keep }: Of<"checkpoint">): void {
  const { slot, blob, size, packs } = checkpoint;
  const process = keyValue(checkpoint.process);
  const missing = packs.find((pack) => sql.get("SELECT 1 FROM checkpoint_blob WHERE blob = ? LIMIT 1", blobValue(pack)) === undefined);
  if (missing !== undefined) throw new LoomError("CONFLICT", "a checkpoint needs a blob that is gone", { details: { blob: missing } });
  const before = blobsOf(sql, process, slot);
  sql.run("DELETE FROM checkpoint_blob WHERE process = ? AND slot = ?", process, slot);
  const upsert = "ON CONFLICT DO UPDATE SET blob = excluded.blob, size = excluded.size";
  sql.run(`INSERT INTO checkpoint (process, slot, blob, size) VALUES (?, ?, ?, ?) ${upsert}`, process, slot, blobValue(blob), size);
  for (const one of [blob, ...packs]) {
    sql.run("INSERT OR IGNORE INTO checkpoint_blob (blob, process, slot) VALUES (?, ?, ?)", blobValue(one), process, slot);
    sql.run("DELETE FROM checkpoint_garbage WHERE blob = ?", blobValue(one));
  }
  const old = sql.all("SELECT slot FROM checkpoint WHERE process = ? ORDER BY slot DESC LIMIT -1 OFFSET ?", process, keep);
  for (const [oldSlot = null] of old) {
    before.push(...blobsOf(sql, process, oldSlot));
    sql.run("DELETE FROM checkpoint WHERE process = ? AND slot = ?", process, oldSlot);
    sql.run("DELETE FROM checkpoint_blob WHERE process = ? AND slot = ?", process, oldSlot);
  }
  const unused = "INSERT OR IGNORE INTO checkpoint_garbage SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM checkpoint_blob WHERE blob = ?1)";
  for (const one of before) sql.run(unused, one);
}

export function applyGarbage({ sql }: ApplyContext, { blobs, action }: Of<"garbage">): void {
  const text =
    action === "add" ? "INSERT OR IGNORE INTO checkpoint_garbage (blob) VALUES (?)" : "DELETE FROM checkpoint_garbage WHERE blob = ?";
  for (const blob of blobs) sql.run(text, blobValue(blob));
}

function blobsOf(sql: Sql, process: SqlValue, slot: SqlValue): SqlValue[] {
  return sql
    .all("SELECT blob FROM checkpoint_blob INDEXED BY checkpoint_blob_of WHERE process = ? AND slot = ?", process, slot)
    .map(([blob = null]) => blob);
}
