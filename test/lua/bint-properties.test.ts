/** Big integers against BigInt, in widths and word sizes of all kinds. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ours } from "./library-probe.ts";

const SEED = 20251125;
const WIDTHS = [
  [256, 32],
  [64, 32],
  [96, 32],
  [128, 16],
  [512, 32],
  [72, 8],
  [248, 31],
  [1024, 32],
] as const;

const floorDiv = (a: bigint, b: bigint): bigint => {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
};

interface Operation {
  readonly lua: (a: string, b: string) => string;
  /** Null: not asked for these operands. */
  readonly expected: (a: bigint, b: bigint, bits: number) => bigint | boolean | null;
}
const divisible = (divide: (a: bigint, b: bigint) => bigint) => (a: bigint, b: bigint) => (b === 0n ? null : divide(a, b));
const u = (bits: number, value: bigint): bigint => BigInt.asUintN(bits, value);

const OPERATIONS: Readonly<Record<string, Operation>> = {
  add: { lua: (a, b) => `${a} + ${b}`, expected: (a, b) => a + b },
  subtract: { lua: (a, b) => `${a} - ${b}`, expected: (a, b) => a - b },
  multiply: { lua: (a, b) => `${a} * ${b}`, expected: (a, b) => a * b },
  "floor division": { lua: (a, b) => `${a} // ${b}`, expected: divisible(floorDiv) },
  remainder: { lua: (a, b) => `${a} % ${b}`, expected: divisible((a, b) => a - floorDiv(a, b) * b) },
  truncation: {
    lua: (a, b) => `n.tdiv(${a}, ${b})`,
    expected: (a, b, bits) => (b === 0n || (b === -1n && a === -(1n << BigInt(bits - 1))) ? null : a / b),
  },
  "unsigned division": { lua: (a, b) => `n.udiv(${a}, ${b})`, expected: (a, b, bits) => (b === 0n ? null : u(bits, a) / u(bits, b)) },
  "unsigned remainder": { lua: (a, b) => `n.umod(${a}, ${b})`, expected: (a, b, bits) => (b === 0n ? null : u(bits, a) % u(bits, b)) },
  and: { lua: (a, b) => `${a} & ${b}`, expected: (a, b) => a & b },
  or: { lua: (a, b) => `${a} | ${b}`, expected: (a, b) => a | b },
  xor: { lua: (a, b) => `${a} ~ ${b}`, expected: (a, b) => a ^ b },
  negation: { lua: (a) => `-${a}`, expected: (a) => -a },
  complement: { lua: (a) => `~${a}`, expected: (a) => ~a },
  less: { lua: (a, b) => `${a} < ${b}`, expected: (a, b) => a < b },
  "less or equal": { lua: (a, b) => `${a} <= ${b}`, expected: (a, b) => a <= b },
  equal: { lua: (a, b) => `${a} == ${b}`, expected: (a, b) => a === b },
  "unsigned less": { lua: (a, b) => `n.ult(${a}, ${b})`, expected: (a, b, bits) => u(bits, a) < u(bits, b) },
  "left shift": { lua: (a, b) => `${a} << (${b} & 63)`, expected: (a, b) => a << (b & 63n) },
  "right shift": { lua: (a, b) => `${a} >> (${b} & 63)`, expected: (a, b, bits) => u(bits, a) >> (b & 63n) },
  cube: { lua: (a) => `n.ipow(${a}, 3)`, expected: (a) => a ** 3n },
};

/** Limbs of all ones and zeros, where carries and the guesses of long division go wrong; and any other number. */
const number = (bits: number): fc.Arbitrary<bigint> =>
  fc
    .oneof(
      fc.bigInt({ min: -(1n << BigInt(bits - 1)), max: (1n << BigInt(bits - 1)) - 1n }),
      fc
        .array(fc.constantFrom(0n, 1n, 0xffffffffn, 0xfffffffen, 0x80000000n, 0x7fffffffn), {
          minLength: 1,
          maxLength: Math.ceil(bits / 32),
        })
        .map((limbs) => limbs.reduce<bigint>((sum, limb) => (sum << 32n) | limb, 0n)),
      fc.bigInt({ min: -70n, max: 70n }),
    )
    .map((value) => BigInt.asIntN(bits, value));

for (const [bits, word] of WIDTHS)
  test(`${bits} bits in words of ${word}`, async () => {
    const pairs = fc.sample(fc.tuple(number(bits), number(bits)), { seed: SEED, numRuns: 30 });
    const cases = Object.values(OPERATIONS).flatMap(({ lua, expected }) =>
      pairs.flatMap(([a, b]) => {
        const value = expected(a, b, bits);
        if (value === null) return [];
        const result = typeof value === "bigint" ? BigInt.asIntN(bits, value) : value;
        const line = `local n = require(".bint")(${bits}, ${word}) return tostring(${lua(`n("${a}")`, `n("${b}")`)})`;
        return [[line, `"${result}"`] as const];
      }),
    );
    assert.ok(cases.length > 400, `only ${cases.length} cases`);
    const results = (await ours()).evaluate(cases.map(([line]) => line));
    const wrong = cases.flatMap(([line, result], nth) => (results[nth] === result ? [] : [`${line}: ${results[nth]}, not ${result}`]));
    assert.deepEqual(wrong, []);
  });

test("texts in every base, and bytes in both orders", async () => {
  const values = fc.sample(number(256), { seed: SEED, numRuns: 70 });
  const cases = values.flatMap((value, nth) => {
    const base = 2 + (nth % 35);
    const unsigned = BigInt.asUintN(256, value);
    const bytes = unsigned.toString(16).padStart(64, "0");
    return [
      [`bint.tobase(bint("${value}"), ${base}, false)`, value.toString(base)],
      [`bint.tobase(bint("${value}"), ${base}, true)`, unsigned.toString(base)],
      [`tostring(bint.frombase("${value.toString(base)}", ${base}))`, value.toString()],
      [`H.stringToHex(bint.tobe(bint("${value}")))`, bytes],
      [`tostring(bint.frombe(H.hexToString("${bytes}")))`, value.toString()],
      [`tostring(bint.fromle(bint.tole(bint("${value}"), true)))`, value.toString()],
    ] as const;
  });
  const results = (await ours()).evaluate(cases.map(([line]) => line));
  assert.deepEqual(
    results,
    cases.map(([, expected]) => JSON.stringify(expected)),
  );
});
