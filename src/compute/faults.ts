/**
 * Ways in which work on a process can stop short of a result.
 * @module
 */
import { LoomError, toLoomError } from "../base/errors.ts";
import type { Outcome } from "./worker/protocol.ts";

export type Fault =
  /** Weave files that slot `slot` asks for. */
  | { readonly kind: "need"; readonly slot: number; readonly paths: readonly string[] }
  /** The worker is gone or taken by another process; nothing is wrong with this one. */
  | { readonly kind: "displaced" }
  /** This machine failed on this process. */
  | { readonly kind: "host"; readonly reason: string }
  /** The process cannot run at all. */
  | { readonly kind: "refused"; readonly error: LoomError }
  /** The state in the worker is ahead of the store. */
  | { readonly kind: "store"; readonly error: LoomError };

/** What an outcome that is no answer means for the process whose job it was. */
export function outcomeFault(outcome: Outcome, slot: number): Fault {
  switch (outcome.kind) {
    case "need":
      return { kind: "need", slot, paths: outcome.paths };
    case "moved":
      return { kind: "displaced" };
    case "lost":
      return outcome.running ? { kind: "host", reason: outcome.reason } : { kind: "displaced" };
    case "timeout":
      return { kind: "host", reason: "a message ran longer than any may; its worker was ended" };
    case "host-fault":
      return { kind: "host", reason: outcome.reason };
    case "refused":
      return outcome.code === "CHECKPOINT_INVALID"
        ? { kind: "host", reason: outcome.reason }
        : { kind: "refused", error: new LoomError(outcome.code, outcome.reason) };
    default:
      return { kind: "host", reason: `a worker answered ${outcome.kind}` };
  }
}

const REFUSALS: ReadonlySet<string> = new Set([
  "PROCESS_NOT_FOUND",
  "MODULE_NOT_FOUND",
  "MODULE_INVALID",
  "LIMIT_EXCEEDED",
  "ENVIRONMENT_UNKNOWN",
]);

/** What a thrown thing means for the process that was worked on. */
export function thrownFault(thrown: unknown): Fault {
  const error = toLoomError(thrown);
  if (error.code === "STORE_FAILED" || error.code === "CONFLICT") return { kind: "store", error };
  if (REFUSALS.has(error.code)) return { kind: "refused", error };
  return { kind: "host", reason: error.message };
}
