import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { aosWasm } from "../support/aos-wasm.ts";
import { aoClient, until } from "../support/clients.ts";
import { type Network, removeData, startNetwork } from "../support/network.ts";

/** A counter that sends itself on: each Step sends the next until Left is 0, so that a stop finds pushes half way. */
const CHAIN = `
Steps = Steps or {}
Handlers.add("Step", function(msg)
  table.insert(Steps, msg.Left)
  if tonumber(msg.Left) > 0 then Send({ Target = msg.Next, Next = ao.id, Action = "Step", Left = tostring(tonumber(msg.Left) - 1) }) end
end)`;

interface Scene {
  readonly one: string;
  readonly two: string;
  readonly evalId: string;
}

const LENGTH = 200;

async function begin(network: Network): Promise<Scene> {
  const client = aoClient(network);
  const [one, two] = [await client.spawn(), await client.spawn()];
  for (const process of [one, two]) await client.evaluate(process, CHAIN);
  const evalId = await client.send(one, { Action: "Eval" }, "Kept = 'yes' return Kept");
  await client.ao.result({ process: one, message: evalId });
  await client.send(one, { Action: "Step", Left: String(LENGTH), Next: two });
  return { one, two, evalId };
}

async function continues(network: Network, { one, two, evalId }: Scene): Promise<void> {
  const client = aoClient(network);
  const kept = await client.ao.result({ process: one, message: evalId });
  assert.equal((kept.Output as { data: string }).data, "yes", "an old result is served again");
  const count = async (process: string): Promise<number> => Number((await client.evaluate(process, "return #Steps")).Output.data);
  await until(async () => (await count(one)) + (await count(two)) >= LENGTH + 1);
  assert.equal((await client.evaluate(two, "return Steps[1] .. ' ' .. #Steps")).Output.data, `${LENGTH - 1} ${LENGTH / 2}`);
  assert.equal(
    (await client.evaluate(one, "return Steps[1] .. ' ' .. #Steps")).Output.data,
    `${LENGTH} ${LENGTH / 2 + 1}`,
    "each step once",
  );
  // The log is gapless across the stop.
  const log = (await (await fetch(`${network.info.su}/${one}?process-id=${one}&from-nonce=-1&limit=1000`)).json()) as {
    edges: { node: { assignment: { tags: { name: string; value: string }[] } } }[];
  };
  const nonces = log.edges.map(({ node }) => Number(node.assignment.tags.find(({ name }) => name === "Nonce")?.value));
  assert.deepEqual(nonces, Array.from(nonces.keys()));
}

describe("stop and start", { timeout: 180_000 }, () => {
  for (const how of ["stop", "kill"] as const) {
    test(`after ${how === "stop" ? "Ctrl-C" : "kill -9"} in the middle of a cascade everything goes on`, async () => {
      const module = await aosWasm("aos2_0_6.wasm");
      const first = await startNetwork({ module });
      const scene = await begin(first);
      if (how === "stop") assert.equal(await first.stop(), 0);
      else await first.kill();
      const second = await startNetwork({ module, dataDir: first.dataDir });
      assert.equal(second.info.module, first.info.module, "the same bytes keep their module id");
      assert.equal(second.info.scheduler, first.info.scheduler);
      await continues(second, scene);
      assert.equal(await second.stop(), 0);
      await removeData(second);
    });
  }
});
