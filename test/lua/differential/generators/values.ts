/**
 * Expressions, tables and JSON made by chance.
 * @module
 */
import fc from "fast-check";
import { evals, type Script } from "../../support/script.ts";

const integers = fc.oneof(
  fc.integer({ min: -20, max: 20 }).map(String),
  fc.constantFrom("math.maxinteger", "math.mininteger", "0x7fffffff", "-1", "0", "1 << 31", "4294967296", "9007199254740993"),
);
const floats = fc.oneof(
  fc.constantFrom("0.1", "1.5", "-2.5", "3.0", "1e15", "1e16", "1e100", "5e-324", "1/0", "-1/0", "-0.0", "2^53", "2^63", "0.5"),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? "-0.0" : value.toString())),
);
const strings = fc.oneof(
  fc.constantFrom('"10"', '"0x10"', '"abc"', '""', '" 7 "', '"1e2"', '"-3"', '"\\0"', '"ä€"'),
  fc.string({ maxLength: 6 }).map(luaString),
);
const others = fc.constantFrom("nil", "true", "false", "{}", "print");

/** Digits and letters as they are, all other bytes as escapes. */
export function luaString(value: string): string {
  return `"${[...Buffer.from(value)].map((byte) => (/\w/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, "0")}`)).join("")}"`;
}

const ARITHMETIC = ["+", "-", "*", "/", "//", "%", "^"] as const;
const OPERATORS = [...ARITHMETIC, ...ARITHMETIC, "..", "==", "~=", "<", "<=", ">", "&", "|", "~", "<<", ">>", "and", "or"] as const;

const { expression } = fc.letrec<{ expression: string; leaf: string }>((tie) => ({
  leaf: fc.oneof(
    { weight: 5, arbitrary: integers },
    { weight: 4, arbitrary: floats },
    { weight: 2, arbitrary: strings },
    { weight: 1, arbitrary: others },
  ),
  expression: fc.oneof(
    { depthSize: "small" },
    tie("leaf"),
    fc.tuple(tie("expression"), fc.constantFrom(...OPERATORS), tie("expression")).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    fc.tuple(fc.constantFrom("-", "not ", "#", "~"), tie("expression")).map(([operator, a]) => `(${operator}(${a}))`),
    fc
      .tuple(
        fc.constantFrom("math.floor", "math.ceil", "math.abs", "tonumber", "tostring", "math.type", "math.tointeger"),
        tie("expression"),
      )
      .map(([name, a]) => `${name}(${a})`),
  ),
}));

/**
 * What all functions give, one a line. Left out: the sign of NaN, which processors differ in; addresses; and in errors the position
 * and a number that the accepted differences are about.
 */
const PRINT_ALL = `local out = {} for i = 1, #fs do
  local ok, v = pcall(fs[i])
  v = tostring(v):gsub("^%-?nan$", "nan"):gsub("0x%x+$", "ADDR")
  if not ok then v = v:gsub('^%[string "[.%w]+"%]:%d+: ', ""):gsub("at index %-?%d+ in table", "at index N in table") end
  out[i] = (ok and "" or "error: ") .. v
end return table.concat(out, "\\n")`;
const functions = (texts: readonly string[]): string =>
  `local fs = {\n${texts.map((text) => `function() return ${text} end`).join(",\n")}\n}\n${PRINT_ALL}`;

export const expressions: fc.Arbitrary<Script> = fc
  .array(expression, { minLength: 4, maxLength: 8 })
  .map((texts) => evals("expressions", functions(texts)));

const patterns = fc.constantFrom(
  "%a+",
  "(%d+)",
  "^%s*(.-)%s*$",
  "[^,]*",
  "%w",
  "a-b",
  ".-%.",
  "()",
  "%bxy",
  "[%w_]+",
  "%",
  "[a",
  "(a",
  "x*",
  "%f[%w]%w+",
  "(.)%1",
);
const subjects = fc
  .oneof(
    fc.constantFrom("hello world", "a,b,,c", "  trim me ", "x1y22z333", "aabbcc", "", "key=value; other=2", "äöü", "a.b.c"),
    fc.string({ maxLength: 12 }),
  )
  .map(luaString);
