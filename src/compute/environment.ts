/**
 * Which rules a process is evaluated by: what the scheduler wrote into its own assignment, for ever.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import type { StoreReads } from "../storage/store.ts";
import { ENVIRONMENT_1 } from "../vm/environment/1/environment.ts";

/** Of processes whose log names none: they were begun before logs did, or by another scheduler. */
const UNNAMED = ENVIRONMENT_1.version;

/** Environments that this version can evaluate by. */
const KNOWN: ReadonlySet<string> = new Set([ENVIRONMENT_1.version]);

/** Gas of one message when a process declares no other limit. */
export const GAS_CAP: number = ENVIRONMENT_1.gasLimit;

/** Reads slot 0. @throws LoomError ENVIRONMENT_UNKNOWN when this version does not know the rules that the log names */
export async function pinnedEnvironment(process: Id, store: StoreReads): Promise<string> {
  const own = await store.assignment(process, 0);
  const environment = own?.environment ?? UNNAMED;
  if (KNOWN.has(environment)) return environment;
  throw new LoomError(
    "ENVIRONMENT_UNKNOWN",
    `process ${process} is evaluated by environment ${JSON.stringify(environment)}; this node knows ${[...KNOWN].join(", ")}`,
    { details: { process, environment } },
  );
}
