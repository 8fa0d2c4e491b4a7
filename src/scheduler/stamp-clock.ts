/**
 * Times of assignments: never before the clock, never before a block that was made, strictly increasing within a process.
 * @module
 */
import type { Clock } from "../base/clock.ts";

export interface StampClock {
  /** Next timestamp of a process whose last one is `previous`, in milliseconds. */
  next(previous: number): number;
  /** Newest timestamp that was given, 0 before the first. */
  last(): number;
  /** No timestamp before `timestampMs` from now on. */
  notBefore(timestampMs: number): void;
}

/** `last`: newest timestamp of the store, in milliseconds. */
export function createStampClock(last: number, clock: Clock): StampClock {
  let newest = last;
  let floor = 0;
  return {
    next: (previous) => {
      const timestamp = Math.max(Math.floor(clock.now()), previous + 1, floor);
      newest = Math.max(newest, timestamp);
      return timestamp;
    },
    last: () => newest,
    notBefore: (timestampMs) => {
      floor = Math.max(floor, Math.ceil(timestampMs));
    },
  };
}
