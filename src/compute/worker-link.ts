/**
 * One worker thread as the main thread sees it: a line of jobs, of which the first is running.
 * @module
 */
import { Worker } from "node:worker_threads";
import type { Clock } from "../base/clock.ts";
import { toLoomError } from "../base/errors.ts";
import type { Job, JobBody, Outcome, WorkerAnswer } from "./worker/protocol.ts";

// A .ts file cannot run from node_modules: the published package holds compiled files.
const ENTRY = new URL(import.meta.url.endsWith(".ts") ? "./worker/main.ts" : "./worker/main.js", import.meta.url);

export interface RunningJob {
  readonly key: string | null;
  /** Milliseconds of the steady clock at which it became first in the line. */
  readonly since: number;
  readonly limitMs: number;
}

export interface WorkerLink {
  readonly alive: boolean;
  /** True while it has jobs. */
  readonly busy: boolean;
  /** The job that runs, null when idle or still starting. */
  readonly running: RunningJob | null;
  /** Never rejects. `limitMs`: how long the job may run. */
  post(job: JobBody, limitMs: number): Promise<Outcome>;
  /** True when a job of the resident waits whose answer somebody needs now. Saving a state can wait. */
  needs(key: string): boolean;
  /** Gives up the waiting jobs of a resident, with `moved`; the resident is dropped when the worker comes to it. */
  release(key: string): void;
  /** Ends the thread. The running job ends as `outcome`, those behind it as lost. */
  kill(outcome: Outcome): Promise<void>;
}

interface Waiting {
  readonly id: number;
  readonly key: string | null;
  readonly limitMs: number;
  readonly patient: boolean;
  resolve: ((outcome: Outcome) => void) | null;
}

/** `onEnd` is called once, when the thread has ended for whatever reason. */
export function createWorkerLink(clock: Pick<Clock, "monotonic">, onEnd: () => void): WorkerLink {
  const worker = new Worker(ENTRY, { execArgv: [], env: {} });
  worker.unref();
  const line: Waiting[] = [];
  let headSince = 0;
  let nextId = 1;
  let alive = true;
  // Jobs of one turn go in one message: to send one costs as much as to evaluate a small one.
  let outgoing: Job[] = [];
  // Until the thread has started, nothing is running in it: its start must not count as a message's time.
  let ready = false;

  const end = (first: Outcome): void => {
    if (!alive) return;
    alive = false;
    const reason = first.kind === "lost" ? first.reason : "the worker was ended";
    for (const [index, waiting] of line.splice(0).entries())
      waiting.resolve?.(index === 0 ? first : { kind: "lost", running: false, reason });
    onEnd();
  };

  const flush = (): void => {
    const jobs = outgoing;
    outgoing = [];
    if (!alive) return;
    try {
      worker.postMessage(jobs, jobs.flatMap(moved));
    } catch (thrown) {
      // Nothing of it was sent, so what the worker has is another story than the line: it is not asked again.
      end({ kind: "lost", running: false, reason: `a job could not be sent: ${toLoomError(thrown).message}` });
      void worker.terminate();
    }
  };

  worker.on("message", ({ id, ...answer }: WorkerAnswer) => {
    const head = line[0];
    if (!ready) {
      ready = true;
      headSince = clock.monotonic();
      return;
    }
    // Answers of a thread that was given up already can still be on their way.
    if (head?.id !== id) return;
    line.shift();
    headSince = clock.monotonic();
    if (line.length === 0) worker.unref();
    head.resolve?.(answer as Outcome);
  });
  worker.on("error", (cause) => end({ kind: "lost", running: true, reason: cause instanceof Error ? cause.message : String(cause) }));
  worker.on("exit", (code) => end({ kind: "lost", running: true, reason: `the worker ended with code ${code}` }));

  return {
    get alive() {
      return alive;
    },
    get busy() {
      return line.length > 0;
    },
    get running() {
      const head = line[0];
      return head === undefined || !ready ? null : { key: head.key, since: headSince, limitMs: head.limitMs };
    },
    post(job, limitMs) {
      if (!alive) return Promise.resolve({ kind: "lost", running: false, reason: "the worker has ended" });
      return new Promise((resolve) => {
        const id = nextId++;
        if (line.length === 0) {
          headSince = clock.monotonic();
          worker.ref();
        }
        line.push({ id, key: "key" in job ? job.key : null, limitMs, patient: job.type === "image" || job.type === "drop", resolve });
        if (outgoing.length === 0) process.nextTick(flush);
        outgoing.push({ ...job, id });
      });
    },
    needs: (key) => line.some((waiting, index) => index > 0 && waiting.key === key && !waiting.patient && waiting.resolve !== null),
    release(key) {
      for (const [index, waiting] of line.entries()) {
        if (index === 0 || waiting.key !== key || waiting.resolve === null) continue;
        waiting.resolve({ kind: "moved" });
        waiting.resolve = null;
      }
    },
    async kill(outcome) {
      end(outcome);
      await worker.terminate();
    },
  };
}

/** What is handed over instead of copied. */
function moved(job: JobBody): ArrayBuffer[] {
  return job.type === "load" && job.image !== null ? [job.image.pageBytes.buffer as ArrayBuffer] : [];
}