const small = fc.integer({ min: -4, max: 9 }).map(String);
const formats = fc.constantFrom(
  "%d",
  "%5.1f",
  "%x",
  "%-6s|",
  "%q",
  "%g",
  "%10.4s|",
  "%c",
  "%e",
  "%i",
  "%05d",
  "%+d",
  "%s",
  "%a",
  "%o",
  "%.3f",
  "%5s",
  "%.20s",
  "%z",
  "%",
);
const libraryCalls = fc.oneof(
  fc
    .tuple(subjects, patterns)
    .map(([s, p]) => `table.concat({ tostring(string.find(${s}, "${p}")), tostring((string.match(${s}, "${p}"))) }, " ")`),
  fc
    .tuple(subjects, patterns, fc.constantFrom("<%0>", "%1", "", "%%", "x", "%2"))
    .map(([s, p, r]) => `table.concat({ (string.gsub(${s}, "${p}", "${r}")) }, " ")`),
  fc.tuple(subjects, small, small).map(([s, a, b]) => `string.sub(${s}, ${a}, ${b})`),
  fc.tuple(subjects, small, small).map(([s, a, b]) => `table.concat({ string.byte(${s}, ${a}, ${b}) }, " ")`),
  fc.tuple(formats, fc.oneof(integers, floats, strings, others)).map(([f, v]) => `string.format("${f}", ${v})`),
  fc.tuple(subjects, small).map(([s, n]) => `string.rep(${s}, ${n}, "-")`),
  fc
    .tuple(fc.array(integers, { maxLength: 6 }), small, small)
    .map(([list, a, b]) => `table.concat({ ${list.join(", ")} }, ",", ${a}, ${b})`),
  fc
    .tuple(fc.array(integers, { maxLength: 8 }))
    .map(([list]) => `(function() local t = { ${list.join(", ")} } table.sort(t) return table.concat(t, " ") end)()`),
  fc.tuple(strings, fc.integer({ min: 2, max: 36 })).map(([s, base]) => `tonumber(${s}, ${base})`),
  fc.tuple(subjects).map(([s]) => `utf8.len(${s})`),
  fc
    .tuple(fc.constantFrom("band", "bor", "bxor", "lshift", "rshift", "arshift"), integers, small)
    .map(([name, a, b]) => `bit32.${name}(${a}, ${b})`),
);
export const library: fc.Arbitrary<Script> = fc
  .array(libraryCalls, { minLength: 4, maxLength: 8 })
  .map((texts) => evals("library", functions(texts)));

/** Tables whose printed form does not depend on the order of pairs(): lists, and objects of one key. */
const { table } = fc.letrec<{ table: string; value: string }>((tie) => ({
  value: fc.oneof({ depthSize: "small" }, fc.oneof(integers, floats, strings, fc.constantFrom("true", "false")), tie("table")),
  table: fc.oneof(
    fc.array(tie("value"), { maxLength: 4 }).map((values) => `{ ${values.join(", ")} }`),
    fc
      .tuple(fc.oneof(fc.constantFrom("key", "Name", "x"), fc.stringMatching(/^\w{1,5}$/)).map(luaString), tie("value"))
      .map(([key, value]) => `{ [${key}] = ${value} }`),
    fc.tuple(fc.integer({ min: -2, max: 12 }), tie("value")).map(([key, value]) => `{ [${key}] = ${value} }`),
  ),
}));

export const tables: fc.Arbitrary<Script> = table.map((text) =>
  evals(
    "tables",
    `T = ${text} return T`,
    "print(T)",
    "return Dump(T)",
    'return require("json").encode(T)',
    'ao.send({ Target = "x", Data = T, Value = T }) local done',
  ),
);

const jsonText = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(oneKey(value)));
/** A broken JSON text: one character put in, taken out, or put in place of another. */
const broken = fc
  .tuple(
    jsonText,
    fc.nat(),
    fc.constantFrom("", "{", "}", "[", "]", ",", ":", '"', "\\", "e", "-", ".", "0", "n", " ", "\u0001"),
    fc.boolean(),
  )
  .map(([text, at, put, keep]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + put + text.slice(place + (keep ? 0 : 1));
  });
const DECODE = 'local ok, v = pcall(require("json").decode, S) return ok and require("json").encode(v) or v';
export const json: fc.Arbitrary<Script> = fc
  .oneof(jsonText, broken)
  .map((text) => evals("json", `S = ${luaString(text)} ${DECODE}`, 'local ok, v = pcall(require("json").decode, S) print(v)'));

function oneKey(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(oneKey);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, 1)
      .map(([key, entry]) => [key, oneKey(entry)]),
  );
}

const bigNumbers = fc.oneof(
  fc.bigInt({ min: -(2n ** 130n), max: 2n ** 130n }).map((n) => `"${n}"`),
  fc.integer({ min: -9, max: 9 }).map((n) => `"${n}"`),
  fc.constantFrom('"0x1fffffffffffffffff"', "math.maxinteger", "math.mininteger", "1.5", '"x"', "2.0"),
);
const bigCalls = fc.tuple(
  bigNumbers,
  bigNumbers,
  fc.constantFrom("+", "-", "*", "//", "%", "&", "|", "~", "==", "<", "<=", "/"),
  fc.constantFrom("udivmod", "tdivmod", "idivmod", "ult", "eq", "max", "min", "upowmod"),
  fc.integer({ min: 0, max: 140 }),
);
export const bigIntegers: fc.Arbitrary<Script> = fc.array(bigCalls, { minLength: 2, maxLength: 4 }).map((calls) => {
  const texts = calls.flatMap(([a, b, operator, name, shift]) => [
    `b(${a}) ${operator} b(${b})`,
    name === "upowmod" ? `b.upowmod(${a}, ${shift}, ${b})` : `tostring((b.${name}(b(${a}), b(${b}))))`,
    `(b(${a}) << ${shift}) >> ${shift}`,
    `b.tobase(b(${a}), ${2 + (shift % 35)})`,
    `b.tole(b(${a})):byte(${1 + (shift % 30)})`,
  ]);
  return evals("big-integers", `local b = require(".bint")(256)\n${functions(texts)}`);
});
