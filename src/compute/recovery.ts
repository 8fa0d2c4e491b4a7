/**
 * What a process does after a fault: fetch, try again, wait, or be suspended.
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { LoomError, toLoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import type { Logger } from "../base/logger.ts";
import type { OutboxRecord, ResultRecord } from "../storage/records.ts";
import type { StoreReads } from "../storage/store.ts";
import { type Fault, thrownFault } from "./faults.ts";
import type { Reads } from "./reads.ts";
import { NEEDS_PER_MESSAGE } from "./rebuild.ts";
import type { Waiters } from "./waiters.ts";
import { readWeaveFiles, type WeaveFilesDeps } from "./weave-files.ts";
import type { JobFiles } from "./worker/protocol.ts";

/** Tries after a fault of this machine before the process is suspended. */
const HOST_TRIES = 3;
const BACKOFF_MS = 50;
const BACKOFF_MAX_MS = 5000;

/** What a process and its recovery both know. */
export interface LaneState {
  /** Last durable slot, -1 before the first, null when the store has to be asked. */
  committed: number | null;
  /** Faults since the last progress. */
  faults: number;
  /** Times that the next slot asked for files. */
  needs: number;
  /** This machine failed on it: its next place is in a worker of its own. */
  suspect: boolean;
  suspension: LoomError | null;
  /** Files that slots asked for. */
  files: Map<number, JobFiles>;
}

export interface RecoveryDeps extends WeaveFilesDeps {
  readonly store: StoreReads;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly waiters: Waiters;
  readonly reads: Reads;
  readonly publish: (result: ResultRecord, entries: readonly OutboxRecord[]) => void;
  readonly stopped: AbortSignal;
}

export interface Recovery {
  /** Resolves when it is time to go on. @throws LoomError when the store cannot be read */
  from(fault: Fault): Promise<void>;
  /** Recovery itself failed, so the store does: nothing is known now. */
  retreat(thrown: unknown): Promise<void>;
}

export function createRecovery(process: Id, state: LaneState, deps: RecoveryDeps): Recovery {
  const { store, clock, logger, waiters, reads } = deps;
  const nextSlot = (): number => (state.committed ?? -1) + 1;

  const refuseAll = (error: LoomError): void => {
    waiters.fail(error);
    reads.fail(error);
  };

  const pause = (): Promise<void> => clock.sleep(Math.min(BACKOFF_MS * 2 ** state.faults, BACKOFF_MAX_MS), deps.stopped).catch(() => {});

  const suspend = (error: LoomError): void => {
    state.suspension = error;
    logger.error({ code: error.code, reason: error.message }, "process suspended");
    refuseAll(error);
  };

  const hostFault = async (reason: string): Promise<void> => {
    state.suspect = true;
    state.faults++;
    const slot = nextSlot();
    logger.warn({ slot, reason, tries: state.faults }, "this machine failed on a process");
    if (state.faults <= HOST_TRIES) return pause();
    suspend(
      new LoomError("PROCESS_SUSPENDED", `process ${process} is suspended at slot ${slot}: ${reason}`, {
        details: { process, slot, reason },
      }),
    );
  };

  const fetchFiles = async (slot: number, paths: readonly string[]): Promise<void> => {
    try {
      if (++state.needs > NEEDS_PER_MESSAGE)
        throw new LoomError("LIMIT_EXCEEDED", `slot ${slot} asks for more than ${NEEDS_PER_MESSAGE} files`);
      state.files.set(slot, { ...state.files.get(slot), ...(await readWeaveFiles(paths, deps)) });
    } catch (thrown) {
      state.files.delete(slot);
      await from(thrownFault(thrown));
    }
  };

  /** The store decides what is durable: a commit that was reported as failed may have reached it. */
  const resync = async (error: LoomError): Promise<void> => {
    state.faults++;
    logger.warn({ slot: nextSlot(), code: error.code, reason: error.message }, "a result could not be committed");
    const durable = await store.lastResultSlot(process);
    const known = state.committed ?? durable;
    for (let slot = known + 1; slot <= durable; slot++) {
      const result = await store.result(process, slot);
      if (result !== null) deps.publish(result, await store.outbox(process, slot));
    }
    state.committed = durable;
    // Another writer was first, or this one was heard after all: the log goes on from there.
    if (error.code === "CONFLICT") return durable > known ? undefined : pause();
    // Who waits may ask again; the work itself is not given up.
    refuseAll(error);
    await pause();
  };

  const from = async (fault: Fault): Promise<void> => {
    switch (fault.kind) {
      case "need":
        return fetchFiles(fault.slot, fault.paths);
      case "displaced":
        return;
      case "refused":
        return suspend(fault.error);
      case "store":
        return resync(fault.error);
      case "host":
        return hostFault(fault.reason);
    }
  };

  return {
    from,
    async retreat(thrown) {
      const error = toLoomError(thrown);
      logger.error({ code: error.code, reason: error.message }, "recovering a process failed");
      state.faults++;
      refuseAll(error);
      await pause();
    },
  };
}
