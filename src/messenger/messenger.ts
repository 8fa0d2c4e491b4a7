/**
 * The messenger unit: takes messages from clients, and carries what processes emit to where it is for. Source: ao-legacynet 6.
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { LIMITS } from "../base/limits.ts";
import type { Logger } from "../base/logger.ts";
import type { Signer } from "../crypto/signer.ts";
import { parseItem, verifyItem } from "../protocol/item.ts";
import { describeMessage } from "../protocol/message.ts";
import type { Blobs } from "../storage/blobs.ts";
import type { OutboxRecord } from "../storage/records.ts";
import type { Store } from "../storage/store.ts";
import type { MessengerUnit } from "../units/messenger.ts";
import type { SchedulerUnit } from "../units/scheduler.ts";
import { createEntryDelivery } from "./deliver-entry.ts";
import { createDeliveries } from "./deliveries.ts";
import { createEarly } from "./early.ts";
import { createItemCache } from "./item-cache.ts";
import { createOutboxBuilder } from "./outbox-builder.ts";
import { createResumable } from "./resume.ts";

export interface MessengerOptions {
  /** Pushes in a chain under one root message (default: LIMITS.pushHops). */
  readonly pushHops?: number;
  /** Pushes of all chains under one root message (default: LIMITS.pushesPerRoot). */
  readonly pushesPerRoot?: number;
  /** Messages that may wait for a process before clients are refused (default: LIMITS.processQueue). */
  readonly processQueue?: number;
  /** Entries that are delivered at the same time (default 64). */
  readonly concurrency?: number;
}

export interface MessengerDeps {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signer: Signer;
  readonly scheduler: SchedulerUnit;
  /** Messages of a process that wait for evaluation. */
  readonly backlog: (process: Id) => number;
}

/** Bytes of items kept between their making and their delivery. */
const CACHED_BYTES = 64 * 1024 * 1024;
const RETRY_AFTER_SECONDS = 5;

export function createMessenger(options: MessengerOptions, deps: MessengerDeps): MessengerUnit {
  const { store, blobs, clock, logger, signer, scheduler, backlog } = deps;
  const items = createItemCache(CACHED_BYTES);
  const limits = { pushHops: options.pushHops ?? LIMITS.pushHops, pushesPerRoot: options.pushesPerRoot ?? LIMITS.pushesPerRoot };
  const builder = createOutboxBuilder(limits, { store, blobs, clock, signer, scheduler, made: items.put });
  const delivery = createEntryDelivery({ store, blobs, scheduler, items, isEarly: (entry) => early.isEarly(entry) });
  const vain = (entry: OutboxRecord): void => early.vain(entry);
  const deliveries = createDeliveries({ delivery, clock, logger, concurrency: options.concurrency ?? 64, vain });
  let closing = false;
  const resumable = createResumable(store, deliveries, () => closing);
  const early = createEarly(resumable.add);

  const admit = (process: Id): void => {
    if (closing) throw new LoomError("SHUTTING_DOWN", "the messenger is stopping");
    const waiting = backlog(process);
    if (waiting <= (options.processQueue ?? LIMITS.processQueue)) return;
    throw new LoomError("TOO_BUSY", `${waiting} messages wait for process ${process}`, {
      details: { process, retryAfterSeconds: RETRY_AFTER_SECONDS },
    });
  };

  return {
    address: signer.address,
    admit,
    accept: async (bytes) => {
      const item = parseItem(bytes);
      const { kind, process } = describeMessage(item);
      admit(process);
      verifyItem(item);
      return { ...(await scheduler.assign(item)), kind };
    },
    acceptAssign: async (request) => {
      admit(request.process);
      return scheduler.assignExisting(request);
    },
    build: builder.build,
    committing: early.offer,
    deliver: ({ process, slot }, entries) => resumable.add(early.rest(process, slot, entries)),
    outbox: (process, slot) => store.outbox(process, slot),
    resume: resumable.run,
    idle: deliveries.idle,
    close: async () => {
      closing = true;
      await deliveries.close();
    },
  };
}
