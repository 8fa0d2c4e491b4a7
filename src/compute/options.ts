/**
 * What a compute unit can be told, and what it does when it is not.
 * @module
 */
import { availableParallelism } from "node:os";
import type { Id } from "../base/ids.ts";
import { LIMITS } from "../base/limits.ts";

export interface ComputeOptions {
  /** Worker threads; 0 or absent: as many as processors. */
  readonly workers?: number;
  /** The most gas that a process may ask for with `Gas-Limit`, for each message. */
  readonly maxGas?: number;
  /** A message that runs longer shows a fault of this machine: gas ends all others before. Milliseconds. */
  readonly evaluateMs?: number;
  /** After this many milliseconds of one message the other processes of its worker go elsewhere. */
  readonly stuckMs?: number;
  /** Slots between two checkpoints. */
  readonly checkpointEvery?: number;
  /** Addresses whose `Type: Checkpoint` items (gzip of a memory, as legacy units write them) are believed. Nobody's by default. */
  readonly checkpointOwners?: readonly string[];
  /** Processes that stay live, and bytes that they may take, before the one used longest ago is evicted. */
  readonly liveProcesses?: number;
  readonly memoryBudgetBytes?: number;
  /** Dry-runs that may wait for one process. */
  readonly dryRunQueue?: number;
  /** Compiled modules that are kept. */
  readonly modules?: number;
  /** Modules to compile and try out at start, so that the first spawn is not the one that pays. */
  readonly warm?: readonly Id[];
}

export function withDefaults(options: ComputeOptions): Required<ComputeOptions> {
  return {
    maxGas: LIMITS.messageGas,
    evaluateMs: LIMITS.evaluateMs,
    stuckMs: LIMITS.workerStuckMs,
    checkpointEvery: 256,
    checkpointOwners: [],
    liveProcesses: 256,
    memoryBudgetBytes: 2 * 1024 ** 3,
    dryRunQueue: LIMITS.dryRunQueue,
    modules: 16,
    warm: [],
    ...options,
    workers: options.workers || availableParallelism(),
  };
}
