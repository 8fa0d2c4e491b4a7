/**
 * Outbox rows of the running transaction, written at its end. A message is delivered in the transaction of the result that sends it, as a
 * rule: so its row is written once, as delivered, and never enters the index of what is pending. The pushes of a root are one row, too.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import type { OutboxRecord } from "../records.ts";
import type { Change } from "../store.ts";
import { INSERT_OUTBOX, outboxValues } from "./outbox-rows.ts";
import { keyValue } from "./row-reader.ts";
import type { Sql } from "./sql.ts";

export interface LateOutbox {
  /** @throws LoomError CONFLICT for a place that is taken in this transaction; one taken before it is found by `write` */
  add(entry: OutboxRecord): void;
  /** Whether the entry is of this transaction and was pending; it is settled then. */
  settle(change: Extract<Change, { type: "outbox-settle" }>): boolean;
  write(): void;
  /** After a rollback. */
  forget(): void;
}

const ADD_PUSHES = "INSERT INTO push_count (root, count) VALUES (?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count";

export function createLateOutbox(sql: Sql): LateOutbox {
  const entries = new Map<string, OutboxRecord>();
  const pushes = new Map<string, number>();
  const forget = (): void => {
    entries.clear();
    pushes.clear();
  };
  return {
    add(entry) {
      const { process, slot, index, root } = entry;
      const key = keyOf(entry);
      if (entries.has(key)) throw new LoomError("CONFLICT", "another outbox entry has this place", { details: { process, slot, index } });
      entries.set(key, entry);
      pushes.set(root, (pushes.get(root) ?? 0) + 1);
    },
    settle(change) {
      const key = keyOf(change);
      const entry = entries.get(key);
      if (entry?.state !== "pending") return false;
      entries.set(key, { ...entry, state: change.state, reason: change.reason });
      return true;
    },
    write() {
      if (entries.size === 0) return;
      for (const entry of entries.values()) sql.run(INSERT_OUTBOX, ...outboxValues(entry));
      for (const [root, count] of pushes) sql.run(ADD_PUSHES, keyValue(root), count);
      forget();
    },
    forget,
  };
}

function keyOf({ process, slot, index }: Pick<OutboxRecord, "process" | "slot" | "index">): string {
  return `${process} ${slot} ${index}`;
}
