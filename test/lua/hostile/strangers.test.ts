import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createArena, type Ended, evaluation, type Sent, stranger } from "../support/hostile.ts";
import { PARTIES } from "../support/script.ts";

const arena = await createArena();
const tagged = (tags: Readonly<Record<string, string>>, data = ""): Sent => stranger(data, tags);
const PWN = "Pwned = true Owner = 'me' return 'pwned'";

/** None of these ran as code, and the owner is still the owner. */
async function harmless(messages: readonly Sent[]): Promise<readonly Ended[]> {
  const ends = await arena.attack([
    ...messages,
    evaluation("return tostring(Pwned) .. (Owner == ao.env.Process.Owner and ' safe' or ' stolen')"),
  ]);
  assert.equal(ends.at(-1)?.text, "nil safe");
  return ends.slice(0, -1);
}

describe("messages of strangers", () => {
  it("that claim to be the owner's", async () => {
    const owner = PARTIES.owner;
    const ends = await harmless([
      tagged({ Action: "Eval", Owner: owner, From: owner, from: owner, OWNER: owner, "From-Process": owner, from_process: owner }, PWN),
      tagged({ action: "Eval", Owner_: owner }, PWN),
      tagged({ Type: "Process", "On-Boot": "Data" }, PWN),
      tagged({ Id: PARTIES.self, Type: "Process", "On-Boot": "Data" }, PWN),
      stranger(PWN, { Action: "Eval" }, { from: owner, owner: PARTIES.stranger }),
      stranger(PWN, { Action: "Eval" }, { fields: { From: null, Owner: null } }),
      stranger(PWN, { Action: "Eval" }, { fields: { From: owner, Owner: null } }),
      stranger(PWN, { Action: "Eval" }, { fields: { Target: PARTIES.friend } }),
      tagged({ Action: "Eval", "Content-Type": "application/json" }, '{"a":1}'),
    ]);
    assert.match(ends[4]?.text ?? "", /^Message is not trusted!/);
    assert.match(ends[7]?.text ?? "", /^Assignment is not trusted!/);
  });

  it("with tags in the names of what the library adds", async () => {
    const names = [
      "reply",
      "forward",
      "Reply",
      "TagArray",
      "Tags",
      "Data",
      "Target",
      "__index",
      "__gc",
      "_eval",
      "_G",
      "1",
      "",
      "-",
      "_",
      "%s",
    ];
    await harmless([tagged(Object.fromEntries(names.map((name) => [name, "x"])))]);
    await arena.check([["local m = Inbox[#Inbox] return type(m)", "table"]]);
    const [, kinds] = await arena.attack([
      tagged({ reply: "x", forward: "x", TagArray: "x", Tags: "x" }),
      evaluation("local m = Inbox[#Inbox] return table.concat({type(m.reply), type(m.forward), type(m.TagArray), type(m.Tags)}, ' ')"),
    ]);
    assert.equal(kinds?.text, "function function table table");
  });

  it("do not move the clock of those who wait", async () => {
    const ends = await arena.attack([
      evaluation(
        "Handlers.add('w', 'Wait', function() Ended = tostring(select(2, Handlers.receive('Answer', {slots = 4, ms = 1e9}))) end)",
      ),
      tagged({ Action: "Wait" }),
      tagged({ Nonce: "999999", Timestamp: "1e300" }),
      tagged({ Nonce: "inf", Timestamp: "nan", Epoch: "x", "Block-Height": "x" }),
      evaluation("return tostring(Ended)"),
      tagged({}),
      tagged({}),
      evaluation("return tostring(Ended)"),
    ]);
    assert.equal(ends[4]?.text, "nil");
    assert.equal(ends[7]?.text, "timeout");
  });

  it("do not choose who may answer, nor break the wait for it", async () => {
    const asks = evaluation(
      "Handlers.add('a', 'Ask', function(m) m.reply({Data = '?'}).onReply(function(r) Answered = (Answered or 0) + 1 end) end) " +
        "Handlers.add('b', 'Ask-And-Wait', function(m) m.reply({Data = '?'}).receive() Answered = (Answered or 0) + 1 end)",
    );
    const targets = ["[", "%", "_", ".*", "(", "s+a?", "%f", PARTIES.friend];
    for (const action of ["Ask", "Ask-And-Wait"]) {
      const ends = await arena.attack([
        asks,
        ...targets.map((target) => tagged({ Action: action, "Reply-To": target })),
        ...targets.map((_, at) => tagged({ "X-Reference": String(at + 1) })),
        evaluation("return tostring(Answered)"),
        stranger("", { "X-Reference": String(targets.length) }, { from: PARTIES.friend }),
        evaluation("return tostring(Answered)"),
      ]);
      assert.equal(ends.at(-3)?.text, "nil");
      assert.equal(ends.at(-1)?.text, "1");
    }
  });

  it("with JSON of all kinds as Data", async () => {
    const json = (data: string): Sent => tagged({ "Content-Type": "application/json" }, data);
    const texts = ["{", "", "-", "nul", "return 1", '"\\x"', '"\\ud800', "[".repeat(5000), '{"a":'.repeat(5000), `${"1".repeat(5000)}x`];
    const bad = await harmless(texts.map(json));
    assert.ok(bad.every(({ kind, text }) => kind === "error" && text.startsWith('[string "json"]:')));
    const odd = [
      "null",
      "1e999",
      `-${"9".repeat(5000)}`,
      '"\\u0000\\ud800\\udc00\\udc00"',
      '{"a":1,"a":{"__index":1,"__gc":2}}',
      "[null,1]",
      "true",
    ];
    const good = await harmless(odd.map(json));
    assert.ok(good.every(({ kind }) => kind === "ok"));
  });

  it("that are no messages", async () => {
    const raws = ["{", "[]", "null", "1", '"x"', "{}", "", '{"Tags":{}}', '{"Tags":[[],1,"x",{"name":{}},{"name":"a","value":{}}]}'];
    const deep = `${'{"a":'.repeat(2000)}1${"}".repeat(2000)}`;
    await harmless([...raws, deep, `{"Id":"x"${',"x":{}'.repeat(3000)}}`].map((raw) => stranger("", {}, { raw })));
    const values: readonly unknown[] = [null, 5, true, {}, [], [1], { a: { b: [] } }, "x"];
    for (const field of ["From", "Owner", "Target", "Data", "Tags", "Timestamp", "Nonce", "Block-Height", "Id", "Module"])
      await harmless(values.map((value) => stranger("", { Action: "Any" }, { fields: { [field]: value } })));
  });

  it("with very many tags, and very long ones", async () => {
    const [many, long] = await harmless([
      tagged(Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`tag-${at}`, "v"]))),
      tagged({ ["n".repeat(200_000)]: "v", ["-_".repeat(50_000)]: "v", Action: "A".repeat(500_000), Big: "b".repeat(2_000_000) }),
    ]);
    assert.equal(many?.kind, "ok");
    assert.equal(long?.kind, "ok");
  });

  it("whose answers are too many end in an error, without a trace", async () => {
    const ends = await arena.attack([
      evaluation("Handlers.add('r', 'Flood', function(m) for i = 1, 10001 do m.reply({Data = 'x'}) end end)"),
      tagged({ Action: "Flood" }),
      evaluation("return ao.reference"),
    ]);
    assert.deepEqual(
      ends.map(({ text, messages }) => [text.slice(-40), messages.length]),
      [
        ["3", 0],
        ["the outbox has more than 10000 entries", 0],
        ["0", 0],
      ],
    );
  });
});
