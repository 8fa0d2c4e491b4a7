/**
 * Changes of logs: assignments and results.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import type { Id } from "../../base/ids.ts";
import type { Change } from "../store.ts";
import type { ApplyContext } from "./apply-change.ts";
import { assignmentValues, INSERT_ASSIGNMENT } from "./assignment-rows.ts";
import { keyValue } from "./row-reader.ts";

type Of<T extends Change["type"]> = Extract<Change, { type: T }>;

export function applyAssignment(
  { sql, counters, signers, index, positions, recent }: ApplyContext,
  { assignment, dedupeKey }: Of<"assignment">,
): void {
  const at = positions.get(assignment.process);
  const { slot, timestamp } = assignment;
  const details = { process: assignment.process, slot, headSlot: at.headSlot };
  if (slot !== at.headSlot + 1) throw new LoomError("CONFLICT", `slot ${slot} does not follow the head ${at.headSlot}`, { details });
  if (at.headSlot >= 0 && timestamp <= at.headTimestamp)
    throw new LoomError("CONFLICT", "the timestamp is not after the head's", { details });
  const seq = counters.seq + 1;
  // The unique indexes on id and on (process, dedupe_key) refuse the rest.
  const beside = counters.newestItem === assignment.message ? 1 : 0;
  sql.run(INSERT_ASSIGNMENT, seq, dedupeKey, beside, ...assignmentValues(assignment, signers));
  const { id, hashChain } = assignment;
  positions.set(assignment.process, { headSlot: slot, headTimestamp: timestamp, assignment: id, hashChain, resultSlot: at.resultSlot });
  recent.putAssignment(assignment);
  index.addAssignment(seq, assignment);
  counters.seq = seq;
  counters.newestItem = "";
  counters.timestamp = Math.max(counters.timestamp, timestamp);
}

export function applyResult({ sql, positions, recent }: ApplyContext, { result, assignment }: Of<"result">): void {
  if (assignment !== undefined) requireAssignment(result.process, result.slot, assignment, { sql, recent });
  const at = positions.get(result.process);
  const { resultSlot } = at;
  if (result.slot !== resultSlot + 1) {
    const details = { process: result.process, slot: result.slot, resultSlot };
    throw new LoomError("CONFLICT", `result of slot ${result.slot} does not follow that of slot ${resultSlot}`, { details });
  }
  const values = [keyValue(result.process), result.slot, keyValue(result.message), result.timestamp, result.failed ? 1 : 0, result.json];
  sql.run("INSERT INTO result (process, slot, message, timestamp, failed, json) VALUES (?, ?, ?, ?, ?, ?)", ...values);
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
