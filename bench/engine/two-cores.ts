/**
 * What a second core brings. These are wall times: they need both cores for themselves.
 * @module
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { RsaJwk } from "../../src/crypto/rsa.ts";
import { createRsaSigner } from "../../src/crypto/rsa-signer.ts";
import { createRig, type Rig } from "../../test/compute/rig.ts";
import { aosWasm } from "../../test/support/aos-wasm.ts";
import { removeData, startNetwork } from "../../test/support/network.ts";
import { type BenchClient, createBenchClient } from "../client.ts";
import type { Size } from "./evaluation.ts";
import { MODULE_FILE } from "./guest.ts";
import { watchNeighbours } from "./neighbours.ts";
import type { EngineRow } from "./row.ts";
import { median } from "./timing.ts";

export async function dryRunTwoRow({ quick }: Size): Promise<EngineRow> {
  const workers = [1, 2].map(() => new Worker(new URL("dry-run-main.ts", import.meta.url), { resourceLimits: { stackSizeMb: 4 } }));
  await Promise.all(workers.map((worker) => once(worker, "message")));
  const others = watchNeighbours();
  const rates: number[] = [];
  for (let round = 0; round < (quick ? 3 : 7); round++) {
    const answers = workers.map((worker) => once(worker, "message") as Promise<[number]>);
    for (const worker of workers) worker.postMessage(1000);
    const found = await Promise.all(answers);
    rates.push(found.reduce((sum, [rate]) => sum + rate, 0));
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  const detail = `wall time, ${others()}; ${rates.map((rate) => Math.round(rate)).join(", ")}`;
  return { name: "dry-run, trivial handler, two workers", measured: median(rates), unit: "/s", bar: 1300, wanted: "at least", detail };
}

/** About 20 ms of work a message. */
const BUSY = 'local s = 0 for i = 1, 300000 do s = s + i % 7 end return "busy"';

/** Short messages before those that count: the code of the main thread is compiled as well by then. */
const WARM = 600;

async function evaluateAll(rig: Rig, processes: readonly string[], count: number): Promise<number> {
  const last = new Map<string, number>();
  const started = performance.now();
  for (let nth = 0; nth < count; nth++) for (const process of processes) last.set(process, await rig.eval(process, BUSY));
  await Promise.all([...last].map(([process, slot]) => rig.compute.evaluate(process, slot)));
  return performance.now() - started;
}

/** Through the compute unit with its store. */
export async function twoProcessesRow({ quick }: Size): Promise<EngineRow> {
  const rig = await createRig({ workers: 2 });
  try {
    const module = await rig.module(MODULE_FILE);
    const [left, right] = [await rig.spawn(module), await rig.spawn(module)];
    const count = quick ? 20 : 60;
    for (let nth = 0; nth < WARM; nth++) await rig.eval(nth % 2 === 0 ? left : right, "return 1");
    await evaluateAll(rig, [left, right], count);
    const others = watchNeighbours();
    const rounds: { readonly oneMs: number; readonly twoMs: number }[] = [];
    for (let round = 0; round < (quick ? 3 : 7); round++) {
      rounds.push({ oneMs: await evaluateAll(rig, [left], count), twoMs: await evaluateAll(rig, [left, right], count) });
    }
    const measured = median(rounds.map(({ oneMs, twoMs }) => (2 * oneMs) / twoMs));
    const each = median(rounds.map(({ oneMs }) => oneMs / count));
    const detail = `wall time, ${others()}; ${each.toFixed(1)} ms a message of one`;
    return { name: "two busy processes against one", measured, unit: "x", bar: 1.7, wanted: "at least", detail };
  } finally {
    await rig.close();
  }
}

/** Clients of each process: enough that its worker always has the next message. */
const CLIENTS = 4;

/** As a user has it: a node of its own, a client that needs its share of the two cores. Items are signed before the clock runs. */
export async function twoProcessesHttpRow({ quick }: Size): Promise<EngineRow> {
  const network = await startNetwork({ module: await aosWasm(MODULE_FILE), viaNpm: true });
  try {
    const client = createBenchClient(network.info, createRsaSigner(network.wallet as unknown as RsaJwk));
    const spawns = client.prepareSpawns(2);
    await client.runSpawns(spawns);
    const [left = "", right = ""] = spawns.map(({ id }) => id);
    const evaluate = async (processes: readonly string[], count: number, lua: string): Promise<number> => {
      const items = processes.map((process) => client.prepare(process, count, { Action: "Eval" }, lua));
      return timeAll(client, items);
    };
    await evaluate([left, right], quick ? 50 : WARM / 2, "return 1");
    const count = quick ? 40 : 120;
    await evaluate([left, right], count, BUSY);
    const others = watchNeighbours();
    const ratios: number[] = [];
    for (let round = 0; round < (quick ? 3 : 7); round++)
      ratios.push((2 * (await evaluate([left], count, BUSY))) / (await evaluate([left, right], count, BUSY)));
    const detail = `wall time with the client on the same cores, ${others()}; ${ratios.map((ratio) => ratio.toFixed(2)).join(", ")}`;
    return { name: "two busy processes against one, over HTTP", measured: median(ratios), unit: "x", bar: 1.4, wanted: "at least", detail };
  } finally {
    await network.stop();
    await removeData(network);
  }
}

async function timeAll(client: BenchClient, items: readonly Parameters<BenchClient["runAll"]>[0][]): Promise<number> {
  const started = performance.now();
  await Promise.all(items.map((own) => client.runAll(own, CLIENTS)));
  return performance.now() - started;
}
