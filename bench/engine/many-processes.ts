/**
 * Many processes that do not fit the memory budget, asked in turn, so that the one asked next is the one that was evicted longest ago.
 * @module
 */

import { createMessageSource } from "../../src/compute/message-source.ts";
import { resultJson } from "../../src/compute/result-json.ts";
import { partyAddress } from "../../src/crypto/address.ts";
import type { VmInstance } from "../../src/vm/instance.ts";
import { encodeEnvironment, type VmEnvironmentPart } from "../../src/vm/message-json.ts";
import { normalizeResult } from "../../src/vm/normalize-result.ts";
import { createRig, type Rig } from "../../test/compute/rig.ts";
import type { Size } from "./evaluation.ts";
import { load, MODULE_FILE, newInstance } from "./guest.ts";
import { watchNeighbours } from "./neighbours.ts";
import type { EngineRow } from "./row.ts";

const MIB = 1024 * 1024;
/** Requests that are under way at a time. */
const WINDOW = 16;
const SAMPLE = 10;
const COUNT = "Count = (Count or 0) + 1 return Count";

interface Run {
  readonly perSecond: number;
  readonly rssBytes: number;
}

export async function manyProcessesRows({ quick }: Size): Promise<EngineRow[]> {
  // Beside live states the program takes some 400 MiB: a smaller budget would measure that.
  const [processes, budget] = quick ? [250, 1024 * MIB] : [1000, 2048 * MIB];
  // A neighbour must not be taken for a process that hangs.
  const rig = await createRig({ workers: 2, stuckMs: 60_000, liveProcesses: 1_000_000, memoryBudgetBytes: budget });
  try {
    const module = await rig.module(MODULE_FILE);
    const ids: string[] = [];
    await inWindows(processes, async () => {
      const process = await rig.spawn(module);
      ids.push(process);
      await rig.compute.evaluate(process, 0);
    });
    const others = watchNeighbours();
    const { perSecond, rssBytes } = await roundRobin(rig, ids, quick ? 2 : 3);
    const company = others();
    const { live, bytes } = rig.compute.load;
    const every = Math.ceil(processes / SAMPLE);
    const sample = ids.filter((_, nth) => nth % every === 0);
    for (const process of sample) await checkNeverEvicted(rig, module, process);
    const detail = `wall time, ${company}, through the compute unit with its store; ${live} live at the end, held to be ${Math.round(bytes / MIB)} MiB; results and memory of ${sample.length} equal to a run that was never evicted`;
    const name = `${processes} processes in turn, ${budget / MIB} MiB budget`;
    return [
      { name, measured: perSecond, unit: "/s", bar: 60, wanted: "at least", detail },
      {
        name: `${name}: RSS`,
        measured: rssBytes / MIB,
        unit: "MiB",
        bar: Math.round((budget * 1.2) / MIB),
        wanted: "at most",
        detail: "of the whole process: both workers, store, scheduler",
      },
    ];
  } finally {
    await rig.close();
  }
}

async function roundRobin(rig: Rig, ids: readonly string[], rounds: number): Promise<Run> {
  let rssBytes = 0;
  const started = performance.now();
  await inWindows(ids.length * rounds, async (nth) => {
    await rig.run(ids[nth % ids.length] ?? "", COUNT);
    if (nth % 25 === 0) rssBytes = Math.max(rssBytes, process.memoryUsage.rss());
  });
  return { perSecond: (ids.length * rounds * 1000) / (performance.now() - started), rssBytes };
}

async function inWindows(count: number, work: (nth: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: WINDOW }, lane));
}

/** Replays the log of a process in one instance and compares every result, then the memory. */
async function checkNeverEvicted(rig: Rig, module: string, process: string): Promise<void> {
  const { store, blobs, compute } = rig;
  const source = createMessageSource({ store, blobs });
  const environment = encodeEnvironment({ process: await part(rig, process), module: await part(rig, module) });
  const instance: VmInstance = newInstance(await load());
  const last = (await store.head(process))?.slot ?? -1;
  for (let slot = 0; slot <= last; slot++) {
    const assignment = await store.assignment(process, slot);
    if (assignment === null) throw new Error(`no slot ${slot}`);
    const { json, timestampMs } = await source.read(assignment);
    const outcome = instance.handle(json, environment, { timestampMs, files: { open: () => null } });
    if (outcome.kind !== "ok") throw new Error(`slot ${slot}: ${JSON.stringify(outcome)}`);
    instance.commit();
    const mine = resultJson(normalizeResult(outcome.response, outcome.gasUsed));
    const { json: theirs } = await compute.evaluate(process, slot);
    if (mine !== theirs) throw new Error(`slot ${slot} of ${process}: ${theirs} instead of ${mine}`);
  }
  const { memory } = await compute.state(process);
  if (!Buffer.from(instance.state.memory.buffer).equals(memory)) throw new Error(`${process}: the memory is another one`);
}

async function part({ store }: Rig, id: string): Promise<VmEnvironmentPart> {
  const item = await store.item(id);
  if (item === null) throw new Error(`no item ${id}`);
  return { id, owner: partyAddress(item.signatureType, item.owner), tags: item.tags };
}
