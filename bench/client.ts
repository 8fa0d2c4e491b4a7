/**
 * A client for the benchmarks: items are signed before the clock runs, connections are kept alive.
 * @module
 */
import { utf8 } from "../src/base/bytes.ts";
import type { Tag } from "../src/base/tags.ts";
import type { Signer } from "../src/crypto/signer.ts";
import { createItem } from "../src/protocol/create-item.ts";
import type { Item } from "../src/protocol/item.ts";
import type { Network } from "../test/support/network.ts";

export interface BenchClient {
  /** `series` keeps those of two calls apart. */
  prepareSpawns(count: number, series?: string): Item[];
  prepare(process: string, count: number, tags: Readonly<Record<string, string>>, data: string): Item[];
  runSpawns(items: readonly Item[]): Promise<void>;
  /** Each client sends one and waits for its result before the next. */
  runAll(items: readonly Item[], clients: number): Promise<void>;
  evaluate(process: string, lua: string): Promise<void>;
  /** One message that makes `count` pushed messages; waits for the last one's result. */
  pingPong(left: string, right: string, count: number): Promise<void>;
  dryRuns(process: string, count: number, clients: number): Promise<void>;
  touchAll(processes: readonly string[]): Promise<void>;
}

const COMMON: readonly Tag[] = [
  { name: "Data-Protocol", value: "ao" },
  { name: "Variant", value: "ao.TN.1" },
];

export function createBenchClient(info: Network["info"], signer: Signer): BenchClient {
  const tagList = (tags: Readonly<Record<string, string>>): Tag[] => Object.entries(tags).map(([name, value]) => ({ name, value }));
  const message = (process: string, tags: Readonly<Record<string, string>>, data: string): Item =>
    createItem({ target: process, tags: [...COMMON, { name: "Type", value: "Message" }, ...tagList(tags)], data: utf8(data) }, signer);

  const post = async (item: Item): Promise<void> => {
    const response = await fetch(info.mu, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: item.bytes as NonNullable<RequestInit["body"]>,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status}: ${text}`);
  };
  const result = async (process: string, id: string): Promise<Record<string, unknown>> => {
    const response = await fetch(`${info.cu}/result/${id}?process-id=${process}`);
    const body = (await response.json()) as Record<string, unknown>;
    if (!response.ok || body["Error"]) throw new Error(`${response.status}: ${JSON.stringify(body)}`);
    return body;
  };
  const run = async (item: Item): Promise<void> => {
    await post(item);
    await result(item.target, item.id);
  };
  const dryRun = async (process: string): Promise<void> => {
    const body = {
      Id: "1234",
      Owner: signer.address,
      Target: process,
      Data: "1234",
      Anchor: "0",
      Tags: [{ name: "Action", value: "Balance" }],
    };
    const response = await fetch(`${info.cu}/dry-run?process-id=${process}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { Messages?: unknown[] };
    if (answer.Messages?.length !== 1) throw new Error(`dry-run: ${JSON.stringify(answer)}`);
  };
  const lastSlot = async (process: string): Promise<number> => {
    const node = (await (await fetch(`${info.su}/${process}/latest`)).json()) as { assignment: { tags: Tag[] } };
    return Number(node.assignment.tags.find(({ name }) => name === "Nonce")?.value);
  };

  return {
    prepareSpawns: (count, series = "bench") =>
      Array.from({ length: count }, (_, index) =>
        createItem(
          {
            tags: [
              ...COMMON,
              { name: "Type", value: "Process" },
              { name: "Module", value: info.module },
              { name: "Scheduler", value: info.scheduler },
              { name: "Authority", value: info.authority },
              { name: "Name", value: `${series}-${index}` },
            ],
            data: utf8("1984"),
          },
          signer,
        ),
      ),
    prepare: (process, count, tags, data) => Array.from({ length: count }, () => message(process, tags, data)),
    runSpawns: async (items) => {
      for (const item of items) {
        await post(item);
        await result(item.id, item.id);
      }
    },
    runAll: async (items, clients) => {
      const queue = items.values();
      const work = async (): Promise<void> => {
        for (const item of queue) await run(item);
      };
      await Promise.all(Array.from({ length: clients }, work));
    },
    evaluate: (process, lua) => run(message(process, { Action: "Eval" }, lua)),
    pingPong: async (left, right, count) => {
      const [before, other] = [await lastSlot(left), await lastSlot(right)];
      await run(message(left, { Action: "Serve", To: right, Left: String(count) }, " "));
      // `left` gets the serve and every second ball: each player's last slot is known beforehand.
      const balls = Math.floor(count / 2);
      for (;;) {
        if ((await lastSlot(left)) >= before + 1 + balls && (await lastSlot(right)) >= other + (count - balls)) break;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await result(left, String(before + 1 + balls));
      await result(right, String(other + (count - balls)));
    },
    dryRuns: async (process, count, clients) => {
      let left = count;
      const work = async (): Promise<void> => {
        while (left-- > 0) await dryRun(process);
      };
      await Promise.all(Array.from({ length: clients }, work));
    },
    touchAll: async (processes) => {
      for (const process of processes) await run(message(process, { Action: "Eval" }, "return #Inbox"));
    },
  };
}
