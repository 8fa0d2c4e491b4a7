/**
 * Waiting for work that goes on whether or not the client stays.
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { LoomError } from "../../base/errors.ts";
import type { Leaving } from "../core/types.ts";

/**
 * The value of `work`, unless the client leaves or the time runs out first.
 * @throws LoomError TIMED_OUT, what `work` throws, and the reason of leaving
 */
export type Within = <T>(work: Promise<T>, leaving: Leaving) => Promise<T>;

interface Wait {
  readonly endsMs: number;
  readonly giveUp: () => void;
}

/** All wait equally long, so they end in the order in which they began, and one timer for the oldest serves them all. */
export function createWithin(limitMs: number, clock: Pick<Clock, "monotonic" | "after">): Within {
  const waits = new Set<Wait>();
  let armed = false;
  const arm = (ms: number): void => {
    armed = true;
    clock.after(ms, endOldest);
  };
  const endOldest = (): void => {
    armed = false;
    const now = clock.monotonic();
    for (const wait of waits) {
      if (wait.endsMs > now) return arm(wait.endsMs - now);
      waits.delete(wait);
      wait.giveUp();
    }
  };
  return (work, leaving) =>
    new Promise((resolve, reject) => {
      const wait: Wait = {
        endsMs: clock.monotonic() + limitMs,
        giveUp: () => {
          stopListening();
          reject(new LoomError("TIMED_OUT", `no answer within ${limitMs} ms; the evaluation continues`));
        },
      };
      // The timer stays when the wait is over: setting and clearing one for each request costs more than a late look at who still waits.
      waits.add(wait);
      if (!armed) arm(limitMs);
      const stopListening = leaving.onLeave((reason) => {
        waits.delete(wait);
        reject(reason);
      });
      const stop = (): void => {
        waits.delete(wait);
        stopListening();
      };
      work.then(
        (value) => {
          stop();
          resolve(value);
        },
        (thrown: unknown) => {
          stop();
          reject(thrown);
        },
      );
    });
}
