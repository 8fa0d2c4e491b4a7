/** The harness of the differential tests: what it reads, what it evens out and what it does not. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judge, malformed } from "./accepted.ts";
import { difference } from "./compare.ts";
import { normalise } from "./normalise.ts";
import type { Played, Player } from "./player.ts";
import { evals, PARTIES, parseScripts } from "./script.ts";

const ok = (response: Readonly<Record<string, unknown>>): Played => ({ kind: "ok", response });
const same = (a: Played, b: Played, unordered = false): boolean => {
  try {
    assert.deepStrictEqual(normalise(a, unordered), normalise(b, unordered));
    return true;
  } catch {
    return false;
  }
};
const tags = (...names: readonly string[]): Played => ok({ Messages: [{ Tags: names.map((name) => ({ name, value: "v" })) }] });
const data = (text: string): Played => ok({ Output: { data: text } });

describe("scripts", () => {
  test("are read: messages, senders, tags, fields, names, flags", () => {
    const text = `-- a comment
--@ first
return "<stranger>"
--> Action="a b" kind=x from=process at=5 id=null "odd key"=1
two
lines

--@ * unordered
--@ second keep
--> process Name=N
`;
    const [first, second] = parseScripts(text, "p");
    assert.ok(first !== undefined && second !== undefined);
    assert.equal(first.name, "p/first");
    assert.deepEqual([first.unordered, first.keep, second.unordered, second.keep], [false, false, true, true]);
    assert.equal(first.messages[0]?.data, `return "${PARTIES.stranger}"`);
    assert.deepEqual(first.messages[0]?.tags, [{ name: "Action", value: "Eval" }]);
    assert.deepEqual(first.messages[1], {
      process: false,
      data: "two\nlines",
      tags: [
        { name: "Action", value: "a b" },
        { name: "kind", value: "x" },
        { name: "odd key", value: "1" },
      ],
      from: PARTIES.process,
      owner: PARTIES.authority,
      fields: { Timestamp: 5, Id: null },
    });
    assert.equal(second.messages[0]?.process, true);
  });

  for (const wrong of ["text", "--@ a\n--> nonsense", "--@ a wrong\nx", "--@ a\n\n--@ b\nx"])
    test(`refused: ${JSON.stringify(wrong)}`, () => assert.throws(() => parseScripts(wrong, "p")));
});

describe("normalising", () => {
  test("evens out the order of tags, of keys, addresses and lines of a library", () => {
    assert.ok(same(tags("A", "B"), tags("B", "A")));
    assert.ok(same(data("x table: 0x12 (function: 0xabc)"), data("x table: 0x7 (function: 0x1)")));
    assert.ok(same(data('[string ".ao"]:12: bad [string \\".utils\\"]:3: x'), data('[string ".ao"]:5: bad [string \\".utils\\"]:4: x')));
    assert.ok(same(data("e\nstack traceback:\n\t[C]: in a\n\t[C]: in b\nend"), data("e\nstack traceback:\n\tother\nend")));
    assert.ok(same(data("{\n a = 1,\n b = 2\n}"), data("{\n b = 2,\n a = 1\n}"), true));
    assert.ok(same(data('{"a":1,"b":[{"c":1,"d":2}]}'), data('{"b":[{"d":2,"c":1}],"a":1}'), true));
  });

  test("and nothing else", () => {
    assert.ok(!same(tags("A"), tags("A", "A")));
    assert.ok(!same(tags("A"), tags("a")));
    assert.ok(!same(data("table: 0x1"), data("function: 0x1")));
    assert.ok(!same(data('[string ".ao"]:1: x'), data('[string ".utils"]:1: x')));
    assert.ok(!same(data('[string "aos"]:1: x'), data('[string "aos"]:2: x')));
    assert.ok(!same(data("{\n a = 1,\n b = 2\n}"), data("{\n b = 2,\n a = 1\n}")));
    assert.ok(!same(data('{"a":1}'), data('{"a":1.0}'), true));
    assert.ok(!same(data("1"), data("1.0")));
    assert.ok(!same(ok({ Messages: [] }), ok({})));
    assert.ok(!same(ok({ Messages: [{ Data: "a" }, { Data: "b" }] }), ok({ Messages: [{ Data: "b" }, { Data: "a" }] })));
    assert.ok(!same(ok({ Error: "x" }), { kind: "error", error: "x" }));
    assert.ok(!same(ok({ Error: 5 }), ok({ Error: "5" })));
  });
});

describe("judging", () => {
  const answers = (text: string): Player => ({ play: ({ messages }) => messages.map(() => data(text)) });
  const script = evals("p", "a", "b");

  test("a difference is found, named and described", () => {
    assert.equal(difference(script, answers("1"), answers("1")), null);
    const found = difference(script, answers("1"), answers("2"));
    assert.ok(found !== null);
    assert.deepEqual([found.at, found.script], [0, script]);
    const [said] = judge([script], [found], []);
    assert.match(said ?? "", /^p, message 1 \(Action=Eval\)\na\n {2}expected Output: .*1.*\n {2}actual {3}Output: .*2/);
  });

  test("an accepted difference passes, and fails when there is none", () => {
    const accepted = [{ why: "so", programs: ["p"] }];
    const found = difference(script, answers("1"), answers("2"));
    assert.ok(found !== null);
    assert.deepEqual(judge([script], [found], accepted), []);
    assert.deepEqual(judge([script], [], accepted), ["p is an accepted difference, but does not differ"]);
    assert.deepEqual(malformed([script], accepted), []);
    assert.deepEqual(malformed([script], [{ why: "so", programs: ["q", "p", "p"] }]), ["q: no such program", "p: accepted twice"]);
  });
});
