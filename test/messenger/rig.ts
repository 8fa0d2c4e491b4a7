/**
 * A messenger and a scheduler on a real store, with a compute unit whose results are scripted.
 * @module
 */
import { setImmediate as turn } from "node:timers/promises";
import { silentLogger } from "../../src/base/logger.ts";
import { tagValue } from "../../src/base/tags.ts";
import { createMessenger, type MessengerOptions } from "../../src/messenger/messenger.ts";
import type { AssignmentRecord, ItemRecord } from "../../src/storage/records.ts";
import type { Store } from "../../src/storage/store.ts";
import type { EvaluationResult } from "../../src/units/compute.ts";
import type { MessengerUnit } from "../../src/units/messenger.ts";
import type { SchedulerUnit } from "../../src/units/scheduler.ts";
import { type Rig, signerOf } from "../scheduler/rig.ts";

export type Emits = Partial<Pick<EvaluationResult, "Messages" | "Spawns" | "Assignments">>;
/** What a process emits for a message; deterministic, as an evaluation is. */
export type Script = (item: ItemRecord, assignment: AssignmentRecord) => Emits;

export const result = (emits: Emits): EvaluationResult => ({ Messages: [], Assignments: [], Spawns: [], ...emits, Output: "" });
export const mu = signerOf("messenger");
export const action = (item: { tags: ItemRecord["tags"] }): string => tagValue(item.tags, "Action") ?? "";

export interface Units {
  readonly scheduler: SchedulerUnit;
  readonly messenger: MessengerUnit;
  /** Continues what the store has unfinished. */
  resume(): Promise<void>;
  /** Runs until everything is evaluated and delivered, or `until` says so. */
  quiet(until?: () => boolean): Promise<void>;
}

const TURNS = 30_000;

export async function startUnits(rig: Rig, script: Script, options: MessengerOptions = {}, store: Store = rig.store): Promise<Units> {
  const scheduler = await rig.scheduler({}, store);
  const { blobs, clock } = rig;
  const messenger = createMessenger(options, { store, blobs, clock, logger: silentLogger, signer: mu, scheduler, backlog: () => 0 });
  const running = new Set<string>();

  const evaluate = async (process: string, slot: number): Promise<void> => {
    const assignment = (await store.assignment(process, slot))!;
    const item = (await store.item(assignment.message))!;
    const evaluated = result(script(item, assignment));
    const { message, timestamp, root, hops } = assignment;
    const built = await messenger.build({ process, slot, result: evaluated, origin: { root, hops }, timestamp });
    const record = { process, slot, message, timestamp, json: JSON.stringify(evaluated), failed: false };
    const committed = store.commit([{ type: "result", result: record }, ...built.changes]);
    messenger.committing?.(process, slot, built.entries, "now");
    await committed;
    messenger.deliver(record, built.entries);
  };
  const run = async (process: string): Promise<void> => {
    if (running.has(process)) return;
    running.add(process);
    for (let failures = 0; failures < 1000; ) {
      const next = (await store.lastResultSlot(process)) + 1;
      if (next > ((await store.head(process))?.slot ?? -1)) break;
      await evaluate(process, next).catch(() => {
        failures += 1;
      });
    }
    running.delete(process);
  };
  // A unit that was replaced ends when its store is closed.
  const start = (process: string): void => void run(process).catch(() => {});
  scheduler.onAssigned(({ process }) => start(process));
  return {
    scheduler,
    messenger,
    resume: async () => {
      await messenger.resume();
      for (const { process } of await store.unevaluated("", 1000)) start(process);
    },
    quiet: async (until = () => false) => {
      for (let turns = 0; turns < TURNS && !until(); turns++) {
        await turn();
        if ((await rig.store.unevaluated("", 1)).length === 0 && (await rig.store.pendingOutbox(null, 1)).length === 0) return;
      }
      if (!until()) throw new Error("never quiet");
    },
  };
}
