/**
 * What belongs to one GraphQL request: its reads, its deadline, the blocks it has seen.
 * @module
 */
import type { Clock } from "../../../base/clock.ts";
import { LoomError } from "../../../base/errors.ts";
import { LIMITS } from "../../../base/limits.ts";
import type { BlockRecord } from "../../../storage/records.ts";
import type { StoreReads } from "../../../storage/store.ts";

export interface RequestContext {
  readonly store: StoreReads;
  /** Block of an entry, null while it is in none. Neighbours on a page share one look-up. */
  blockOf(seq: number): Promise<BlockRecord | null>;
  /** Lets others run. @throws LoomError TIMED_OUT after the time limit */
  pause(): Promise<void>;
}

export function createRequestContext(store: StoreReads, clock: Clock): RequestContext {
  const deadline = clock.monotonic() + LIMITS.graphqlMs;
  let near: BlockRecord | null = null;
  return {
    store,
    blockOf: async (seq) => {
      if (near !== null && near.firstSeq <= seq && seq <= near.lastSeq) return near;
      const found = await store.blockOfSeq(seq);
      near = found ?? near;
      return found;
    },
    pause: async () => {
      if (clock.monotonic() > deadline) throw timedOut();
      await clock.sleep(0);
    },
  };
}

export function timedOut(): LoomError {
  return new LoomError("TIMED_OUT", `the query took longer than ${LIMITS.graphqlMs} ms; narrow it by ids, owners, exact tags or heights`);
}
