import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createArena, evaluation, LITTLE_GAS, stranger } from "../support/hostile.ts";

const arena = await createArena();
const action = (name: string, more = {}) => stranger("", { Action: name }, more);

describe("coroutines", () => {
  it("by the thousand, alive and dead", () =>
    arena.check([
      ["Cos = {} for i = 1, 20000 do local c = coroutine.create(coroutine.yield) coroutine.resume(c) Cos[i] = c end return #Cos", "20000"],
      ["Cos = nil collectgarbage() return collectgarbage('count') < 3000", "true"],
      ["for i = 1, 100000 do coroutine.wrap(function() end)() end return collectgarbage('count') < 8000", "true"],
    ]));

  it("that yield where nothing can wait", () =>
    arena.check([
      ["table.sort({1, 2, 3}, coroutine.yield)", /attempt to yield across a C-call boundary$/],
      ["return ('x'):gsub('.', coroutine.yield)", /attempt to yield across a C-call boundary$/],
      ["return require('json').encode(setmetatable({z = 1}, {__pairs = coroutine.yield}))", /attempt to yield across a C-call boundary$/],
      ["return load(coroutine.yield)", /attempt to yield across a C-call boundary|^$/],
      ["return coroutine.resume(coroutine.running())", /cannot resume non-suspended coroutine/],
      ["return (coroutine.resume(debug.getregistry()[1]))", ""],
      ["coroutine.yield() return 5", ""],
      ["return #Handlers.coroutines", "1"],
    ]));

  it("of handlers and patterns that never end", async () => {
    const ends = await arena.attack([
      evaluation("Handlers.add('y', 'Y', function() while true do coroutine.yield() end end)"),
      evaluation("Handlers.add('z', function(m) if m.Action == 'Z' then coroutine.yield() end return false end, print)"),
      ...[1, 2, 3].flatMap(() => [action("Y"), action("Z")]),
      evaluation("return #Handlers.coroutines"),
      evaluation("return select(2, coroutine.resume(Handlers.coroutines[1], 'forged')), #Handlers.coroutines"),
    ]);
    assert.equal(ends.at(-2)?.text, "6");
    assert.deepEqual(
      ends.slice(2, -2).filter(({ kind }) => kind !== "ok"),
      [],
    );
  });

  it("that wait within each other", async () => {
    const ends = await arena.attack([
      evaluation("local function wait() coroutine.wrap(function() Receive('Wake') wait() end)() end for i = 1, 300 do wait() end"),
      action("Wake"),
      action("Wake"),
      evaluation("return #Handlers.list"),
    ]);
    assert.equal(ends.at(-1)?.text, "302");
    const deep = await arena.attack([
      evaluation("Handlers.add('d', 'Deep', function() for i = 1, 500 do Receive('Deep') end error('end') end)"),
      ...Array.from({ length: 30 }, () => action("Deep")),
    ]);
    assert.ok(deep.every(({ kind }) => kind === "ok"));
  });

  it("a storm of waits", async () => {
    const ends = await arena.attack([
      evaluation(
        "Handlers.add('s', 'Storm', function() for i = 1, 500 do coroutine.wrap(function() Receive({Action = 'No' .. i}) end)() end end)",
      ),
      action("Storm"),
      action("Other"),
      action("Storm", { gas: LITTLE_GAS }),
      evaluation("return #Handlers.list"),
    ]);
    assert.ok(["503", "1003"].includes(ends.at(-1)?.text ?? ""), ends.at(-1)?.text);
  });
});

describe("handlers that add handlers", () => {
  it("by the thousand", async () => {
    const ends = await arena.attack([
      evaluation(
        "Handlers.add('y', function(m) return m.Action == 'More' and 'continue' end, function() " +
          "for i = 1, 300 do Handlers.prepend('h' .. i, 'Q', print) Handlers.append('g' .. i, function() return 'continue' end, " +
          "function() Handlers.add('k' .. i, 'Q', print) end) end end)",
      ),
      action("More"),
      evaluation("return #Handlers.list"),
    ]);
    assert.equal(ends.at(-1)?.text, "903");
  });

  it("without end", async () => {
    const ends = await arena.attack([
      evaluation(
        "N = 0 local function more() N = N + 1 Handlers.append('z' .. N, function() return 'continue' end, more) end " +
          "Handlers.append('first', function(m) return m.Action == 'Go' and 'continue' end, more)",
      ),
      action("Go", { gas: LITTLE_GAS }),
      evaluation("return N"),
    ]);
    assert.equal(ends[1]?.text, "out of gas");
    assert.equal(ends[2]?.text, "0");
  });

  it("and leave a list that is none", async () => {
    const broken = ["Handlers.list = 5", "Handlers.list = nil", "Handlers.list[1] = 5", "Handlers.list[1] = nil Handlers.list[3] = 'x'"];
    for (const code of broken) await arena.attack([evaluation(code), action("Any"), evaluation("return 1")]);
  });
});
