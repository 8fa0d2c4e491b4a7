/**
 * How the evaluation of one message can end, and how a thrown thing maps to it.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { ABORT, type AbortReason, type Aborts, LONGJMP } from "./aborts.ts";
import { ENVIRONMENT_1 } from "./environment/1/environment.ts";
import { jsonDepth } from "./json-depth.ts";
import type { MessageMeter } from "./meter.ts";

export type VmOutcome =
  /** The module answered ok. `raw` is the whole text it returned, `response` its response object. */
  | { readonly kind: "ok"; readonly response: Readonly<Record<string, unknown>>; readonly raw: string; readonly gasUsed: number }
  /**
   * The module reported ok:false, trapped, met a limit, or answered nonsense: a result of the message, the same on every machine.
   * Gas of a trap is what was written down when it trapped: a deterministic part of what was used.
   */
  | { readonly kind: "error"; readonly error: string; readonly gasUsed: number }
  /** Weave files that must be here first, as paths (`/data/<id>`, `/tx/<id>`, `/tx2/<id>`, `/block/<height>`). Roll back, fetch, run again. */
  | { readonly kind: "need"; readonly ids: readonly string[] }
  /** This machine failed, not the module: never a result. */
  | { readonly kind: "host-fault"; readonly reason: string };

/** What a module answered, before gas is known. */
export type Answer =
  | { readonly kind: "ok"; readonly response: Readonly<Record<string, unknown>>; readonly raw: string }
  | { readonly kind: "error"; readonly error: string };

const LIMITS = ENVIRONMENT_1.result;

/** Names of traps in the words of the WebAssembly specification; the engine's own words may change between versions. */
const TRAPS: readonly (readonly [RegExp, string])[] = [
  [/unreachable/, "unreachable"],
  [/memory access out of bounds/, "out of bounds memory access"],
  [/table index is out of bounds|table access out of bounds|table or/, "out of bounds table access"],
  [/null function or function signature mismatch|signature mismatch/, "indirect call type mismatch"],
  [/divide by zero|remainder by zero/, "integer divide by zero"],
  [/divide result unrepresentable/, "integer overflow"],
  [/float unrepresentable in integer range/, "invalid conversion to integer"],
  [/data segment|segment/, "out of bounds segment"],
];

/**
 * What a thing thrown out of the module means. Told apart by identity, then by the instance's own counters: a trap looks the same
 * whether the module did it or a check that was put in.
 */
export function describeFailure(thrown: unknown, aborts: Aborts, meter: MessageMeter): AbortReason {
  if (aborts.reason !== null) return aborts.reason;
  if (thrown === LONGJMP) return { kind: "error", error: "trap: longjmp outside a protected call" };
  if (thrown instanceof WebAssembly.RuntimeError) {
    if (meter.faulted) return { kind: "host-fault", reason: "memory could not grow" };
    if (meter.outOfGas) return { kind: "error", error: ENVIRONMENT_1.texts.outOfGas };
    if (meter.tooDeep) return { kind: "error", error: ENVIRONMENT_1.texts.tooDeep };
    const name = TRAPS.find(([pattern]) => pattern.test(thrown.message))?.[1];
    return { kind: "error", error: `trap: ${name ?? "other"}` };
  }
  // RangeError is the engine's own: its stack is full, or it has no memory left.
  const text = thrown === ABORT ? "abort without a reason" : thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return { kind: "host-fault", reason: text };
}

/** Reads the JSON text that `handle` returned. */
export function parseAnswer(raw: string, printed: string): Answer {
  if (jsonDepth(raw) > LIMITS.depth) return { kind: "error", error: `the result is nested deeper than ${LIMITS.depth} levels` };
  const answer = parseObject(raw);
  if (answer === null) {
    const said = printed === "" ? "" : `: ${printed.trim()}`;
    return { kind: "error", error: raw === "" ? `the module returned nothing${said}` : "the module returned no JSON object" };
  }
  const response: unknown = answer["response"];
  if (answer["ok"] !== true) return { kind: "error", error: typeof response === "string" ? response : JSON.stringify(response ?? null) };
  if (!isObject(response)) return { kind: "error", error: "the module's response is not an object" };
  return { kind: "ok", response, raw };
}

function parseObject(raw: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(raw);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** For callers that must not go on with an instance in an unknown state. */
export function taintedError(): LoomError {
  return new LoomError("INTERNAL", "the instance failed before and was not restored");
}
