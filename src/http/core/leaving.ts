/**
 * Whether anybody still waits for the answer of a request.
 * @module
 */
import type { ServerResponse } from "node:http";
import { LoomError } from "../../base/errors.ts";
import type { Leaving } from "./types.ts";

type Listener = (reason: LoomError) => void;

export interface RequestLeaving extends Leaving {
  /** Nobody waits any more. */
  leave(reason: LoomError): void;
  /** The answer is known: nobody is told any more. */
  end(): void;
}

/**
 * `open` holds the requests that have listeners, for a node that stops. Does nothing until a route listens, as most never do; an
 * AbortSignal would cost as much as the rest of the server's work for a request.
 */
export function createLeaving(response: ServerResponse, open: Set<RequestLeaving>): RequestLeaving {
  let listeners: Set<Listener> | null = null;
  const leaving: RequestLeaving = {
    onLeave: (listener) => {
      if (response.destroyed) {
        listener(clientLeft());
        return () => {};
      }
      if (listeners === null) {
        const told = new Set<Listener>();
        listeners = told;
        open.add(leaving);
        // Stays: the response closes once, soon after the answer, and taking a listener away costs more than the call.
        response.on("close", () => {
          if (told.size > 0) leaving.leave(clientLeft());
        });
      }
      listeners.add(listener);
      return () => listeners?.delete(listener);
    },
    leave: (reason) => {
      open.delete(leaving);
      for (const listener of listeners ?? []) {
        listeners?.delete(listener);
        listener(reason);
      }
    },
    end: () => {
      open.delete(leaving);
      listeners?.clear();
    },
  };
  return leaving;
}

function clientLeft(): LoomError {
  return new LoomError("BAD_REQUEST", "the client went away");
}
