// The tour of a local AO network with the unmodified client. First, in another terminal: npm start
import { readFileSync } from "node:fs";
import { connect, createSigner } from "@permaweb/aoconnect";

const dir = process.env.HYPERLOOM_DATA ?? ".hyperloom";
const net = JSON.parse(readFileSync(`${dir}/node.json`, "utf8"));
const signer = createSigner(JSON.parse(readFileSync(process.env.WALLET ?? `${dir}/wallet.json`, "utf8")));
const ao = connect({ MODE: "legacy", GATEWAY_URL: net.gateway, MU_URL: net.mu, CU_URL: net.cu });

const spawn = () => ao.spawn({ module: net.module, scheduler: net.scheduler, signer, tags: [{ name: "Authority", value: net.authority }] });
const send = (to, action, data) => ao.message({ process: to, signer, tags: [{ name: "Action", value: action }], data });
const evaluate = async (to, lua) => ao.result({ process: to, message: await send(to, "Eval", lua) });
const until = async (what, ask) => {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited in vain for ${what}`);
};
const show = (what, value) => console.log(`${what}:`, value);

const [alice, bob] = [await spawn(), await spawn()];
show("two processes", [alice, bob]);
show("1 + 1", (await evaluate(alice, "return 1 + 1")).Output.data);
await evaluate(
  bob,
  `Handlers.add("Ping", function(msg) Count = (Count or 0) + 1; msg.reply({ Action = "Pong", Data = "pong " .. Count }) end)`,
);
await evaluate(
  alice,
  `Handlers.add("Pong", function(msg) Heard = msg.Data end)
  Handlers.add("Spawned", function(msg) Child = msg.Process end)`,
);
await evaluate(alice, `Send({ Target = "${bob}", Action = "Ping" })`);
show("bob answered", await until("the pong", async () => (await evaluate(alice, "return Heard")).Output.data));
await evaluate(alice, `Spawn("${net.module}", { Authority = ao.authorities[1] })`);
show("alice's child", await until("the child", async () => (await evaluate(alice, "return Child")).Output.data));

const ping = await send(bob, "Ping", "hello");
show("dry-run", (await ao.dryrun({ process: bob, tags: [{ name: "Action", value: "Ping" }] })).Messages[0].Data);
show("results of bob", (await ao.results({ process: bob, sort: "DESC", limit: 5 })).edges.length);
show("the message assigned to alice too", await ao.assign({ process: alice, message: ping }));

const query = `query ($ids: [ID!]) { transactions(ids: $ids) { edges { node { id tags { name value } } } } }`;
const body = JSON.stringify({ query, variables: { ids: [alice, bob, ping] } });
const found = await fetch(`${net.gateway}/graphql`, { method: "POST", headers: { "content-type": "application/json" }, body });
show("found by GraphQL", (await found.json()).data.transactions.edges.length);
show("raw data of the ping", await (await fetch(`${net.gateway}/raw/${ping}`)).text());
