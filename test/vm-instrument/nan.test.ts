import assert from "node:assert/strict";
import { test } from "node:test";
import { OPCODES, VECTOR } from "../../src/vm/decode/opcode-table.ts";
import { KIND, KINDS } from "../../src/vm/instrument/instruction-kinds.ts";
import { instrument } from "../../src/vm/instrument/instrument.ts";
import { assemble, type Bytes, F32, F64, f32Bits, f64Bits, i32, u, V128 } from "./assemble.ts";

/** The same number of each. Signalling and quiet NaNs of both signs with payloads, infinities, zeros and a number, as bits. */
const BITS_32 = [0x7fc00001, 0xffc00002, 0x7f800003, 0xff800004, 0x7f800000, 0xff800000, 0, 0x80000000, 0x40490fdb];
const BITS_64 = [
  0x7ff8000000000001n,
  0xfff8000000000002n,
  0x7ff0000000000003n,
  0xfff0000000000004n,
  0x7ff0000000000000n,
  0xfff0000000000000n,
  0n,
  1n << 63n,
  0x400921fb54442d18n,
];
const OPTIONS = { version: 1, maximumPages: 1, allowImport: () => true } as const;

/** All instructions with float results, by what they take. */
function floatKeys(): number[] {
  return OPCODES.names.flatMap((name, key) =>
    /^f(32|64)(x\d)?\.(ceil|floor|trunc|nearest|sqrt|add|sub|mul|div|min|max|demote|promote)/.test(name) ? [key] : [],
  );
}

test("exactly the instructions whose NaN bits are open are made canonical", () => {
  const rewritten = OPCODES.names.flatMap((name, key) => (KINDS.kind[key] === KIND.nan ? [`${key} ${name}`] : []));
  assert.deepEqual(
    rewritten,
    floatKeys().map((key) => `${key} ${OPCODES.names[key]}`),
  );
  assert.equal(rewritten.length, 24 + 24);
});

function operandType(name: string): number {
  if (/x\d/.test(name)) return V128;
  if (name === "f32.demote_f64") return F64;
  if (name === "f64.promote_f32") return F32;
  return name.startsWith("f32") ? F32 : F64;
}

test("whatever NaNs go in, only canonical ones come out, and numbers are what they were", () => {
  let nans = 0;
  for (const key of floatKeys()) {
    const name = OPCODES.names[key] ?? "";
    const type = operandType(name);
    const count = OPCODES.pops[key] ?? 1;
    const choices = BITS_64.length;
    const code: number[] = [];
    let at = 0;
    for (let first = 0; first < choices; first++) {
      for (let second = 0; second < (count === 2 ? choices : 1); second++) {
        const operands = [first, second].slice(0, count).map((choice) => constant(type, name, choice));
        const opcode = key >= VECTOR ? [0xfd, ...u(key - VECTOR)] : [key];
        const store = type === V128 ? [0xfd, 11, 0, 0] : name.startsWith("f32") ? [0x38, 0, 0] : [0x39, 0, 0];
        code.push(...i32(at), ...operands.flat(), ...opcode, ...store);
        at += 16;
      }
    }
    const bytes = assemble({ functions: [{ code, export: "main" }] });
    const original = memoryAfter(bytes);
    const canonical = memoryAfter(instrument(bytes, OPTIONS).bytes);
    const double = name.startsWith("f64");
    for (let offset = 0; offset < at; offset += double ? 8 : 4) {
      if (double) {
        const [is, was] = [canonical.getBigUint64(offset, true), original.getBigUint64(offset, true)];
        if (Number.isNaN(original.getFloat64(offset, true))) assert.equal(is, 0x7ff8000000000000n, name);
        else assert.equal(is, was, name);
      } else {
        const [is, was] = [canonical.getUint32(offset, true), original.getUint32(offset, true)];
        if (Number.isNaN(original.getFloat32(offset, true))) assert.equal(is, 0x7fc00000, name);
        else assert.equal(is, was, name);
      }
      if (Number.isNaN(double ? original.getFloat64(offset, true) : original.getFloat32(offset, true))) nans++;
    }
  }
  assert.ok(nans > 1000, `${nans}`);
});

function constant(type: number, name: string, choice: number): Bytes {
  const bits32 = BITS_32[choice] ?? 0;
  const bits64 = BITS_64[choice] ?? 0n;
  if (type === F32) return f32Bits(bits32);
  if (type === F64) return f64Bits(bits64);
  const doubles = name.startsWith("f64x2") ? !name.includes("promote") : name.includes("demote");
  // Different values in the lanes.
  const lanes = doubles
    ? new Uint8Array(BigUint64Array.of(bits64, BITS_64[(choice + 4) % BITS_64.length] ?? 0n).buffer)
    : new Uint8Array(Uint32Array.of(bits32, BITS_32[(choice + 4) % BITS_32.length] ?? 0, 0x3f800000, bits32).buffer);
  return [0xfd, 12, ...lanes];
}

function memoryAfter(bytes: Uint8Array): DataView {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
  (exports["main"] as () => void)();
  return new DataView((exports["memory"] as WebAssembly.Memory).buffer);
}
