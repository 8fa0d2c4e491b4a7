import assert from "node:assert/strict";
import { test } from "node:test";
import { type DecodedModule, decodeModule } from "../../src/vm/decode/decode-module.ts";
import { walkBody } from "../../src/vm/decode/walk-body.ts";
import { GAS_TABLE_V1 } from "../../src/vm/instrument/gas-table.ts";
import { instrument } from "../../src/vm/instrument/instrument.ts";
import { F32, F64, I64, i64, section, u, vec } from "./assemble.ts";
import { generateModule } from "./generate.ts";
import { createRandom, ORACLE_GLOBAL } from "./generate-body.ts";

const OPTIONS = { version: 1, maximumPages: 8, allowImport: () => true } as const;
const START = 1n << 40n;

/** The module with every single instruction charged on its own, just before it runs: slow and obviously right. */
function chargeEach(module: DecodedModule): Uint8Array {
  const { bytes, bodies, sections } = module;
  const rewritten = bodies.map((body) => {
    const out = [...bytes.subarray(body.localsStart, body.codeStart)];
    walkBody(module, body, ({ instruction: { key, start, end } }) => {
      const cost = GAS_TABLE_V1.instruction[key] ?? 0;
      if (cost > 0) out.push(0x23, ORACLE_GLOBAL, ...i64(cost), 0x7d, 0x24, ORACLE_GLOBAL);
      out.push(...bytes.subarray(start, end));
    });
    return [...u(out.length), ...out];
  });
  const code = sections.get(10);
  assert.ok(code !== undefined);
  let from = code.start - 1;
  while (bytes[from - 1] !== 10 || Buffer.from(bytes.subarray(from, code.start)).compare(Buffer.from(u(code.end - code.start))) !== 0)
    from--;
  return Uint8Array.from([...bytes.subarray(0, from - 1), ...section(10, vec(rewritten)), ...bytes.subarray(code.end)]);
}

test("segments charge what a charge before every single instruction does", () => {
  let compared = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const { bytes, params } = generateModule(seed, false);
    // Without bulk operations, which cost by size as well.
    const { bytes: fast } = instrument(bytes, OPTIONS);
    const slow = chargeEach(
      decodeModule(instrument(bytes, { ...OPTIONS, parts: { gas: false, depth: false, nan: false, dirty: false } }).bytes, OPTIONS),
    );
    assert.ok(WebAssembly.validate(slow), `seed ${seed}`);
    const random = createRandom(seed);
    const values = params.map((type) =>
      type === I64 ? BigInt(random(1000)) : type === F32 || type === F64 ? random(1000) / 8 : random(70_000),
    );
    const used = [fast, slow].map((one) => {
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(one), { env: { host: (value) => Number(value) ^ 0x55 } });
      const gas = (exports["__gas"] ?? exports[`__g${ORACLE_GLOBAL}`]) as WebAssembly.Global;
      gas.value = START;
      try {
        (exports["main"] as (...values: WebAssembly.Value[]) => unknown)(...values);
      } catch (error) {
        assert.ok(error instanceof WebAssembly.RuntimeError);
        return null;
      }
      return START - BigInt(gas.value);
    });
    // A trap has paid for what stands behind it.
    if (used.includes(null)) assert.deepEqual(used, [null, null], `seed ${seed}`);
    else {
      assert.equal(used[0], used[1], `seed ${seed}`);
      compared++;
    }
  }
  assert.ok(compared > 150, `${compared} compared`);
});
