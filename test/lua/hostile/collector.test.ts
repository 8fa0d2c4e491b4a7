import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createArena, evaluation, LITTLE_GAS, type Sent, stranger } from "../support/hostile.ts";

const arena = await createArena();

/** Makes garbage, so that finalizers run during it. */
const POKE = "Handlers.add('p', 'Poke', function() for i = 1, 2000 do local t = {i, tostring(i)} end print('poked') end) ";
const pokes = (count: number, more: Partial<Sent> = {}): Sent[] =>
  Array.from({ length: count }, () => stranger("", { Action: "Poke" }, more));

const finalizer = (body: string, count = 3): Sent =>
  evaluation(`${POKE} Ran = 0 for i = 1, ${count} do setmetatable({}, {__gc = function(self) Ran = Ran + 1 ${body} end}) end`);

describe("finalizers run in messages of others", () => {
  const bodies: readonly (readonly [name: string, body: string])[] = [
    ["fail", "error('boom')"],
    ["fail with a value that fails", "error(setmetatable({}, {__tostring = error}))"],
    ["yield", "coroutine.yield()"],
    ["send, then fail", "ao.send({Target = 'x'}) error('x')"],
    ["recurse without end", "local function f() return 1 + f() end f()"],
    ["collect", "collectgarbage() collectgarbage('step')"],
    ["change the collector", "collectgarbage('setpause', 0) collectgarbage('setstepmul', 0) collectgarbage('restart')"],
    ["come back", "Kept = self setmetatable(self, getmetatable(self))"],
  ];
  for (const [name, body] of bodies) {
    it(`that ${name}`, async () => {
      const ends = await arena.attack([finalizer(body), ...pokes(6), evaluation("return Ran")]);
      assert.deepEqual(new Set(ends.slice(1, -1).map(({ text }) => text)), new Set(["poked"]));
      assert.ok(Number(ends.at(-1)?.text) >= 3, `${ends.at(-1)?.text} ran`);
    });
  }

  it("that never end use up the gas of messages with much garbage, not the process", async () => {
    const ends = await arena.attack([
      finalizer("while true do end", 1),
      ...pokes(4, { gas: LITTLE_GAS }),
      evaluation("collectgarbage('stop') return 1"),
      ...pokes(1, { gas: LITTLE_GAS }),
    ]);
    assert.ok(ends.some(({ text }) => text === "out of gas"));
    assert.equal(ends.at(-1)?.text, "poked");
  });

  it("that use up the memory", async () => {
    const { text } = await arena.evaluate(
      "for i = 1, 2 do setmetatable({}, {__gc = function() local s = 'x' while true do s = s .. s end end}) end collectgarbage() return 7",
    );
    assert.equal(text, "7");
  });
});

describe("memory", () => {
  const settings = [
    "'stop'",
    "'setpause', 0",
    "'setpause', 2^31 - 1",
    "'setpause', -1",
    "'setstepmul', 0",
    "'setstepmul', -1",
    "'step', 2^31 - 1",
  ];
  it("settings of the collector", async () => {
    const ends = await arena.attack(settings.flatMap((one) => [evaluation(`${POKE} collectgarbage(${one})`), ...pokes(2)]));
    assert.deepEqual(
      ends.filter(({ kind }) => kind !== "ok"),
      [],
    );
    await arena.check([["collectgarbage('generational')", /invalid option 'generational'/]]);
  });

  it("that is used up is there again for the next message", () =>
    arena.check([
      ["Kept = {} for i = 1, 1000 do Kept[i] = ('y'):rep(100000) .. i end", /not enough memory/],
      ["Kept = ('y'):rep(15000000) return 1", "1"],
      ["Kept = Kept .. Kept .. Kept .. Kept", /not enough memory/],
      ["return #Kept", "15000000"],
      ["Kept = nil return 1", "1"],
      ["return #('z'):rep(15000000)", "15000000"],
    ]));

  it("full of what strangers sent", async () => {
    const ends = await arena.attack([
      ...Array.from({ length: 10 }, (_, at) => stranger("flood".repeat(100_000), { Nr: String(at) })),
      evaluation("return #Inbox"),
      evaluation("Inbox = {} collectgarbage() return collectgarbage('count') < 3000"),
    ]);
    assert.equal(ends.at(-2)?.text, "11");
    assert.equal(ends.at(-1)?.text, "true");
  });
});
