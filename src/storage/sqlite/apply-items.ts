/**
 * Changes of items and metadata.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import type { Change } from "../store.ts";
import type { ApplyContext } from "./apply-change.ts";
import { blobValues, INSERT_ITEM, itemValues } from "./item-rows.ts";
import { keyValue } from "./row-reader.ts";

type Of<T extends Change["type"]> = Extract<Change, { type: T }>;

export function applyItem({ sql, counters, index, recent }: ApplyContext, { item }: Of<"item">): void {
  const seq = counters.seq + 1;
  if (sql.run(INSERT_ITEM, seq, ...itemValues(item)) === 0) return;
  counters.seq = seq;
  counters.newestItem = item.id;
  recent.putItem(item);
  index.addItem(seq, item);
}

export function applyItemData({ sql }: ApplyContext, change: Of<"item-data">): void {
  const { bytes } = change;
  const changed = sql.run(
    "UPDATE item SET blob = ?, blob_offset = ?, blob_size = ?, body = ?, data_hash = ? WHERE id = ?",
    ...blobValues(bytes.kind === "blob" ? bytes : null),
    bytes.kind === "inline" ? bytes.bytes : null,
    change.dataHash,
    keyValue(change.id),
  );
  if (changed === 0) throw new LoomError("CONFLICT", "data for a transaction that is not stored", { details: { id: change.id } });
}

export function applyMeta({ sql }: ApplyContext, change: Of<"meta">): void {
  sql.run("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", change.key, change.value);
}
