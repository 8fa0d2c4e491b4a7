/**
 * From the response of a module to the result that a compute unit stores and serves.
 * @module
 */

import { ENVIRONMENT_1 } from "./environment/1/environment.ts";

/** Entries of an outbox, exactly as the process emitted them. */
export type Emitted = Readonly<Record<string, unknown>>;

/** Key order is that of the reference unit's JSON. With `Error` set the state before the message is kept. */
export interface EvaluationResult {
  readonly Messages: readonly Emitted[];
  readonly Assignments: readonly Emitted[];
  readonly Spawns: readonly Emitted[];
  readonly Output: string | Emitted | readonly unknown[];
  readonly Error?: string;
  readonly GasUsed: number;
}

/** What C's realloc failure looks like from outside; the reference unit keeps the old state then. */
const OUT_OF_MEMORY = "not enough memory for buffer allocation";

/** The result of a message that failed with this text. */
export function errorResult(error: string, gasUsed = 0): EvaluationResult {
  return { Messages: [], Assignments: [], Spawns: [], Output: "", Error: error === "" ? "unknown error" : error, GasUsed: gasUsed };
}

/**
 * Missing lists become empty, numbers in Output text, a truthy `Error` text. A response of another shape becomes an error result
 * that names the field: the same on every machine, and nothing of it is delivered.
 */
export function normalizeResult(response: Readonly<Record<string, unknown>>, gasUsed = 0): EvaluationResult {
  const lists = {
    Messages: emitted(response["Messages"]),
    Assignments: emitted(response["Assignments"]),
    Spawns: emitted(response["Spawns"]),
  };
  const { Messages, Assignments, Spawns } = lists;
  if (Messages === null || Assignments === null || Spawns === null) {
    const field = Messages === null ? "Messages" : Assignments === null ? "Assignments" : "Spawns";
    return errorResult(`the module's response is malformed: ${field} is not a list of objects`, gasUsed);
  }
  const most = ENVIRONMENT_1.result.outboxEntries;
  if (Messages.length + Assignments.length + Spawns.length > most) return errorResult(`the outbox has more than ${most} entries`, gasUsed);
  const error = response["Error"];
  if (error) {
    const text = typeof error === "string" ? error : JSON.stringify(error);
    return { Messages, Assignments, Spawns, Output: "", Error: text, GasUsed: gasUsed };
  }
  const output = normalizeOutput(response["Output"]);
  if (output === null) return errorResult("the module's response is malformed: Output is neither text nor object", gasUsed);
  if (outputText(output).endsWith(OUT_OF_MEMORY)) return errorResult(outputText(output), gasUsed);
  return { Messages, Assignments, Spawns, Output: output, GasUsed: gasUsed };
}

function emitted(value: unknown): readonly Emitted[] | null {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) && value.every(isRecord) ? value : null;
}

function isRecord(value: unknown): value is Emitted {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function normalizeOutput(value: unknown): EvaluationResult["Output"] | null {
  if (value === undefined || value === null) return "";
  if (typeof value === "number") return String(value);
  if (typeof value === "string" || Array.isArray(value)) return value;
  return isRecord(value) ? value : null;
}

/** The text in which the reference unit looks for memory failures: Output itself, or Output.data.output. */
function outputText(output: EvaluationResult["Output"]): string {
  if (typeof output === "string") return output;
  if (!isRecord(output)) return "";
  const data = output["data"];
  const text = isRecord(data) ? data["output"] : undefined;
  return typeof text === "string" ? text : "";
}
