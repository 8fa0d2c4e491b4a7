/** The simulated network: messages, time, spawns, and a queue in the test's hand. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createTestNet } from "../../src/testing/test-net.ts";

const COUNTER = `
Count = Count or 0
Handlers.add("Add", function(msg)
  if msg.By then
    assert(tonumber(msg.By), "By must be a number")
    Count = Count + tonumber(msg.By)
  else
    Count = Count + 1
  end
end)
Handlers.add("Get", function(msg) msg.reply({ Action = "Count", Data = tostring(Count) }) end)
`;

describe("createTestNet", () => {
  test("keeps what a message did, undoes one that failed, and forgets a dry-run", async () => {
    const net = await createTestNet();
    const process = net.spawn({ source: COUNTER, file: "counter.lua" });
    const alice = net.wallet("alice");
    assert.equal(process.send({ Action: "Add" }, alice).error, null);
    assert.match(process.send({ Action: "Add", By: "x" }, alice).error ?? "", /counter\.lua:5: By must be a number/);
    assert.equal(process.dryRun({ Action: "Get" }, alice).messages[0]?.data, "1");
    process.dryRun({ Action: "Add" }, alice);
    assert.equal(process.value("Count"), 1);
    assert.equal(net.queue.length, 0);
  });

  test("delivers in order, to processes and wallets", async () => {
    const net = await createTestNet();
    const counter = net.spawn({ source: COUNTER });
    const asker = net.spawn({
      source: `Heard = {} Handlers.add("Count", function(msg) table.insert(Heard, msg.Data .. " from " .. msg.From) end)`,
    });
    asker.eval(`Send({ Target = "${counter.id}", Action = "Add" }) Send({ Target = "${counter.id}", Action = "Get" })`);
    assert.deepEqual(
      net.queue.map((one) => one.message.target),
      [counter.id, counter.id],
    );
    assert.equal(net.run().length, 3);
    assert.deepEqual(asker.value("Heard"), [`1 from ${counter.id}`]);
    counter.send({ Action: "Get" }, net.wallet("bob"));
    net.run();
    assert.deepEqual(
      net.inbox(net.wallet("bob")).map((one) => [one.action, one.data, one.from]),
      [["Count", "1", counter.id]],
    );
  });

  test("does not trust what a stranger says in another's name", async () => {
    const net = await createTestNet();
    const counter = net.spawn({ source: COUNTER });
    const { error } = counter.send({ Action: "Add", "From-Process": counter.id }, net.wallet("mallory"));
    assert.equal(error, null);
    assert.equal(counter.value("Count"), 0);
  });

  test("reorders and drops", async () => {
    const net = await createTestNet();
    const counter = net.spawn({ source: `Log = "" Handlers.add("Say", function(msg) Log = Log .. msg.Data end)` });
    const sender = net.spawn();
    sender.eval(`for _, word in ipairs({ "a", "b", "c" }) do Send({ Target = "${counter.id}", Action = "Say", Data = word }) end`);
    net.reorder((queue) => queue.toReversed());
    assert.equal(
      net.drop((one) => one.message.data === "b"),
      1,
    );
    net.run();
    assert.equal(counter.value("Log"), "ca");
  });

  test("spawns and tells the parent", async () => {
    const net = await createTestNet();
    const parent = net.spawn({ source: `Handlers.add("Spawned", function(msg) Child = msg.Process end)` });
    const [child] = parent.eval(`Spawn("${net.module}", { Name = "kid", Authority = ao.authorities[1] })`).spawns;
    net.run();
    assert.equal(parent.value("Child"), child);
    assert.equal(net.process(child ?? "").value("Name"), "kid");
    assert.equal(net.process(child ?? "").value("Owner"), parent.id);
  });

  test("assigns a message to another process", async () => {
    const net = await createTestNet();
    const other = net.spawn({
      source: `ao.addAssignable("all", function() return true end) Handlers.add("Note", function(msg) Noted = msg.Data end)`,
    });
    const sender = net.spawn();
    const [sent] = sender.eval(`Send({ Target = "${sender.id}", Action = "Note", Data = "x" })`).messages;
    net.drop(() => true);
    sender.eval(`Assign({ Processes = { "${other.id}" }, Message = "${sent?.id}" })`);
    net.run();
    assert.equal(other.value("Noted"), "x");
  });

  test("time stands still until it is moved", async () => {
    const net = await createTestNet({ startMs: 1000, blockHeight: 7 });
    const process = net.spawn();
    assert.equal(process.value("os.time()"), 1000);
    net.advance(240_000);
    assert.equal(process.value("os.time()"), 241_000);
    assert.equal(net.blockHeight, 9);
    assert.throws(() => net.advance(-1), /forwards/);
  });

  test("goes back to a saved state", async () => {
    const net = await createTestNet();
    const process = net.spawn({ source: COUNTER });
    const saved = process.save();
    process.send({ Action: "Add" });
    process.restore(saved);
    assert.equal(process.value("Count"), 0);
  });

  test("two runs are equal", async () => {
    const play = async (): Promise<unknown> => {
      const net = await createTestNet();
      const process = net.spawn({ source: COUNTER });
      process.send({ Action: "Get" }, net.wallet("alice"));
      return [net.sent, process.value("math.random()")];
    };
    assert.deepEqual(await play(), await play());
  });

  test("stops two processes that answer each other for ever", async () => {
    const net = await createTestNet();
    const echo = `Handlers.add("Echo", function(msg) msg.reply({ Action = "Echo" }) end)`;
    const [a, b] = [net.spawn({ source: echo }), net.spawn({ source: echo })];
    a.eval(`Send({ Target = "${b.id}", Action = "Echo" })`);
    assert.throws(() => net.run(100), { code: "LIMIT_EXCEEDED" });
  });

  test("says why a source does not run, with its line", async () => {
    const net = await createTestNet();
    assert.throws(() => net.spawn({ source: "\n\nfoo()", file: "bad.lua" }), /bad\.lua raised an error: .*bad\.lua:3: attempt to call/s);
    assert.throws(() => net.process("x"), { code: "PROCESS_NOT_FOUND" });
    assert.throws(() => net.spawn().value("nothing.at.all"), { code: "BAD_REQUEST" });
  });

  test("counts lines, also of messages that fail", async () => {
    const net = await createTestNet({ coverage: true });
    const process = net.spawn({ source: COUNTER, file: "counter.lua" });
    process.send({ Action: "Add", By: "x" });
    const [file] = net.coverage?.files() ?? [];
    assert.equal(file?.file, "counter.lua");
    assert.deepEqual(file?.hit, [2, 3, 4, 5, 10, 11]);
    assert.deepEqual(
      file?.lines.filter((line) => !file.hit.includes(line)),
      [6, 8],
    );
  });
});
