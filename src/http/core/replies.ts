/**
 * Ways to answer.
 * @module
 */
import { type LoomError, toLoomError } from "../../base/errors.ts";
import type { Reply } from "./types.ts";

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { "content-type": "application/json; charset=utf-8", ...headers }, body: JSON.stringify(value) };
}

export function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers }, body: text };
}

/** `{error, code, help, details?}`; `error` is what the reference clients print. An unforeseen fault shows no inner text. */
export function errorReply(thrown: unknown): { reply: Reply; error: LoomError } {
  const error = toLoomError(thrown);
  const hidden = error.code === "INTERNAL";
  const body = {
    error: hidden ? "internal fault" : error.message,
    code: error.code,
    help: error.help,
    ...(Object.keys(error.details).length > 0 && !hidden ? { details: error.details } : {}),
  };
  const wait = error.details["retryAfterSeconds"];
  const retryAfter = typeof wait === "number" ? wait : error.retryable && error.status !== 500 ? 1 : null;
  return { reply: json(error.status, body, retryAfter === null ? {} : { "retry-after": String(retryAfter) }), error };
}
