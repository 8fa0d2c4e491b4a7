import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createLab, tried } from "./support/lab.ts";

/** Lua text of a string. */
const quoted = (value: string): string => `"${[...Buffer.from(value)].map((byte) => `\\${String(byte).padStart(3, "0")}`).join("")}"`;

/** What aos 2.0.6 answered. An error begins with "!". */
const OBSERVED: readonly (readonly [code: string, answer: string])[] = [
  ["json.encode(1.5), json.encode(1e15), json.encode(-0.0)", "1.5:string 1e+15:string -0:string"],
  ["json.encode(9007199254740993), json.encode(1700000000000)", "9.007199254741e+15:string 1700000000000:string"],
  ["json.encode(math.mininteger), json.encode(10.0)", "-9.2233720368548e+18:string 10:string"],
  ["json.encode(0/0)", "![string \"json\"]:149: unexpected number value 'nan'"],
  ["json.encode(-1/0)", "![string \"json\"]:149: unexpected number value '-inf'"],
  ["json.encode(nil), json.encode({}), json.encode({a={b={}}})", 'null:string []:string {"a":{"b":[]}}:string'],
  ["json.encode({1,nil,3})", '![string "json"]:91: invalid table: sparse array'],
  ["json.encode({[2]=1})", '![string "json"]:111: invalid table: mixed or invalid key types'],
  ["json.encode({1,a=2})", '![string "json"]:83: invalid table: mixed or invalid key types'],
  ["json.encode({a=print})", "{}:string"],
  ["json.encode({print})", "![string \"json\"]:183: unexpected type 'function'"],
  ["json.encode(coroutine.create(print))", "![string \"json\"]:183: unexpected type 'thread'"],
  ["json.encode((function() local t = {} t.t = t return t end)())", '![string "json"]:65: circular reference'],
  ["json.encode(setmetatable({a=1},{__pairs=function(t) return next,{b=2},nil end}))", '{"b":2}:string'],
  ["json.encode(setmetatable({1,2},{__len=function() return 7 end}))", '![string "json"]:91: invalid table: sparse array'],
  ['json.encode("\\0\\8\\9\\10\\12\\13\\31/\\"\\\\")', '"\\u0000\\b\\t\\n\\f\\r\\u001f/\\"\\\\":string'],
  ['json.decode("1.0"), json.decode("-0"), json.decode("1e5")', "1.0:float 0:integer 100000.0:float"],
  ['json.decode("9223372036854775807"), json.decode("9223372036854775808")', "9223372036854775807:integer 9.2233720368548e+18:float"],
  ['json.decode("1E400"), json.decode("0x10"), json.decode("-.5")', "inf:float 16:integer -0.5:float"],
  ['json.decode("+1")', "![string \"json\"]:261: unexpected character '+' at line 1 col 1"],
  ['json.decode("1_0")', "![string \"json\"]:261: invalid number '1_0' at line 1 col 1"],
  ['json.decode("1 2")', '![string "json"]:261: trailing garbage at line 1 col 3'],
  ['json.decode("nan")', "![string \"json\"]:261: invalid literal 'nan' at line 1 col 1"],
  ['json.decode("[null,1]")[2], next(json.decode("{\\"a\\":null}"))', "1:integer nil:nil"],
  ['#json.decode("[1,]"), json.decode("{\\"a\\":1,}").a', "1:integer 1:integer"],
  ['json.decode("  ")', "![string \"json\"]:261: unexpected character '' at line 1 col 3"],
  ["json.decode(nil)", '![string "json"]:597: expected argument of type string, got nil'],
  ['json.decode("[1,2")', "![string \"json\"]:261: expected ']' or ',' at line 1 col 6"],
  ['json.decode("{a:1}")', '![string "json"]:261: expected string for key at line 1 col 2'],
  ["json.decode('{\"a\" 1}')", "![string \"json\"]:261: expected ':' after key at line 1 col 6"],
  ["json.decode('\"abc')", '![string "json"]:261: expected closing quote for string at line 1 col 1'],
  ["json.decode('\"a\\nb\"')", '![string "json"]:261: control character in string at line 1 col 3'],
  ["json.decode('\"a\\\\xb\"')", "![string \"json\"]:261: invalid escape char 'x' in string at line 1 col 3"],
  ["json.decode('\"\\\\u12zz\"')", '![string "json"]:261: invalid unicode escape in string at line 1 col 2'],
  ["json.decode('{\\n  \"a\": x}')", "![string \"json\"]:261: unexpected character 'x' at line 2 col 8"],
  ["json.decode('\"\\\\u00e9\\\\u20ac\\\\ud83d\\\\ude00\"')", "é€😀:string"],
  ["#json.decode('\"\\\\ud83d\"'), #json.decode('\"\\\\ud83d\\\\u0041\"')", "3:integer 4:integer"],
];

describe("JSON in the module", () => {
  it("is aos's, to the texts of its errors", async () => {
    const lab = await createLab();
    for (const [code, answer] of OBSERVED) assert.equal(lab.value(tried(`return ${code}`)), answer, code);
  });

  it("gives back any value", async () => {
    const lab = await createLab();
    const leaf = fc.oneof(fc.string({ unit: "binary" }), fc.integer(), fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        leaf,
        fc.array(tie("value"), { maxLength: 5 }),
        fc.dictionary(fc.string({ minLength: 1 }), tie("value"), { minKeys: 1, maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
        const back: unknown = JSON.parse(
          lab.value(`local json = require("json") return json.encode(json.decode(${quoted(JSON.stringify(values))}))`),
        );
        assert.deepEqual(
          back,
          JSON.parse(JSON.stringify(values), (_, one: unknown) => (typeof one === "number" ? Number(one.toPrecision(14)) + 0 : one)),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("refuses any broken text and lives on", async () => {
    const lab = await createLab();
    fc.assert(
      fc.property(fc.string({ maxLength: 40, unit: fc.constantFrom(...'[]{}",:\\u0123456789eE+-.ntf alsr\n') }), (text) => {
        const answer = lab.value(tried(`return type(json.decode(${quoted(text)}))`));
        assert.match(answer, /^!\[string "json"\]:261: |:string$/);
      }),
      { numRuns: 300 },
    );
  });

  it("goes 1000 levels deep, not deeper", async () => {
    const lab = await createLab();
    const nested = (levels: number): string => `local t = {} for i = 2, ${levels} do t = {t} end return #json.encode(t)`;
    assert.equal(lab.value(tried(nested(1000))), "2000:integer");
    assert.match(lab.value(tried(nested(1001))), /^!.*too many levels/);
    const parsed = (levels: number): string => `return #json.decode(("["):rep(${levels}) .. ("]"):rep(${levels}))`;
    assert.match(lab.value(tried(parsed(1000))), /^[01]:integer/);
    assert.match(lab.value(tried(parsed(1001))), /^!.*too many levels/);
  });

  it("may be called from a metamethod while it writes", async () => {
    const lab = await createLab();
    const code = `local inner = setmetatable({z = 1}, {__pairs = function() local s = json.encode({("x"):rep(3000), json.encode({1})}) return next, {n = #s}, nil end})
      return json.encode({first = ("y"):rep(600), second = inner}):gsub("y+", "y")`;
    const [text = ""] = lab.value(tried(code)).split(":string");
    assert.deepEqual(JSON.parse(text), { first: "y", second: { n: 3010 } });
  });
});
