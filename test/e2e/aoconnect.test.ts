import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import type { Tag } from "../../src/base/tags.ts";
import { aosWasm } from "../support/aos-wasm.ts";
import { type AoClient, aoClient, until } from "../support/clients.ts";
import { type Network, ROOT, removeData, startNetwork } from "../support/network.ts";

for (const module of ["aos2_0_6.wasm", "aos2_0_4_32.wasm", null]) {
  describe(`unmodified aoconnect on ${module ?? "our Lua module"}`, { timeout: 120_000 }, () => {
    let network: Network;
    let client: AoClient;
    before(async () => {
      network = await startNetwork(module === null ? {} : { module: await aosWasm(module) });
      client = aoClient(network);
    });
    after(async () => {
      assert.equal(await network.stop(), 0);
      await removeData(network);
    });

    test("says where it is and who it is", () => {
      assert.deepEqual(Object.keys(network.info).sort(), [
        "authority",
        "bundler",
        "cu",
        "gateway",
        "module",
        "mu",
        "pid",
        "scheduler",
        "su",
        "wallet",
      ]);
    });

    test("evaluates Lua and keeps its state", async () => {
      const process = await client.spawn([{ name: "Name", value: "calc" }]);
      assert.equal((await client.evaluate(process, "return 1 + 1")).Output.data, "2");
      await client.evaluate(process, "X = 41");
      const { Output } = await client.evaluate(process, "return X + 1");
      assert.equal(Output.data, "42");
      assert.match(Output.prompt ?? "", /calc/);
    });

    test("an error rolls back and is reported", async () => {
      const process = await client.spawn();
      await client.evaluate(process, "X = 1");
      const failed = await client.evaluate(process, 'X = 2 error("boom")');
      assert.match(failed.Error ?? "", /boom/);
      // aos notices the slot that left no trace and says so before the answer, as on the reference units.
      assert.match((await client.evaluate(process, "return X")).Output.data, /(^|\n)1$/);
    });

    test("two processes talk, in order and once", async () => {
      const [left, right] = [await client.spawn(), await client.spawn()];
      await client.evaluate(
        right,
        `Handlers.add("Add", function(msg) Log = (Log or "") .. msg.N .. " "; msg.reply({ Action = "Added", Data = msg.N }) end)`,
      );
      await client.evaluate(left, `Acks = "" Handlers.add("Added", function(msg) Acks = Acks .. msg.Data .. " " end)`);
      await client.evaluate(left, `for i = 1, 20 do Send({ Target = "${right}", Action = "Add", N = tostring(i) }) end`);
      const expected = Array.from({ length: 20 }, (_, i) => `${i + 1} `).join("");
      await until(async () => (await client.evaluate(left, "return Acks")).Output.data === expected);
      assert.equal((await client.evaluate(right, "return Log")).Output.data, expected);
    });

    test("a process spawns another and hears of it", async () => {
      const parent = await client.spawn();
      await client.evaluate(parent, `Child = Spawn("${network.info.module}", { Authority = ao.authorities[1] }).receive().Process`);
      const child = await until(async () => (await client.evaluate(parent, "return Child or ''")).Output.data);
      await client.evaluate(parent, `Send({ Target = "${child}", Action = "Eval", Data = "Hello = 'from parent'" })`);
      const owned = await until(async () => {
        const answer = await client.ao.dryrun({
          process: child,
          Owner: parent,
          tags: [{ name: "Action", value: "Eval" }],
          data: "return Hello",
        });
        return (answer.Output as { data?: string }).data;
      });
      assert.equal(owned, "from parent");
    });

    test("dry-run changes nothing; results page both ways", async () => {
      const process = await client.spawn();
      await client.evaluate(process, `N = 0 Handlers.add("Up", function(msg) N = N + 1; msg.reply({ Data = tostring(N) }) end)`);
      for (let i = 0; i < 3; i++) {
        const dry = await client.ao.dryrun({ process, tags: [{ name: "Action", value: "Up" }] });
        assert.equal((dry.Messages[0] as { Data: string }).Data, "1");
      }
      const ids = [await client.send(process, { Action: "Up" }), await client.send(process, { Action: "Up" })];
      const results = await Promise.all(ids.map((message) => client.ao.result({ process, message })));
      assert.deepEqual(
        results.map(({ Messages }) => (Messages[0] as { Data: string }).Data),
        ["1", "2"],
      );
      const up = await client.ao.results({ process, sort: "ASC", limit: 100 });
      const down = await client.ao.results({ process, sort: "DESC", limit: 2 });
      assert.equal(up.edges.length, 4);
      const messages = ({ node }: { node: unknown }): unknown => (node as { Messages: unknown }).Messages;
      assert.deepEqual(down.edges.map(messages), up.edges.slice(-2).reverse().map(messages));
      const first = up.edges[0]?.cursor ?? "";
      assert.equal((await client.ao.results({ process, from: first, sort: "ASC", limit: 100 })).edges.length, 3);
    });

    test("assigns a message to a second process", async () => {
      const [one, two] = [await client.spawn(), await client.spawn()];
      await client.evaluate(
        two,
        `ao.addAssignable("all", function() return true end) Handlers.add("Note", function(msg) Got = msg.Data end)`,
      );
      const message = await client.send(one, { Action: "Note" }, "for both");
      const assignment = await client.ao.assign({ process: two, message });
      assert.match(assignment, /^[\w-]{43}$/);
      await until(async () => (await client.evaluate(two, "return Got or ''")).Output.data === "for both");
    });

    test("everything is on the weave", async () => {
      const process = await client.spawn([{ name: "Kind", value: "found" }]);
      const message = await client.send(process, { Action: "Eval" }, "return 'é'");
      await client.ao.result({ process, message });
      type Found = { transactions: { edges: { node: { id: string; tags: Tag[]; owner: { address: string }; recipient: string } }[] } };
      const byIds = await client.graphql<Found>(
        "query($ids:[ID!]){transactions(ids:$ids){edges{node{id recipient owner{address} tags{name value}}}}}",
        { ids: [process, message] },
      );
      assert.deepEqual(byIds.transactions.edges.map(({ node }) => node.id).sort(), [process, message].sort());
      assert.ok(byIds.transactions.edges.every(({ node }) => node.owner.address === network.info.wallet));
      const byTag = await client.graphql<Found>(
        'query{transactions(tags:[{name:"Kind",values:["found"]}]){edges{node{id recipient owner{address} tags{name value}}}}}',
      );
      assert.deepEqual(
        byTag.transactions.edges.map(({ node }) => node.id),
        [process],
      );
      const assigned = await client.graphql<Found>(
        'query($p:String!){transactions(tags:[{name:"Type",values:["Assignment"]},{name:"Process",values:[$p]}],sort:HEIGHT_ASC){edges{node{id recipient owner{address} tags{name value}}}}}',
        { p: process },
      );
      assert.equal(assigned.transactions.edges.length, 2);
      assert.ok(assigned.transactions.edges.every(({ node }) => node.owner.address === network.info.scheduler));
      const raw = await fetch(`${network.info.gateway}/raw/${message}`);
      assert.equal(await raw.text(), "return 'é'");
    });

    test("the example runs", async () => {
      const { stdout } = await promisify(execFile)(process.execPath, ["examples/first-network.mjs"], {
        cwd: ROOT,
        env: { ...process.env, HYPERLOOM_DATA: network.dataDir },
        timeout: 60_000,
      });
      assert.match(stdout, /1 \+ 1: 2/);
      assert.match(stdout, /found by GraphQL: 3/);
      assert.match(stdout, /raw data of the ping: hello/);
    });
  });
}
