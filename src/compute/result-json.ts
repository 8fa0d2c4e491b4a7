/**
 * The text of a result: what is stored, served and compared.
 * @module
 */
import type { EvaluationResult } from "../units/compute.ts";

/** JSON in the key order of the reference unit (ao-legacynet 5.2). */
export function resultJson(result: EvaluationResult): string {
  const { Messages, Assignments, Spawns, Output, GasUsed, Error: error } = result;
  return JSON.stringify({ Messages, Assignments, Spawns, Output, GasUsed, Error: error });
}

/** Reads a stored result back. */
export function parseResult(json: string): EvaluationResult {
  return JSON.parse(json) as EvaluationResult;
}
