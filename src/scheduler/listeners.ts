/**
 * Who wants to hear of something. A listener that throws is logged and harms nobody else.
 * @module
 */
import type { Logger } from "../base/logger.ts";

export interface Listeners<T> {
  call(value: T): void;
  /** Returns the stop function. */
  add(listener: (value: T) => void): () => void;
}

export function createListeners<T>(logger: Logger): Listeners<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    call: (value) => {
      for (const listener of listeners) {
        try {
          listener(value);
        } catch (err) {
          logger.error({ err }, "listener failed");
        }
      }
    },
    add: (listener) => {
      // A function that is added twice is called twice, and stops once each.
      const own = (value: T): void => listener(value);
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
  };
}
