/** Lua test files: what passes, what fails and how it is told. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type LuaTestEvent, runLuaTestFile } from "../../src/testing/lua-test-file.ts";

const FILES: Readonly<Record<string, string>> = {
  "src/counter.lua":
    'Count = 0\nHandlers.add("Add", function(msg)\n  Count = Count + 1\nend)\nHandlers.add("Get", function(msg)\n  msg.reply({ Data = tostring(Count) })\nend)',
  "lib/helper.lua": "return { two = 2 }",
};

async function run(source: string, coverage = false) {
  const events: LuaTestEvent[] = [];
  const readFile = (path: string): Promise<string | null> => Promise.resolve(FILES[path] ?? null);
  const summary = await runLuaTestFile({ file: "x.test.lua", source, readFile, coverage, onEvent: (event) => events.push(event) });
  const failures = events.flatMap((event) => (event.type !== "print" && event.failure !== null ? [event.failure] : []));
  return { ...summary, events, failures };
}

describe("runLuaTestFile", () => {
  test("runs nested tests with their hooks in order", async () => {
    const { passed, failed, events } = await run(`
      local log = {}
      before_each(function() log[#log + 1] = "a" end)
      describe("outer", function()
        before_each(function() log[#log + 1] = "b" end)
        after_each(function() log[#log + 1] = "c" end)
        it("one", function() expect(log).equals({ "a", "b" }) end)
        describe("inner", function() it("two", function() expect(table.concat(log)).is("abcab") end) end)
      end)`);
    assert.deepEqual([passed, failed], [2, 0]);
    assert.deepEqual(
      events.map((event) => (event.type === "test" ? event.names : [])),
      [
        ["outer", "one"],
        ["outer", "inner", "two"],
      ],
    );
  });

  test("drives a network", async () => {
    const { failures, passed } = await run(`
      it("counts", function()
        local net = network{ start_ms = 5000 }
        local counter = net:spawn{ file = "src/counter.lua", name = "c" }
        local alice = net:wallet("alice")
        expect(net:now()).is(5000)
        local saved = counter:save()
        counter:send({ Action = "Add" }, alice)
        expect(counter:value("Count")).equals(1)
        expect(counter:value("nil")).is_nil()
        counter:send({ Action = "Get" }, alice)
        counter:send({ Action = "Get" }, net:wallet("bob"))
        expect(#net:queue()).is(2)
        expect(net:queue()[1].target).is(alice)
        net:reorder(function(queue) return { queue[2], queue[1] } end)
        expect(net:drop{ target = net:wallet("bob") }).is(1)
        expect(#net:run()).is(1)
        expect(net:inbox(alice)[1].data).equals("1")
        expect(net:inbox(net:wallet("bob"))).equals({})
        expect(#counter:outbox()).is(2)
        counter:restore(saved)
        expect(counter:value("Count")).equals(0)
        expect(counter:dryrun({ Action = "Get" }).messages[1].data).is("0")
        expect(counter:eval("error('no')").error).contains("no")
        expect(counter:eval("return 1 + 1").output).is("2")
        expect(require("lib.helper").two).is(2)
        expect(require("json").encode({ 1 })).is("[1]")
      end)`);
    assert.deepEqual(failures, []);
    assert.equal(passed, 1);
  });

  test("tells each failure with its line", async () => {
    const { failures, passed, failed } = await run(`
      it("unequal", function() expect({ 1, 2 }).equals({ 1, 3 }) end)
      it("never", function() expect("abc").never.contains("b") end)
      it("raises", function() expect(function() error("x") end).raises("y") end)
      it("error", function() local t = nil; t.x = 1 end)
      it("no file", function() network():spawn{ file = "none.lua" } end)
      it("no check", function() expect(1).is_even() end)
      it("fine", function() expect(1).never.is(2) end)`);
    assert.deepEqual([passed, failed], [1, 6]);
    assert.match(failures[0] ?? "", /x\.test\.lua:2: expected .* to equal/s);
    assert.match(failures[1] ?? "", /x\.test\.lua:3: expected "abc" never to contain "b"/);
    assert.match(failures[2] ?? "", /x\.test\.lua:4: expected .* to raise "y"/);
    assert.match(failures[3] ?? "", /x\.test\.lua:5: attempt to index a nil value/);
    assert.match(failures[4] ?? "", /x\.test\.lua:6: there is no file none\.lua in the project/);
    assert.match(failures[5] ?? "", /x\.test\.lua:7: expect has no check named is_even/);
  });

  test("a file that does not compile, or never ends, is a failure", async () => {
    const broken = await run("it('x', function(");
    assert.equal(broken.failed, 1);
    assert.match(broken.failures[0] ?? "", /x\.test\.lua:1:/);
    const early = await run("error('at once')");
    assert.match(early.failures[0] ?? "", /x\.test\.lua:1: at once/);
  });

  test("prints, and refuses the network where Lua cannot wait", async () => {
    const { events, failures } = await run(`
      print("a", 1, { 2 })
      it("sorts", function() table.sort({ 2, 1 }, function(a, b) network() return a < b end) end)
      it("coroutine", function() coroutine.wrap(function() network() end)() end)`);
    assert.deepEqual(events[0], { type: "print", file: "x.test.lua", text: "a\t1\t{ 2 }" });
    assert.equal(failures.length, 2);
    for (const failure of failures) assert.match(failure, /the network can only be used from the test itself/);
  });

  test("counts the lines that ran", async () => {
    const { coverage } = await run(`it("x", function() network():spawn{ file = "src/counter.lua" }:send{ Action = "Add" } end)`, true);
    assert.deepEqual(coverage, [{ file: "src/counter.lua", lines: [1, 2, 3, 4, 5, 6, 7], hit: [1, 2, 3, 4, 5, 7] }]);
  });
});

describe("a file with modules", () => {
  const files: Readonly<Record<string, string>> = {
    "src/main.lua": 'local a = require("lib.a")\nValue = (Value or 0) + a()\n',
    "src/lib/a.lua": 'return function()\n  return require("b")\nend\n',
    "b.lua": "if Never then\n  print(1)\nend\nreturn 5\n",
  };
  const run = async (source: string, more: Readonly<Record<string, string>> = {}) => {
    const failures: (string | null)[] = [];
    const summary = await runLuaTestFile({
      file: "x.test.lua",
      source,
      readFile: (path) => Promise.resolve({ ...files, ...more }[path] ?? null),
      coverage: true,
      onEvent: (event) => event.type !== "print" && failures.push(event.failure),
    });
    return { ...summary, failures };
  };

  test("finds what it requires, each time it is loaded, and counts their lines", async () => {
    const { failures, coverage } = await run(`it("loads", function()
      local p = network():spawn{ file = "src/main.lua" }
      p:load("src/main.lua")
      expect(p:value("Value")).is(10)
    end)`);
    assert.deepEqual(failures, [null]);
    const missed = coverage.map(({ file, lines, hit }) => [file, lines.filter((line) => !hit.includes(line))]);
    assert.deepEqual(missed, [
      ["b.lua", [2]],
      ["src/lib/a.lua", []],
      ["src/main.lua", []],
    ]);
  });

  test("names the file and line of an error, and of what is missing", async () => {
    const { failures } = await run(
      `it("fails", function() network():spawn{ file = "src/main.lua" } end)
       it("lacks", function() network():spawn{ file = "bad.lua" } end)`,
      { "b.lua": "\nerror('no')", "bad.lua": 'require("gone")' },
    );
    assert.match(failures[0] ?? "", /b\.lua:2: no/);
    assert.match(failures[1] ?? "", /x\.test\.lua:2: bad\.lua:1 requires "gone", and there is no gone\.lua or gone\/init\.lua/);
  });
});
