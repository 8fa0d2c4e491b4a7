/**
 * A compute worker: does jobs in order and answers each. It reads nothing but what it is sent.
 * @module
 */
import { parentPort } from "node:worker_threads";
import { systemClock } from "../../base/clock.ts";
import { LoomError } from "../../base/errors.ts";
import { createInstancePool, type InstancePool } from "../../vm/instance-pool.ts";
import { compilePrepared } from "../../vm/load-module.ts";
import { DEFAULT_MAXIMUM_PAGES, prepareModule } from "../../vm/prepare-module.ts";
import { decodePrepared, encodePrepared } from "../../vm/prepared-encoding.ts";
import { collectGarbage, createCollecting } from "./collecting.ts";
import type { Answer, Job, JobBody, WorkerAnswer } from "./protocol.ts";
import { createResident, type Resident } from "./resident.ts";

/** Instances that wait for their next process, of each pool; and pools, the one used longest ago goes first. */
const IDLE_INSTANCES = 8;
const POOLS = 4;

const residents = new Map<string, Resident>();
const pools = new Map<string, InstancePool>();
const discarded = createCollecting(collectGarbage());

function poolOf(name: string): InstancePool {
  const pool = pools.get(name) ?? createInstancePool({ idle: IDLE_INSTANCES, discarded });
  pools.delete(name);
  pools.set(name, pool);
  for (const oldest of pools.keys()) {
    if (pools.size <= POOLS) break;
    pools.delete(oldest);
  }
  return pool;
}

function drop(key: string): void {
  residents.get(key)?.release();
  residents.delete(key);
}

function work(job: JobBody): Answer {
  switch (job.type) {
    case "compile":
      return { kind: "compiled", loaded: compilePrepared(decodePrepared(job.prepared)), prepared: null, tookMs: 0 };
    case "prepare":
      return prepare(job);
    case "load":
      drop(job.key);
      residents.set(job.key, createResident({ ...job, pool: poolOf(job.pool), clock: systemClock }));
      return { kind: "done" };
    case "drop":
      drop(job.key);
      return { kind: "done" };
    default:
      return serve(job);
  }
}

function prepare({ bytes, maximumPages }: Extract<JobBody, { type: "prepare" }>): Answer {
  const started = systemClock.monotonic();
  const prepared = prepareModule(bytes, { maximumPages: maximumPages ?? DEFAULT_MAXIMUM_PAGES });
  const loaded = compilePrepared(prepared);
  return { kind: "compiled", loaded, prepared: encodePrepared(prepared), tookMs: systemClock.monotonic() - started };
}

function serve(job: Exclude<JobBody, { type: "prepare" | "compile" | "load" | "drop" }>): Answer {
  const resident = residents.get(job.key);
  if (resident === undefined) return { kind: "stale" };
  const started = systemClock.monotonic();
  switch (job.type) {
    case "evaluate":
      return resident.position === job.previous ? resident.evaluate(job.slot, job.message) : { kind: "stale" };
    case "dry-run":
      return resident.dryRun(job.message);
    case "image": {
      const taken = resident.capture(job.base);
      return { kind: "pages", ...taken, tookMs: systemClock.monotonic() - started };
    }
    case "root":
      return { kind: "root", ...resident.root(job.module, job.rules), position: resident.position };
    case "memory": {
      const bytes = resident.memory();
      return { kind: "bytes", bytes, position: resident.position, tookMs: systemClock.monotonic() - started };
    }
  }
}

function failure(thrown: unknown): Answer {
  if (thrown instanceof LoomError) {
    const { code, message } = thrown;
    if (code === "MODULE_INVALID" || code === "CHECKPOINT_INVALID" || code === "LIMIT_EXCEEDED")
      return { kind: "refused", code, reason: message };
  }
  return { kind: "host-fault", reason: thrown instanceof Error ? thrown.message : String(thrown) };
}

function run(job: Job): void {
  let answer: Answer;
  try {
    answer = work(job);
  } catch (thrown) {
    answer = failure(thrown);
  }
  // What this machine failed on is in no state that anything may build on.
  if (answer.kind === "host-fault" && "key" in job) residents.delete(job.key);
  const message: WorkerAnswer = { ...answer, id: job.id };
  parentPort?.postMessage(message, moved(answer));
}

parentPort?.on("message", (jobs: readonly Job[]) => {
  for (const job of jobs) run(job);
});

/** What is handed over instead of copied. */
function moved(answer: Answer): ArrayBuffer[] {
  if (answer.kind === "bytes") return [answer.bytes.buffer as ArrayBuffer];
  return answer.kind === "pages" ? [answer.set.freshBytes.buffer as ArrayBuffer] : [];
}

const ready: WorkerAnswer = { kind: "done", id: 0 };
parentPort?.postMessage(ready);
