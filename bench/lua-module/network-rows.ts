/**
 * Our Lua module behind a running node: server CPU over HTTP, and memory of idle processes.
 * @module
 */
import type { RsaJwk } from "../../src/crypto/rsa.ts";
import { createRsaSigner } from "../../src/crypto/rsa-signer.ts";
import { type Network, removeData, startNetwork } from "../../test/support/network.ts";
import { createBenchClient } from "../client.ts";
import type { EngineRow } from "../engine/row.ts";
import { PING_PONG } from "../programs.ts";

const CLIENTS = 8;

/** Server CPU of a spawn, a message and a pushed message. */
export async function networkRows(quick: boolean): Promise<EngineRow[]> {
  const network = await startNetwork({ args: ["--push-hops", "1000000"] });
  const rows: EngineRow[] = [];
  try {
    const client = createBenchClient(network.info, createRsaSigner(network.wallet as unknown as RsaJwk));
    const measure = async (name: string, bar: number, count: number, run: () => Promise<void>): Promise<number> => {
      const before = await network.usage();
      const started = performance.now();
      await run();
      const perSecond = (count / (performance.now() - started)) * 1000;
      const after = await network.usage();
      const measured = (after.cpuMs - before.cpuMs) / count;
      rows.push({ name, measured, unit: "ms", bar, wanted: "at most", detail: `${perSecond.toFixed(0)} a second` });
      return perSecond;
    };
    const warm = client.prepareSpawns(quick ? 10 : 50, "warm");
    await client.runSpawns(warm);
    const spawns = client.prepareSpawns(quick ? 20 : 200, "spawn");
    await measure("spawn to its first result, over HTTP", 8, spawns.length, () => client.runSpawns(spawns));
    const [main = "", left = "", right = ""] = warm.map((item) => item.id);
    const evals = (count: number) => client.prepare(main, count, { Action: "Eval" }, "return 1 + 1");
    await client.runAll(evals(quick ? 500 : 2000), CLIENTS);
    const items = evals(quick ? 1000 : 5000);
    await measure("RSA message, end to end over HTTP, 8 clients", 0.8, items.length, () => client.runAll(items, CLIENTS));
    for (const id of [left, right]) await client.evaluate(id, PING_PONG);
    await client.pingPong(left, right, 500);
    const pushes = quick ? 2000 : 10_000;
    const rate = await measure("ping-pong, each pushed message", 0.8, pushes, () => client.pingPong(left, right, pushes));
    rows.push({ name: "ping-pong, pushed messages a second", measured: rate, unit: "/s", bar: 1000, wanted: "at least", detail: "" });
  } finally {
    await close(network);
  }
  return rows;
}

/** RSS that a live idle process adds. */
export async function idleRow(quick: boolean): Promise<EngineRow> {
  const network = await startNetwork();
  try {
    const client = createBenchClient(network.info, createRsaSigner(network.wallet as unknown as RsaJwk));
    // What the node needs for any process at all is there before the first look.
    await client.runSpawns(client.prepareSpawns(20, "warm"));
    const before = await network.usage();
    const spawns = client.prepareSpawns(quick ? 100 : 300, "idle");
    await client.runSpawns(spawns);
    const after = await network.usage();
    const measured = (after.rssBytes - before.rssBytes) / spawns.length / 2 ** 20;
    const detail = `${spawns.length} processes, RSS from ${mib(before.rssBytes)} to ${mib(after.rssBytes)} MiB`;
    return { name: "memory of a live idle process", measured, unit: "MiB", bar: 1.5, wanted: "at most", detail };
  } finally {
    await close(network);
  }
}

async function close(network: Network): Promise<void> {
  await network.stop();
  await removeData(network);
}

function mib(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}
