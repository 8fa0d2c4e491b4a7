/**
 * Changes of the outbox. The count of pushes under a root is kept beside it, for the push limit.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import type { Change } from "../store.ts";
import type { ApplyContext } from "./apply-change.ts";
import { INSERT_OUTBOX, outboxValues } from "./outbox-rows.ts";
import { keyValue } from "./row-reader.ts";

type Of<T extends Change["type"]> = Extract<Change, { type: T }>;

export function applyOutbox({ sql }: ApplyContext, { entry }: Of<"outbox">): void {
  sql.run(INSERT_OUTBOX, ...outboxValues(entry));
  sql.run("INSERT INTO push_count (root, count) VALUES (?, 1) ON CONFLICT DO UPDATE SET count = count + 1", keyValue(entry.root));
}

export function applyOutboxSettle({ sql }: ApplyContext, change: Of<"outbox-settle">): void {
  const changed = sql.run(
    "UPDATE outbox SET state = ?, reason = ? WHERE process = ? AND slot = ? AND position = ? AND state = 'pending'",
    change.state,
    change.reason,
    keyValue(change.process),
    change.slot,
    change.index,
  );
  if (changed === 1) return;
  const { process, slot, index } = change;
  throw new LoomError("CONFLICT", "the outbox entry is not pending", { details: { process, slot, index } });
}
