/**
 * The whole network, started as a user would and driven over HTTP: server CPU per operation and wall rates.
 * Run: npm run bench -- network [--quick]
 * @module
 */

import { parseArgs } from "node:util";
import type { RsaJwk } from "../src/crypto/rsa.ts";
import { createRsaSigner } from "../src/crypto/rsa-signer.ts";
import type { Item } from "../src/protocol/item.ts";
import { aosWasm } from "../test/support/aos-wasm.ts";
import { removeData, startNetwork } from "../test/support/network.ts";
import { createBenchClient } from "./client.ts";
import { COUNTER, PING_PONG, TOKEN } from "./programs.ts";
import { type Row, table } from "./table.ts";

interface Work {
  readonly name: string;
  readonly count: number;
  /** Milliseconds of server CPU allowed per operation (the issue's bar), null: no bar. */
  readonly budgetMs: number | null;
  readonly run: (count: number) => Promise<void>;
}

/** Both stock aos modules, or those that are named. */
export async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: "boolean" }, module: { type: "string", multiple: true } } });
  const network: Record<string, Row[]> = {};
  for (const name of values.module ?? ["aos2_0_6.wasm", "aos2_0_4_32.wasm"])
    network[name] = await benchNetwork(name, values.quick === true);
  process.stdout.write(`${JSON.stringify({ network, node: process.version, platform: `${process.platform}-${process.arch}` }, null, 2)}\n`);
}

/** Measures every scenario on one aos module file; returns the rows of the table. */
async function benchNetwork(moduleName: string, quick: boolean): Promise<Row[]> {
  const network = await startNetwork({ module: await aosWasm(moduleName), viaNpm: true, args: ["--push-hops", "100000"] });
  const rows: Row[] = [];
  try {
    const signer = createRsaSigner(network.wallet as unknown as RsaJwk);
    const client = createBenchClient(network.info, signer);
    const measure = async ({ name, count, budgetMs, run }: Work): Promise<void> => {
      const operations = quick ? Math.max(5, Math.ceil(count / 10)) : count;
      const before = await network.usage();
      const started = performance.now();
      await run(operations);
      const wallMs = performance.now() - started;
      const after = await network.usage();
      const cpuMs = (after.cpuMs - before.cpuMs) / operations;
      rows.push({
        name,
        operations,
        cpuMsPerOperation: cpuMs,
        budgetMs,
        perSecond: (operations / wallMs) * 1000,
        rssMiB: after.rssBytes / 2 ** 20,
      });
    };

    const spawns = client.prepareSpawns(quick ? 5 : 20);
    await measure({ name: "spawn, to its first result", count: spawns.length, budgetMs: 150, run: () => client.runSpawns(spawns) });
    const [main = "", left = "", right = "", token = ""] = spawns.map((item) => item.id);
    await client.evaluate(main, "return 1");

    // The compiler of the engine needs some hundred messages until all that is hot is compiled.
    await client.runAll(client.prepare(main, quick ? 20 : 300, { Action: "Eval" }, "return 1 + 1"), 8);
    const prepared = (process: string, tags: Readonly<Record<string, string>>, data: string): Item[] =>
      client.prepare(process, 500, tags, data);
    const evals = prepared(main, { Action: "Eval" }, "return 1 + 1");
    await measure({ name: "Eval 1 + 1, 1 client", count: evals.length, budgetMs: null, run: (n) => client.runAll(evals.slice(0, n), 1) });
    const more = prepared(main, { Action: "Eval" }, "return 1 + 1");
    await measure({ name: "Eval 1 + 1, 8 clients", count: more.length, budgetMs: 4, run: (n) => client.runAll(more.slice(0, n), 8) });
    await client.evaluate(main, COUNTER);
    const counts = prepared(main, { Action: "Count" }, " ");
    await measure({
      name: "counter handler, replies to a wallet, 8 clients",
      count: counts.length,
      budgetMs: null,
      run: (n) => client.runAll(counts.slice(0, n), 8),
    });

    for (const id of [left, right]) await client.evaluate(id, PING_PONG);
    await measure({ name: "ping-pong, per pushed message", count: 1000, budgetMs: 6, run: (n) => client.pingPong(left, right, n) });

    await client.evaluate(token, TOKEN);
    const transfers = prepared(token, { Action: "Transfer", Recipient: main, Quantity: "1" }, " ");
    await measure({
      name: "token transfer with two notices, 8 clients",
      count: transfers.length,
      budgetMs: null,
      run: (n) => client.runAll(transfers.slice(0, n), 8),
    });

    await measure({ name: "dry-run, 1 client", count: 300, budgetMs: 20, run: (n) => client.dryRuns(token, n, 1) });
    await measure({ name: "dry-run, 16 clients", count: 600, budgetMs: 20, run: (n) => client.dryRuns(token, n, 16) });
    await measure({
      name: "10 live processes, one Eval each",
      count: 10,
      budgetMs: null,
      run: () => client.touchAll(spawns.slice(0, 10).map((item) => item.id)),
    });
  } finally {
    await network.stop();
    await removeData(network);
  }
  process.stderr.write(`${table(`Network, ${moduleName}: ready after ${Math.round(network.readyMs)} ms`, rows)}\n`);
  return rows;
}
