/**
 * States of the past: built aside from a checkpoint and the log, asked once, and thrown away.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { LIMITS } from "../base/limits.ts";
import type { LaneDeps } from "./lane-deps.ts";
import { readDefinition } from "./process-definition.ts";
import { createReads, type MakeJob, type ReadAnswer } from "./reads.ts";
import { rebuild } from "./rebuild.ts";

export interface History {
  /**
   * Asks the state after a slot that has a result. `make` gets the name of the state.
   * @throws LoomError TOO_BUSY, LIMIT_EXCEEDED (too far from a checkpoint), HOST_FAULT, MODULE_INVALID, TIMED_OUT
   */
  read(process: Id, slot: number, make: (key: string) => MakeJob): Promise<ReadAnswer>;
}

/** States built at once. */
const AT_ONCE = 2;

export function createHistory(deps: LaneDeps): History {
  let running = 0;
  let named = 0;

  const ask = async (process: Id, slot: number, make: (key: string) => MakeJob): Promise<ReadAnswer> => {
    const definition = await readDefinition(process, deps);
    const checkpoint = await deps.store.checkpoint(process, slot);
    const distance = slot - (checkpoint?.slot ?? -1);
    if (distance > LIMITS.historicSlots) {
      throw new LoomError(
        "LIMIT_EXCEEDED",
        `slot ${slot} is ${distance} messages after the nearest saved state, more than ${LIMITS.historicSlots}`,
        { details: { slot } },
      );
    }
    const key = `${process}@${slot}#${named++}`;
    const seat = deps.pool.seat(key, false);
    try {
      const built = await rebuild({ process, key, seat, definition, slot }, deps);
      if (built.kind === "refused" || built.kind === "store") throw built.error;
      if (built.kind !== "rebuilt")
        throw new LoomError("HOST_FAULT", built.kind === "host" ? built.reason : "the worker was taken away", {
          details: { process, slot },
        });
      const reads = createReads({ limit: 1, watchdogMs: () => definition.watchdogMs }, deps);
      const answer = reads.ask(make(key));
      await reads.serve(seat);
      reads.fail(new LoomError("HOST_FAULT", "the worker was taken away"));
      return await answer;
    } finally {
      seat.leave();
    }
  };

  return {
    async read(process, slot, make) {
      if (running >= AT_ONCE) throw new LoomError("TOO_BUSY", "too many states of the past are asked for at once");
      running++;
      try {
        return await ask(process, slot, make);
      } finally {
        running--;
      }
    },
  };
}
