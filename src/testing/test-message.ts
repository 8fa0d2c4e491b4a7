/**
 * What travels in a simulated network, and what a test sees of it.
 * @module
 */
import type { Id } from "../base/ids.ts";
import type { Tag } from "../base/tags.ts";
import type { EvaluationResult } from "../vm/normalize-result.ts";

/** Fields of a message that a test sends. Every other key is a tag; numbers and booleans become text. */
export interface OutgoingMessage {
  readonly Data?: string;
  readonly Anchor?: string;
  /** Tags beside those that are keys: for names that are fields too. */
  readonly Tags?: Readonly<Record<string, string | number | boolean>> | readonly Tag[];
  readonly [tag: string]: unknown;
}

/** A message as a process of the network receives it, or a wallet. */
export interface NetMessage {
  readonly id: Id;
  readonly target: string;
  /** The process or wallet that it is from. */
  readonly from: string;
  /** Who signed: a wallet, or the network's messenger. */
  readonly owner: string;
  readonly data: string;
  readonly anchor: string | null;
  readonly tags: readonly Tag[];
}

/** A message that a process emitted. */
export interface SentMessage {
  readonly id: Id;
  /** The process that sent it. */
  readonly from: Id;
  readonly target: string;
  readonly data: string;
  /** The first value of each tag. */
  readonly tags: Readonly<Record<string, string>>;
  /** The tag `Action`, "" when there is none. */
  readonly action: string;
}

/** Something that waits to be delivered. `spawn` makes a process and tells its parent. */
export type Delivery =
  | { readonly kind: "message"; readonly message: NetMessage }
  | { readonly kind: "spawn"; readonly message: NetMessage; readonly notice: NetMessage }
  | { readonly kind: "assign"; readonly message: NetMessage; readonly process: Id };

/** What one message did. */
export interface TestResult {
  /** Null when it went well; then what it changed is kept. */
  readonly error: string | null;
  /** Text that was printed or returned. */
  readonly output: string;
  readonly messages: readonly SentMessage[];
  /** Ids of the processes that it asked for; they exist once delivered. */
  readonly spawns: readonly Id[];
  readonly gasUsed: number;
  /** The result as a compute unit would serve it. */
  readonly raw: EvaluationResult;
}

/** The first value of each tag. */
export function tagMap(tags: readonly Tag[]): Record<string, string> {
  const map: Record<string, string> = {};
  for (const { name, value } of tags) map[name] ??= value;
  return map;
}

/** Printed text of a result, in whichever of its shapes. */
export function outputText(output: EvaluationResult["Output"]): string {
  if (typeof output === "string") return output;
  if (!isRecord(output)) return "";
  const { data } = output;
  if (typeof data === "string") return data;
  if (isRecord(data) && typeof data["output"] === "string") return data["output"];
  return data === undefined || data === null ? "" : JSON.stringify(data);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
