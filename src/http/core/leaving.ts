/**
 * Whether anybody still waits for the answer of a request.
 * @module
 */
import type { ServerResponse } from "node:http";
import { LoomError } from "../../base/errors.ts";
import type { Leaving } from "./types.ts";

export interface RequestLeaving extends Leaving {
  /** Nobody waits any more. */
  leave(reason: LoomError): void;
  /** The answer is known: nobody is told any more. */
  end(): void;
}

/**
 * `open` holds the requests that have a listener, for a node that stops. Does nothing until a route listens, as most never do; an
 * AbortSignal would cost as much as the rest of the server's work for a request.
 */
export function createLeaving(response: ServerResponse, open: Set<RequestLeaving>): RequestLeaving {
  let told: ((reason: LoomError) => void) | null = null;
  let watching = false;
  const leaving: RequestLeaving = {
    onLeave: (listener) => {
      if (response.destroyed) {
        listener(clientLeft());
        return () => {};
      }
      told = listener;
      if (!watching) {
        watching = true;
        open.add(leaving);
        // Stays: the response closes once, soon after the answer, and taking a listener away costs more than the call.
        response.on("close", () => {
          if (told !== null) leaving.leave(clientLeft());
        });
      }
      return () => {
        if (told === listener) told = null;
      };
    },
    leave: (reason) => {
      const listener = told;
      told = null;
      listener?.(reason);
    },
    end: () => {
      told = null;
      if (watching) open.delete(leaving);
    },
  };
  return leaving;
}

function clientLeft(): LoomError {
  return new LoomError("BAD_REQUEST", "the client went away");
}
