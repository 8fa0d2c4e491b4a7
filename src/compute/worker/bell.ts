/**
 * How a worker hears of new jobs. A thread that sleeps in its event loop is woken through a file and takes its messages through several
 * turns of it; one that sleeps on a number in shared memory costs a third of that. So a worker that has just worked stays at the bell
 * for a while, and only then goes back to its event loop, which takes messages as ever and does what else is to be done there.
 * @module
 */

/** The side of the one who posts. */
export interface Bell {
  /** For `createListening` in the worker. */
  readonly counter: Int32Array<SharedArrayBuffer>;
  /** To be called after a message was posted. */
  ring(): void;
}

export interface Listening {
  /** Takes messages, and waits for more, until none came for a while or the event loop is due. */
  stay(take: () => boolean): void;
}

/** Between two jobs of a process that is at work. */
const QUIET_MS = 20;
/** The event loop has a turn at least so often: the engine does part of its housekeeping there. */
const STAY_MS = 200;

export function createBell(): Bell {
  const counter = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  return {
    counter,
    ring() {
      Atomics.add(counter, 0, 1);
      Atomics.notify(counter, 0);
    },
  };
}

/** `take` handles one message that has come; false when there is none. */
export function createListening(counter: Int32Array<SharedArrayBuffer>, monotonic: () => number): Listening {
  return {
    stay(take) {
      for (const until = monotonic() + STAY_MS; monotonic() < until; ) {
        // Read before looking: what is posted after the look has rung, so the wait ends at once.
        const heard = Atomics.load(counter, 0);
        if (take()) continue;
        if (Atomics.wait(counter, 0, heard, QUIET_MS) === "timed-out") return;
      }
    },
  };
}
