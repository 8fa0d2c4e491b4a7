/**
 * Ways a host import leaves the module other than by returning. JavaScript exceptions unwind the module's frames; two constant
 * objects, told apart by identity, say whether a protected call may catch them.
 * @module
 */

/** Thrown for the module's own longjmp; the innermost invoke_* catches it. */
export const LONGJMP: unique symbol = Symbol("longjmp");

/** Thrown to end the message; nothing inside the module may catch it. */
export const ABORT: unique symbol = Symbol("abort");

export type AbortReason =
  | { readonly kind: "error"; readonly error: string }
  | { readonly kind: "need"; readonly ids: readonly string[] }
  | { readonly kind: "host-fault"; readonly reason: string };

export interface Aborts {
  /** Why the message ended; the first reason counts, even if the module swallowed the exception. */
  readonly reason: AbortReason | null;
  clear(): void;
  abort(reason: AbortReason): never;
  /** Ends the message with the same meaning as a wasm trap. */
  trap(text: string): never;
}

export function createAborts(): Aborts {
  let reason: AbortReason | null = null;
  const abort = (next: AbortReason): never => {
    reason ??= next;
    throw ABORT;
  };
  return {
    get reason() {
      return reason;
    },
    clear() {
      reason = null;
    },
    abort,
    trap: (text) => abort({ kind: "error", error: `trap: ${text}` }),
  };
}
