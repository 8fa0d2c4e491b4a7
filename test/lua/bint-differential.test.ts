/** Big integers, base64 and random numbers: the same expressions on the published environment and on ours. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { comparable, expressionList, ours, upstream } from "./library-probe.ts";

const SEED = 20251125;

const edge = fc.constantFrom("0", "1", "-1", "2", "7", "-7", "4294967295", "4294967296", "18446744073709551615", "-9223372036854775808");
const digits = fc.bigInt({ min: -(2n ** 260n), max: 2n ** 260n }).map(String);
const short = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String);
const big = fc.oneof(edge, digits, short).map((text) => `bint("${text}")`);
const plain = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }).map(String),
  fc.constantFrom("0", "1.5", "-2.0", '"12"', '"-0x1f"', '"x"', "nil", "{}", "2^70", "math.mininteger"),
);
const operand = fc.oneof({ arbitrary: big, weight: 4 }, { arbitrary: plain, weight: 1 });
const operator = fc.constantFrom("+", "-", "*", "//", "%", "/", "<", "<=", ">", "==", "&", "|", "~", "..");
const shift = fc.constantFrom("<<", ">>");
const binary = fc.constantFrom("max", "min", "eq", "udivmod", "udiv", "umod", "tdivmod", "tdiv", "tmod", "idivmod", "ult", "ule");
const unary = fc.constantFrom(
  ..."abs inc dec floor ceil trunc isneg ispos iseven isodd iszero tole tobe tonumber tointeger touinteger parse type isintegral".split(
    " ",
  ),
);
const places = fc.integer({ min: -300, max: 300 });

const expression = fc.oneof(
  { arbitrary: fc.tuple(big, operator, operand).map((parts) => parts.join(" ")), weight: 6 },
  { arbitrary: fc.tuple(operand, operator, big).map((parts) => parts.join(" ")), weight: 3 },
  { arbitrary: fc.tuple(big, shift, places).map((parts) => parts.join(" ")), weight: 2 },
  { arbitrary: fc.tuple(binary, operand, operand).map(([name, a, b]) => `bint.${name}(${a}, ${b})`), weight: 5 },
  { arbitrary: fc.tuple(unary, operand).map(([name, a]) => `bint.${name}(${a})`), weight: 4 },
  {
    arbitrary: fc.tuple(fc.constantFrom("brol", "bror", "bwrap"), big, places).map(([name, a, n]) => `bint.${name}(${a}, ${n})`),
    weight: 2,
  },
  { arbitrary: fc.tuple(big, fc.integer({ min: 2, max: 36 })).map(([a, base]) => `bint.tobase(${a}, ${base})`), weight: 2 },
  { arbitrary: fc.tuple(big, fc.nat(40)).map(([a, n]) => `bint.ipow(${a}, ${n})`), weight: 1 },
  { arbitrary: fc.tuple(short, fc.nat(200), short).map(([a, n, m]) => `bint.upowmod("${a}", ${n}, "${m}")`), weight: 1 },
);
/** Words of other sizes make other tables of the same numbers. */
const widths = fc
  .tuple(fc.constantFrom("64", "128", "512", "256,16", "256,8", "96", "72,8"), digits, digits, fc.constantFrom("+", "*", "//", "%", "-"))
  .map(([width, a, b, op]) => `local n = require(".bint")(${width}) return raw(n("${a}") ${op} n("${b}"))`);
const bytes = fc
  .uint8Array({ maxLength: 40 })
  .map((array) => `"${[...array].map((byte) => `\\${String(byte).padStart(3, "0")}`).join("")}"`);
const coded = fc.oneof(
  bytes.map((text) => `b64.encode(${text})`),
  fc.string({ unit: fc.constantFrom(..."AZaz09+/=-_ \n"), maxLength: 20 }).map((text) => `b64.decode(${JSON.stringify(text)})`),
  fc
    .tuple(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.integer({ min: 51, max: 5_000_000 }))
    .map(([seed, min, max]) => `chance.seed(${seed}), chance.integer(${min}, ${max}), chance.random(), chance.integer(${min}, ${max})`),
);

test("listed and generated expressions give the same on both", async () => {
  const listed = (await Promise.all(["bint", "base64", "chance"].map(expressionList))).flat();
  const generated = [
    ...fc.sample(expression, { seed: SEED, numRuns: 600 }),
    ...fc.sample(widths, { seed: SEED, numRuns: 60 }),
    ...fc.sample(coded, { seed: SEED, numRuns: 120 }),
  ];
  assert.ok(listed.length > 600, `only ${listed.length} listed expressions`);
  const expressions = [...listed, ...generated];
  const [theirs, mine] = [await upstream(), await ours()].map((probe) => probe.evaluate(expressions).map(comparable));
  const differ = expressions.flatMap((one, nth) =>
    theirs?.[nth] === mine?.[nth] ? [] : [`${one}\n  aos  ${theirs?.[nth]}\n  ours ${mine?.[nth]}`],
  );
  assert.deepEqual(differ, [], differ.join("\n"));
});
