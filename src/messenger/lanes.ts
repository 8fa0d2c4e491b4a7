/**
 * Lanes: jobs of one lane run in order, one at a time; lanes run beside each other and take turns.
 * @module
 */
import { createFifo, type Fifo } from "./fifo.ts";

export interface Lanes<T> {
  add(lane: string, job: T): void;
  /** Resolves when no job waits or runs. */
  idle(): Promise<void>;
  /** Resolves when fewer than `count` jobs wait or run. */
  below(count: number): Promise<void>;
  /** Starts no more jobs; resolves when those that run have ended. */
  close(): Promise<void>;
}

export interface LanesOptions<T> {
  /** Jobs that run at the same time. */
  readonly concurrency: number;
  /** Runs a job; gives 0 when it is done, else the milliseconds until its lane tries it again. Never rejects. */
  readonly work: (job: T, attempt: number) => Promise<number>;
  /** Calls back after milliseconds; returns the cancel function. */
  readonly after: (ms: number, callback: () => void) => () => void;
}

interface Lane<T> {
  readonly name: string;
  readonly jobs: Fifo<T>;
  attempt: number;
}

export function createLanes<T>({ concurrency, work, after }: LanesOptions<T>): Lanes<T> {
  const lanes = new Map<string, Lane<T>>();
  const ready = createFifo<Lane<T>>();
  const parked = new Set<() => void>();
  let waiters: { readonly count: number; readonly resolve: () => void }[] = [];
  let running = 0;
  let open = 0;
  let closing = false;

  const tell = (): void => {
    const met = waiters.filter(({ count }) => open < count || (closing && running === 0));
    if (met.length === 0) return;
    waiters = waiters.filter((waiter) => !met.includes(waiter));
    for (const { resolve } of met) resolve();
  };
  const below = (count: number): Promise<void> =>
    new Promise((resolve) => {
      waiters.push({ count, resolve });
      tell();
    });
  const start = (): void => {
    while (!closing && running < concurrency) {
      const lane = ready.shift();
      if (lane === undefined) return;
      running += 1;
      void turn(lane);
    }
  };
  const park = (lane: Lane<T>, ms: number): void => {
    const cancel = after(ms, () => {
      parked.delete(cancel);
      ready.push(lane);
      start();
    });
    parked.add(cancel);
  };
  const turn = async (lane: Lane<T>): Promise<void> => {
    const job = lane.jobs.peek();
    const wait = job === undefined ? 0 : await work(job, lane.attempt);
    running -= 1;
    if (wait > 0) {
      lane.attempt += 1;
      if (!closing) park(lane, wait);
    } else {
      open -= 1;
      lane.jobs.shift();
      lane.attempt = 0;
      if (lane.jobs.size() === 0) lanes.delete(lane.name);
      else ready.push(lane);
    }
    start();
    tell();
  };

  return {
    add: (name, job) => {
      if (closing) return;
      open += 1;
      const lane = lanes.get(name);
      if (lane !== undefined) {
        lane.jobs.push(job);
        return;
      }
      const created: Lane<T> = { name, jobs: createFifo<T>(), attempt: 0 };
      created.jobs.push(job);
      lanes.set(name, created);
      ready.push(created);
      start();
    },
    idle: () => below(1),
    below,
    close: () => {
      closing = true;
      for (const cancel of parked) cancel();
      parked.clear();
      // Also when jobs remain: they are in the store.
      return below(0);
    },
  };
}
