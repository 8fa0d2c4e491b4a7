/**
 * What is asked of a live state without changing it: dry-runs, images, memory. Done one by one between messages.
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { LoomError } from "../base/errors.ts";
import { type Fault, outcomeFault, thrownFault } from "./faults.ts";
import { NEEDS_PER_MESSAGE } from "./rebuild.ts";
import { readWeaveFiles, type WeaveFilesDeps } from "./weave-files.ts";
import type { Answer, JobBody, JobFiles, Outcome } from "./worker/protocol.ts";
import type { Seat } from "./worker-pool.ts";

/** Times that a read is taken to another worker. */
const TRIES = 3;

export type ReadAnswer = Extract<Answer, { kind: "result" | "bytes" | "root" }>;

/** Makes the job from the files it has asked for so far. */
export type MakeJob = (files: JobFiles) => Promise<JobBody>;

export interface Reads {
  readonly size: number;
  /** @throws LoomError TOO_BUSY, TIMED_OUT, HOST_FAULT, MODULE_INVALID, and what the process is suspended with */
  ask(make: MakeJob): Promise<ReadAnswer>;
  /** Does the first that waits. */
  serve(seat: Seat): Promise<Fault | null>;
  fail(error: LoomError): void;
}

interface Asked {
  readonly make: MakeJob;
  readonly resolve: (answer: ReadAnswer) => void;
  readonly reject: (error: LoomError) => void;
  tries: number;
}

export function createReads(
  options: { readonly limit: number; readonly watchdogMs: () => number },
  deps: WeaveFilesDeps & { readonly clock: Clock },
): Reads {
  const queue: Asked[] = [];

  const run = async (asked: Asked, seat: Seat): Promise<Outcome> => {
    let files: JobFiles = {};
    for (let needs = 0; ; needs++) {
      const outcome: Outcome = await seat.post(await asked.make(files), options.watchdogMs());
      if (outcome.kind !== "need" || needs >= NEEDS_PER_MESSAGE) return outcome;
      files = { ...files, ...(await readWeaveFiles(outcome.paths, deps)) };
    }
  };

  const finish = (asked: Asked, outcome: Outcome): Fault | null => {
    if (outcome.kind === "result" || outcome.kind === "bytes" || outcome.kind === "root") {
      asked.resolve(outcome);
      return null;
    }
    if (outcome.kind === "timeout") {
      asked.reject(new LoomError("TIMED_OUT", "the dry-run ran longer than any message may"));
      return { kind: "displaced" };
    }
    if (outcome.kind === "need") {
      asked.reject(new LoomError("LIMIT_EXCEEDED", `the dry-run asked for more than ${NEEDS_PER_MESSAGE} files`));
      return null;
    }
    const fault = outcome.kind === "stale" ? ({ kind: "displaced" } as const) : outcomeFault(outcome, -1);
    if (fault.kind === "displaced" && ++asked.tries < TRIES) queue.unshift(asked);
    else if (fault.kind === "refused") asked.reject(fault.error);
    else asked.reject(new LoomError("HOST_FAULT", fault.kind === "host" ? fault.reason : "every worker was taken away"));
    // A read that cannot be served says nothing about the process: only its place is given up.
    return { kind: "displaced" };
  };

  return {
    get size() {
      return queue.length;
    },
    ask(make) {
      if (queue.length >= options.limit) {
        return Promise.reject(
          new LoomError("TOO_BUSY", `more than ${options.limit} dry-runs wait for this process`, { details: { limit: options.limit } }),
        );
      }
      return new Promise((resolve, reject) => queue.push({ make, resolve, reject, tries: 0 }));
    },
    async serve(seat) {
      const asked = queue.shift();
      if (asked === undefined) return null;
      try {
        return finish(asked, await run(asked, seat));
      } catch (thrown) {
        const fault = thrownFault(thrown);
        asked.reject(
          fault.kind === "store" || fault.kind === "refused"
            ? fault.error
            : new LoomError("HOST_FAULT", fault.kind === "host" ? fault.reason : fault.kind),
        );
        return null;
      }
    },
    fail(error) {
      for (const asked of queue.splice(0)) asked.reject(error);
    },
  };
}
