import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LoomError } from "../../src/base/errors.ts";
import { normalizeResult } from "../../src/vm/normalize-result.ts";
import { evalData, fresh, MODULES, NO_FILES, OWNER, response, START_MS, STRANGER, send, spawn } from "./driver.ts";

interface OutboxMessage {
  Target: string;
  Data: string;
  Anchor: string;
  Tags: { name: string; value: string }[];
}

const outbox = (value: Readonly<Record<string, unknown>>): OutboxMessage[] => value["Messages"] as OutboxMessage[];
const tag = (message: OutboxMessage, name: string): string | undefined => message.Tags.find((one) => one.name === name)?.value;

for (const name of MODULES) {
  describe(name, () => {
    it("answers its process message and an Eval in the shapes of aos", async () => {
      const process = await spawn(name);
      const prompt = "\u001b[32mTester\u001b[90m@\u001b[34maos-2.0.4\u001b[90m[Inbox:\u001b[31m1\u001b[90m]\u001b[0m> ";
      assert.deepEqual(response(send(process, { data: "return 1+1", nonce: 1 })), {
        Messages: [],
        Spawns: [],
        Assignments: [],
        Output: { data: "2", prompt, test: '{\n    [1] = "2"\n}' },
      });
      const plain = response(send(process, { data: "hi", nonce: 2, tags: [{ name: "Action", value: "Ping" }] }));
      const output = plain["Output"] as { data: string; print: boolean };
      assert.equal(output.print, true);
      assert.match(output.data, /New Message From/);
      assert.deepEqual(plain["Messages"], []);
    });

    it("keeps state from one message to the next", async () => {
      const process = await spawn(name);
      assert.equal(evalData(process, 1, "N = 40; return N"), "40");
      assert.equal(evalData(process, 2, "local up = 0; Next = function() up = up + 1; return up + N end; return Next()"), "41");
      assert.equal(evalData(process, 3, "return Next()"), "42");
    });

    it("reports an Eval error inside an ok response and goes on with changed state", async () => {
      const process = await spawn(name);
      const bad = response(send(process, { data: 'X = 7 error("boom")', nonce: 1 }));
      assert.match(String(bad["Error"]), /\[string "aos"\]:1: boom$/);
      assert.match(String(normalizeResult(bad).Error), /boom$/);
      assert.equal(process.tainted, false);
      assert.match(String(evalData(process, 2, "return X")), /7$/);
      assert.match(String(response(send(process, { data: "x =", nonce: 3 }))["Error"]), /unexpected symbol near <eof>/);
    });

    it("reports an error in a handler and drops what it had sent", async () => {
      const process = await spawn(name);
      evalData(process, 1, 'Handlers.add("bad", "Bad", function(msg) Send({Target=msg.From, Data="lost"}); error("in handler") end)');
      const bad = response(send(process, { data: "", nonce: 2, tags: [{ name: "Action", value: "Bad" }] }));
      assert.match(String(bad["Error"]), /handling message with Action = Bad[\s\S]*in handler/);
      assert.deepEqual(normalizeResult(bad).Messages, []);
    });

    it("turns a thrown table (ok:false) into an error and refuses to go on without a restore", async () => {
      const process = await spawn(name);
      const outcome = send(process, { data: "error({})", nonce: 1 });
      assert.equal(outcome.kind, "error");
      assert.match(outcome.kind === "error" ? outcome.error : "", /attempt to concatenate a table value/);
      assert.equal(process.tainted, true);
      assert.throws(
        () => send(process, { data: "return 1", nonce: 2 }),
        (thrown) => thrown instanceof LoomError && thrown.code === "INTERNAL",
      );
    });

    it("emits messages, spawns and assignments exactly as the process made them", async () => {
      const process = await spawn(name);
      evalData(
        process,
        1,
        'Handlers.add("echo", "Echo", function(msg) msg.reply({Data="echo "..msg.Data, Kind="x"}); Spawn("mod", {Data="child"}); Assign({Processes={"p1"}, Message="m1"}) end)',
      );
      const sent = response(
        send(process, {
          data: "hey",
          nonce: 2,
          tags: [
            { name: "Action", value: "Echo" },
            { name: "Reference", value: "77" },
          ],
        }),
      );
      const [reply, ...rest] = outbox(sent);
      assert.equal(rest.length, 0);
      assert.ok(reply);
      assert.deepEqual(Object.keys(reply).sort(), ["Anchor", "Data", "Tags", "Target"]);
      assert.equal(reply.Target, OWNER);
      assert.equal(reply.Data, "echo hey");
      assert.equal(reply.Anchor, "00000000000000000000000000000001");
      assert.equal(tag(reply, "Kind"), "x");
      assert.equal(tag(reply, "X-Reference"), "77");
      assert.equal(tag(reply, "Type"), "Message");
      const spawns = sent["Spawns"] as OutboxMessage[];
      assert.equal(spawns.length, 1);
      assert.equal(spawns[0]?.Data, "child");
      assert.deepEqual(sent["Assignments"], [{ Processes: ["p1"], Message: "m1" }]);
      const result = normalizeResult(sent);
      assert.deepEqual(Object.keys(result), ["Messages", "Assignments", "Spawns", "Output", "GasUsed"]);
      assert.equal(result.Messages, sent["Messages"]);
    });

    it("does not trust a stranger's Eval", async () => {
      const process = await spawn(name);
      response(send(process, { data: "Hacked = true", nonce: 1, from: STRANGER }));
      assert.equal(evalData(process, 2, "return tostring(Hacked)"), "nil");
    });

    it("shows one clock: the message's timestamp, in UTC and the C locale", async () => {
      const process = await spawn(name);
      assert.equal(
        evalData(process, 1, 'return os.date("!%Y-%m-%dT%H:%M:%S|%a %b|%j|%Z|%c")'),
        "2023-11-14T22:13:21|Tue Nov|318|UTC|Tue Nov 14 22:13:21 2023",
      );
      assert.equal(evalData(process, 2, 'return os.date("%X", 0)'), "00:00:00");
      assert.equal(evalData(process, 3, "return os.time()"), String(START_MS + 3000));
      assert.equal(
        evalData(
          process,
          4,
          'local t = os.date("*t", 86400*365) return t.year.."-"..t.month.."-"..t.day.." "..t.yday.." "..tostring(t.isdst)',
        ),
        "1971-1-1 1 false",
      );
      assert.equal(evalData(process, 5, "local a = os.clock() for i = 1, 1e5 do a = a + 0 end return tostring(os.clock() == a)"), "true");
    });

    it("has no shell, no files and no environment variables", async () => {
      const process = await spawn(name);
      assert.equal(evalData(process, 1, 'return tostring(os.execute("echo pwned"))'), "nil");
      assert.equal(evalData(process, 2, 'return tostring(io.open("/etc/passwd"))'), "nil");
      assert.equal(evalData(process, 3, 'return tostring(os.getenv("PATH"))'), "nil");
      assert.equal(evalData(process, 4, 'return tostring((os.remove("/tmp/x")))'), "nil");
    });

    it("survives thousands of caught errors", async () => {
      const process = await spawn(name);
      assert.equal(evalData(process, 1, "local n = 0 for i = 1, 3000 do if not pcall(error, i) then n = n + 1 end end return n"), "3000");
    });

    it("refuses a raw NUL, which would cut the text", async () => {
      const process = await fresh(name);
      assert.throws(
        () => process.handle('{"Id":"\0"}', "{}", { timestampMs: 0, files: NO_FILES }),
        (thrown) => thrown instanceof LoomError && thrown.code === "BAD_REQUEST",
      );
    });

    it("gives an error when the module is fed nonsense", async () => {
      const process = await fresh(name);
      const outcome = process.handle("not json", "{}", { timestampMs: 0, files: NO_FILES });
      assert.equal(outcome.kind, "error");
    });
  });
}
