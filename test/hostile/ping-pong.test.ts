import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { aosWasm } from "../support/aos-wasm.ts";
import { type AoClient, aoClient, until } from "../support/clients.ts";
import { type Network, removeData, startNetwork } from "../support/network.ts";

const HOPS = 30;
const PLAYER = `Count = 0
Handlers.add("ping", "Ping", function(msg)
  Count = Count + 1
  Send({ Target = Other or msg.From, Action = "Ping" })
end)`;

describe("two processes that message each other for ever", { timeout: 60_000 }, () => {
  let network: Network;
  let client: AoClient;

  before(async () => {
    network = await startNetwork({ module: await aosWasm("aos2_0_6.wasm"), args: ["--push-hops", String(HOPS)] });
    client = aoClient(network);
  });
  after(async () => {
    await network.stop();
    await removeData(network);
  });

  it("spend the hop budget, the same each time, while others are served", async () => {
    const [one, two, good] = [await client.spawn(), await client.spawn(), await client.spawn()];
    await client.evaluate(one, `${PLAYER}\nOther = "${two}"`);
    await client.evaluate(two, `${PLAYER}\nOther = "${one}"`);
    await client.evaluate(good, "N = 0");
    const played = async (): Promise<number> =>
      Number((await client.evaluate(one, "return Count")).Output.data) + Number((await client.evaluate(two, "return Count")).Output.data);
    let served = 0;
    for (let round = 1; round <= 2; round++) {
      // The message that starts it, and as many pushes as the budget allows.
      const expected = round * (HOPS + 1);
      await client.send(one, { Action: "Ping" });
      await until(async () => {
        await client.evaluate(good, "N = N + 1");
        served += 1;
        return (await played()) >= expected;
      });
      assert.equal(await played(), expected);
    }
    assert.equal(Number((await client.evaluate(good, "return N")).Output.data), served);
  });
});
