/**
 * What the lanes of the compute unit share.
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Blobs } from "../storage/blobs.ts";
import type { OutboxRecord, ResultRecord } from "../storage/records.ts";
import type { Store } from "../storage/store.ts";
import type { OutboxBuilder } from "../units/compute.ts";
import type { Checkpoints } from "./checkpoints.ts";
import type { MessageSource } from "./message-source.ts";
import type { ModuleCache } from "./module-cache.ts";
import type { WorkerPool } from "./worker-pool.ts";

export interface LaneDeps {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly outbox: OutboxBuilder;
  readonly messages: MessageSource;
  readonly modules: ModuleCache;
  readonly checkpoints: Checkpoints;
  /** Addresses of other units whose checkpoints are believed. */
  readonly checkpointOwners: readonly string[];
  readonly pool: WorkerPool;
  readonly evaluateMs: number;
  readonly checkpointEvery: number;
  readonly dryRunQueue: number;
  /** The most gas that a message may ask for. */
  readonly maxGas: number;
  /** A result is durable. */
  readonly announce: (result: ResultRecord, entries: readonly OutboxRecord[]) => void;
  /** Resolves when there is room for one more live state. */
  readonly admit: () => Promise<void>;
  /** A lane has nothing to do; it may be evicted. */
  readonly onIdle: () => void;
}
