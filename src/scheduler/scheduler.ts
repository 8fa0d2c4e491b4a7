/**
 * The scheduler unit: gives every message of a process the next slot, once, durably. Source: ao-legacynet 4.2, 4.3.
 * @module
 */
import { concat, fromBase64Url, toHex } from "../base/bytes.ts";
import type { Clock } from "../base/clock.ts";
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { LIMITS } from "../base/limits.ts";
import type { Logger } from "../base/logger.ts";
import { tagValue } from "../base/tags.ts";
import { sha256 } from "../crypto/hash.ts";
import type { Signer } from "../crypto/signer.ts";
import type { Item } from "../protocol/item.ts";
import { describeMessage, messageDedupeKey } from "../protocol/message.ts";
import type { Blobs } from "../storage/blobs.ts";
import { itemChange, itemRecord } from "../storage/item-change.ts";
import type { AssignmentRecord, ItemRecord } from "../storage/records.ts";
import type { Change, Store } from "../storage/store.ts";
import type { Assigned, OutboxKey, SchedulerUnit } from "../units/scheduler.ts";
import { checkAssignExisting } from "./assign-existing.ts";
import { createListeners } from "./listeners.ts";
import { createOneAtATime } from "./one-at-a-time.ts";
import { createProcessLogs } from "./process-logs.ts";
import { createStamp } from "./stamp.ts";
import { createStampClock } from "./stamp-clock.ts";

export interface SchedulerOptions {
  /** Rules of evaluation, written into slot 0 of each new process. */
  readonly environment?: string;
  /** Take processes that name another scheduler (default: no). */
  readonly anyScheduler?: boolean;
  /** Largest message item in bytes (default: LIMITS.messageBytes); processes are limited by their route only. */
  readonly maxMessageBytes?: number;
  /** Heads kept in memory (default 10,000). */
  readonly heads?: number;
}

export interface SchedulerDeps {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signer: Signer;
  /** Height of the last block. */
  readonly height: () => number;
}

/** @throws LoomError STORE_FAILED */
export async function createScheduler(options: SchedulerOptions, deps: SchedulerDeps): Promise<SchedulerUnit> {
  const { store, blobs, clock, logger, signer, height } = deps;
  const maxMessageBytes = options.maxMessageBytes ?? LIMITS.messageBytes;
  const stampClock = createStampClock(await store.lastTimestamp(), clock);
  const stamp = createStamp({ signer, stampClock, random: clock.random, height, environment: options.environment ?? null });
  const listeners = createListeners<AssignmentRecord>(logger);
  const queue = createListeners<{ readonly assignment: AssignmentRecord; readonly item: ItemRecord }>(logger);
  const logs = createProcessLogs(options.heads ?? 10_000, { store, stamp, announce: listeners.call });
  // By message id and key alone, whatever the process: those of another process wait for no longer than a commit, and rarely meet.
  const oneAtATime = createOneAtATime();

  const settle = (key: OutboxKey | undefined): Change[] =>
    key === undefined ? [] : [{ type: "outbox-settle", ...key, state: "delivered", reason: "" }];

  const checkProcess = async (module: Id, scheduler: string): Promise<void> => {
    if (scheduler !== signer.address && options.anyScheduler !== true) {
      throw new LoomError("SCHEDULER_MISMATCH", `the process names the scheduler ${scheduler}, this is ${signer.address}`, {
        details: { scheduler: signer.address },
      });
    }
    if (!(await store.hasItem(module)))
      throw new LoomError("MODULE_NOT_FOUND", `the module ${module} is not on this weave`, { details: { module } });
  };
  const requireProcess = async (process: Id): Promise<void> => {
    if (!(await logs.open(process).exists()))
      throw new LoomError("PROCESS_NOT_FOUND", `no process ${process} is scheduled here`, { details: { process } });
  };

  return {
    address: signer.address,
    assign: async (item, { origin, settles, unseen = false } = {}) => {
      const description = describeMessage(item);
      const { process, kind } = description;
      if (kind === "Message" && item.bytes.byteLength > maxMessageBytes) {
        throw new LoomError("LIMIT_EXCEEDED", `the message has ${item.bytes.byteLength} bytes, more than ${maxMessageBytes}`, {
          details: { limit: maxMessageBytes },
        });
      }
      const dedupeKey = kind === "Message" && settles === undefined ? resentKey(item) : null;
      const keys = dedupeKey === null ? [item.id] : [item.id, toHex(dedupeKey)];
      return oneAtATime.run(keys, async () => {
        const first = unseen
          ? null
          : ((await store.assignmentOfMessage(process, item.id)) ??
            (dedupeKey === null ? null : await store.assignmentByDedupeKey(process, dedupeKey)));
        if (first !== null) {
          if (settles !== undefined) await store.commit(settle(settles));
          return answer(first, true);
        }
        if (kind === "Process") await checkProcess(description.module, description.scheduler);
        else if (logs.known(process) !== true) await requireProcess(process);
        // An item from the outbox was committed with the result that made it.
        const before = settles === undefined ? [await itemChange(item, blobs, { ingestedAt: clock.now() })] : [];
        const draft = { message: item.id, own: kind === "Process", exclude: [], origin: origin ?? { root: item.id, hops: 0 } };
        const queued = (assignment: AssignmentRecord): void => {
          const stored = before[0]?.item ?? inlineRecord(item, assignment.timestamp);
          if (kind === "Message" && stored !== null) queue.call({ assignment, item: stored });
        };
        return answer(await logs.open(process).append(draft, { before, after: settle(settles), dedupeKey, queued }), false);
      });
    },
    assignExisting: async (request, { origin, settles } = {}) => {
      const { process, message, exclude } = request;
      await requireProcess(process);
      return oneAtATime.run([message], async () => {
        await checkAssignExisting(request, store);
        // Without a sender's origin the assignment is the root: the budget of a message is not spent by whoever assigns it elsewhere.
        const draft = { message, own: false, exclude, origin: origin ?? null };
        return answer(await logs.open(process).append(draft, { before: [], after: settle(settles), dedupeKey: null }), false);
      });
    },
    isProcess: async (id) => logs.known(id) ?? (await store.head(id)) !== null,
    onAssigned: listeners.add,
    onQueued: (listener) => queue.add(({ assignment, item }) => listener(assignment, item)),
    lastTimestamp: stampClock.last,
    notBefore: stampClock.notBefore,
  };
}

/**
 * Key of a message that a messenger may sign again and again, null for what is sent by its own author. The signer is part of it:
 * without him, anyone could send a copy first and have the messenger's own taken for a duplicate.
 */
function resentKey(item: Item): Uint8Array | null {
  if (tagValue(item.tags, "From-Process") === undefined) return null;
  return sha256(concat(item.owner, fromBase64Url(messageDedupeKey(item))));
}

/** The record of an item that was stored with the result that made it, null when its bytes are elsewhere. */
function inlineRecord(item: Item, ingestedAt: number): ItemRecord | null {
  if (item.bytes.byteLength >= LIMITS.inlineBytes) return null;
  return itemRecord(item, { kind: "inline", bytes: item.bytes }, { ingestedAt });
}

function answer({ process, slot, id, message, timestamp }: AssignmentRecord, duplicate: boolean): Assigned {
  return { process, slot, assignment: id, message, timestamp, duplicate };
}
