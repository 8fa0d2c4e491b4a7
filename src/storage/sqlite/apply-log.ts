/**
 * Changes of logs: assignments and results. `process` rows carry both positions of a process.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import type { Id } from "../../base/ids.ts";
import type { Change } from "../store.ts";
import type { ApplyContext } from "./apply-change.ts";
import { assignmentValues, INSERT_ASSIGNMENT } from "./assignment-rows.ts";
import { keyValue } from "./row-reader.ts";

type Of<T extends Change["type"]> = Extract<Change, { type: T }>;

const UPSERT_HEAD = `INSERT INTO process (process, head_slot, head_assignment, head_hash_chain, head_timestamp, result_slot) VALUES (?, ?, ?, ?, ?, -1)
  ON CONFLICT DO UPDATE SET head_slot = excluded.head_slot, head_assignment = excluded.head_assignment,
  head_hash_chain = excluded.head_hash_chain, head_timestamp = excluded.head_timestamp`;
const UPSERT_RESULT_SLOT = `INSERT INTO process (process, head_slot, head_timestamp, result_slot) VALUES (?, -1, 0, ?)
  ON CONFLICT DO UPDATE SET result_slot = excluded.result_slot`;

export function applyAssignment(
  { sql, counters, signers, index, positions, recent }: ApplyContext,
  { assignment, dedupeKey }: Of<"assignment">,
): void {
  const process = keyValue(assignment.process);
  const at = positions.get(assignment.process);
  const { slot, timestamp } = assignment;
  const details = { process: assignment.process, slot, headSlot: at.headSlot };
  if (slot !== at.headSlot + 1) throw new LoomError("CONFLICT", `slot ${slot} does not follow the head ${at.headSlot}`, { details });
  if (at.headSlot >= 0 && timestamp <= at.headTimestamp)
    throw new LoomError("CONFLICT", "the timestamp is not after the head's", { details });
  const seq = counters.seq + 1;
  // The unique indexes on id and on (process, dedupe_key) refuse the rest.
  sql.run(INSERT_ASSIGNMENT, seq, dedupeKey, ...assignmentValues(assignment, signers));
  sql.run(UPSERT_HEAD, process, slot, keyValue(assignment.id), keyValue(assignment.hashChain), timestamp);
  positions.set(assignment.process, {
    ...at,
    headSlot: slot,
    headTimestamp: timestamp,
    assignment: assignment.id,
    hashChain: assignment.hashChain,
  });
  recent.putAssignment(assignment);
  index.addAssignment(seq, assignment);
  counters.seq = seq;
  counters.timestamp = Math.max(counters.timestamp, timestamp);
}

export function applyResult({ sql, positions, recent }: ApplyContext, { result, assignment }: Of<"result">): void {
  const process = keyValue(result.process);
  if (assignment !== undefined) requireAssignment(result.process, result.slot, assignment, { sql, recent });
  const at = positions.get(result.process);
  const { resultSlot } = at;
  if (result.slot !== resultSlot + 1) {
    const details = { process: result.process, slot: result.slot, resultSlot };
    throw new LoomError("CONFLICT", `result of slot ${result.slot} does not follow that of slot ${resultSlot}`, { details });
  }
  const values = [process, result.slot, keyValue(result.message), result.timestamp, result.failed ? 1 : 0, result.json];
  sql.run("INSERT INTO result (process, slot, message, timestamp, failed, json) VALUES (?, ?, ?, ?, ?, ?)", ...values);
  sql.run(UPSERT_RESULT_SLOT, process, result.slot);
  positions.set(result.process, { ...at, resultSlot: result.slot });
  recent.putResult(result);
}

function requireAssignment(process: Id, slot: number, assignment: Id, { sql, recent }: Pick<ApplyContext, "sql" | "recent">): void {
  if (recent.assignment(process, slot)?.id === assignment) return;
  const values = [keyValue(process), slot, keyValue(assignment)];
  if (sql.get("SELECT 1 FROM assignment WHERE process = ? AND slot = ? AND id = ?", ...values) !== undefined) return;
  const details = { process, slot, assignment };
  throw new LoomError("CONFLICT", `slot ${slot} does not have the assignment that was evaluated`, { details });
}
