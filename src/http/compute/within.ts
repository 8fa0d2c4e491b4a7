/**
 * Waiting for work that goes on whether or not the client stays.
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { LoomError } from "../../base/errors.ts";

/**
 * The value of `work`, unless the client leaves or the time runs out first.
 * @throws LoomError TIMED_OUT, what `work` throws, and the signal's reason
 */
export async function within<T>(work: Promise<T>, limitMs: number, signal: AbortSignal, clock: Clock): Promise<T> {
  // The loser of the race must not surface as an unhandled rejection.
  work.catch(() => {});
  let stop = (): void => {};
  const given = new Promise<never>((_resolve, reject) => {
    const cancel = clock.after(limitMs, () =>
      reject(new LoomError("TIMED_OUT", `no answer within ${limitMs} ms; the evaluation continues`)),
    );
    const leave = (): void => reject(signal.reason);
    signal.addEventListener("abort", leave, { once: true });
    stop = () => {
      cancel();
      signal.removeEventListener("abort", leave);
    };
  });
  try {
    return await Promise.race([work, given]);
  } finally {
    stop();
  }
}
