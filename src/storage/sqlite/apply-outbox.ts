/**
 * Changes of the outbox.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import type { Change } from "../store.ts";
import type { ApplyContext } from "./apply-change.ts";
import { keyValue } from "./row-reader.ts";

type Of<T extends Change["type"]> = Extract<Change, { type: T }>;

export function applyOutbox({ outbox }: ApplyContext, { entry }: Of<"outbox">): void {
  outbox.add(entry);
}

export function applyOutboxSettle({ sql, outbox }: ApplyContext, change: Of<"outbox-settle">): void {
  if (outbox.settle(change)) return;
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
