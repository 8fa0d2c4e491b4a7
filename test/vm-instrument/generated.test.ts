import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeModule } from "../../src/vm/decode/decode-module.ts";
import { instrument } from "../../src/vm/instrument/instrument.ts";
import { F32, F64, I64 } from "./assemble.ts";
import { type Generated, generateModule } from "./generate.ts";
import { createRandom } from "./generate-body.ts";
import { changedPages, type Parts } from "./guest.ts";

const MODULES = Number(process.env["GENERATED_MODULES"] ?? 150);
const MAXIMUM_PAGES = 8;
const BUILDS: readonly Parts[] = [{}, { dirty: false }, { depth: false, nan: false, dirty: false }, { gas: false, depth: false }];
const GAS = 1_000_000_000n;

interface Run {
  /** Per call: results or trap, host calls, memory size, globals, memory. */
  readonly calls: { readonly outcome: string; readonly host: string; readonly globals: string; readonly memory: Buffer }[];
  readonly gas: (bigint | null)[];
}

function run(bytes: Uint8Array, generated: Generated, seed: number, unmarked: (call: number, page: number) => void): Run {
  const host: number[] = [];
  const answer = (value: WebAssembly.Value): number => {
    host.push(Number(value));
    return Number(value) ^ 0x55;
  };
  const imports = { env: { host: answer } };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
  const memory = exports["memory"] as WebAssembly.Memory;
  const gas = exports["__gas"] as WebAssembly.Global | undefined;
  const depth = exports["__depth"] as WebAssembly.Global | undefined;
  const dirty = exports["__dirty"] as WebAssembly.Memory | undefined;
  const main = exports["main"] as (...values: WebAssembly.Value[]) => unknown;
  const random = createRandom(seed);
  const result: Run = { calls: [], gas: [] };
  for (let call = 0; call < 3; call++) {
    const before = Buffer.from(new Uint8Array(memory.buffer));
    if (gas !== undefined) gas.value = GAS;
    if (depth !== undefined) depth.value = 0;
    if (dirty !== undefined) new Uint8Array(dirty.buffer).fill(0);
    const values = generated.params.map((type) =>
      type === I64 ? BigInt(random(1000)) : type === F32 || type === F64 ? random(1000) / 8 : random(70000),
    );
    let outcome: string;
    try {
      outcome = String(main(...values));
      assert.equal(depth?.value ?? 0, 0);
    } catch (thrown) {
      outcome = String(thrown);
    }
    const after = Buffer.from(new Uint8Array(memory.buffer));
    const globals = [0, 1, 2, 3].map((index) => String((exports[`__g${index}`] as WebAssembly.Global | undefined)?.value ?? "")).join();
    result.calls.push({ outcome, host: host.join(), globals, memory: after });
    // After a trap gas is what the last flush says, in all builds alike.
    result.gas.push(gas === undefined ? null : GAS - BigInt(gas.value));
    if (dirty !== undefined) {
      const marks = new Uint8Array(dirty.buffer);
      for (const page of changedPages(before, after)) if (marks[page] === 0) unmarked(call, page);
    }
  }
  return result;
}

test("generated modules behave the same with every set of parts, use the same gas, and every changed page is marked", () => {
  let traps = 0;
  let gasSeen = 0n;
  for (let seed = 1; seed <= MODULES; seed++) {
    const generated = generateModule(seed);
    assert.ok(WebAssembly.validate(generated.bytes), `seed ${seed} is invalid`);
    // The original, limited to the same memory: only its memory section is rewritten.
    const options = { version: 1, maximumPages: MAXIMUM_PAGES, allowImport: () => true } as const;
    const plain = instrument(generated.bytes, { ...options, parts: { gas: false, depth: false, nan: false, dirty: false } }).bytes;
    const fail = (call: number, page: number): void => assert.fail(`seed ${seed}, call ${call}: page ${page} changed unseen`);
    const expected = run(plain, generated, seed, fail);
    if (expected.calls.some(({ outcome }) => outcome.startsWith("RuntimeError"))) traps++;
    let gas: Run["gas"] | null = null;
    for (const parts of BUILDS) {
      const { bytes } = instrument(generated.bytes, { ...options, parts });
      assert.ok(WebAssembly.validate(bytes), `seed ${seed} ${JSON.stringify(parts)}`);
      const actual = run(bytes, generated, seed, fail);
      actual.calls.forEach((one, call) => {
        const wanted = expected.calls[call];
        const where = `seed ${seed} call ${call} ${JSON.stringify(parts)}`;
        assert.equal(one.outcome, wanted?.outcome, where);
        assert.equal(one.host, wanted?.host, where);
        assert.equal(one.globals, wanted?.globals, where);
        assert.ok(wanted !== undefined && one.memory.equals(wanted.memory), `${where}: memory`);
      });
      if (actual.gas.includes(null)) continue;
      gas ??= actual.gas;
      assert.deepEqual(actual.gas, gas, `seed ${seed} gas ${JSON.stringify(parts)}`);
      gasSeen += actual.gas[0] ?? 0n;
    }
  }
  assert.ok(traps > MODULES / 20 && traps < MODULES / 1.5, `${traps} of ${MODULES} trap`);
  assert.ok(gasSeen > BigInt(MODULES) * 100n);
});

test("instrumenting is a function of bytes and options, and the plain build decodes like the original", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { bytes } = generateModule(seed);
    const options = { version: 1, maximumPages: 100, allowImport: () => true } as const;
    assert.deepEqual(instrument(bytes, options), instrument(bytes.slice(), options));
    const plain = instrument(bytes, { ...options, parts: { gas: false, depth: false, nan: false, dirty: false } }).bytes;
    const [before, after] = [decodeModule(bytes, options), decodeModule(plain, options)];
    assert.deepEqual(after.functions, before.functions);
    assert.equal(after.memory.maximum, 100);
    assert.equal(after.memory.minimum, before.memory.minimum);
  }
});
