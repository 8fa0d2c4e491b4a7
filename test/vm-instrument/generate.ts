/**
 * Generates valid modules with a main function that ends: arithmetic, loops, calls, branches, stores at page edges, bulk memory, vectors,
 * traps now and then. The seed decides everything.
 */
import { assemble, type Bytes, F32, F64, f32Bits, f64Bits, get, I32, I64, i64, type TestFunction, V128 } from "./assemble.ts";
import { createBody, createRandom, FIRST, NUMBERS, PASSIVE, TYPES } from "./generate-body.ts";

export interface Generated {
  readonly bytes: Uint8Array;
  readonly memory64: boolean;
  readonly params: Bytes;
}

/** `bulk` false: without memory.grow, fill, copy and init. */
export function generateModule(seed: number, bulk = true): Generated {
  const random = createRandom(seed);
  const memory64 = random(2) === 0;
  const functions: { params: number[]; results: number[]; locals: number[] }[] = [];
  const count = 2 + random(4);
  for (let index = 0; index < count; index++) {
    const params = Array.from({ length: random(4) }, () => NUMBERS[random(4)] ?? I32);
    const results = Array.from({ length: index === 0 ? 1 + random(2) : random(3) }, () => NUMBERS[random(4)] ?? I32);
    functions.push({ params, results, locals: [...TYPES, ...TYPES, I32, I32, I32, I32] });
  }
  const bodies = functions.map((one, index) => createBody(random, memory64, bulk, functions, index).whole(one.results));
  const all: TestFunction[] = [
    ...canonicalFunctions(),
    ...functions.map((one, index) => ({ ...one, code: bodies[index] ?? [], ...(index === 0 ? { export: "main" } : {}) })),
  ];
  const bytes = assemble({
    imports: [{ name: "host", params: [I32], results: [I32] }],
    functions: all,
    memory64,
    initialPages: 2,
    globals: [
      7,
      [I64, 1, ...i64(-3), 0x0b],
      [F32, 1, ...f32Bits(0x40490fdb), 0x0b],
      [F64, 1, ...f64Bits(0x4005bf0a8b145769n), 0x0b],
      [I64, 1, ...i64(0), 0x0b],
    ],
    table: functions.map((_, index) => FIRST + index),
    active: [{ at: 4090, bytes: PASSIVE }],
    passive: [PASSIVE, [255, 254]],
  });
  return { bytes, memory64, params: functions[0]?.params ?? [] };
}

/** The original must not show NaN bits that the specification leaves open, or it could not be compared. */
function canonicalFunctions(): TestFunction[] {
  const scalar = (type: number, constant: Bytes, equal: number): TestFunction => ({
    params: [type],
    results: [type],
    code: [...get(0), ...constant, ...get(0), ...get(0), equal, 0x1b],
  });
  const vector = (bits: Bytes, equal: number): TestFunction => ({
    params: [V128],
    results: [V128],
    code: [...get(0), 0xfd, 12, ...bits, ...get(0), ...get(0), 0xfd, equal, 0xfd, 0x52],
  });
  const one = [0, 0, 0xc0, 0x7f];
  const two = [0, 0, 0, 0, 0, 0, 0xf8, 0x7f];
  return [
    scalar(F32, f32Bits(0x7fc00000), 0x5b),
    scalar(F64, f64Bits(0x7ff8000000000000n), 0x61),
    vector([...one, ...one, ...one, ...one], 0x41),
    vector([...two, ...two], 0x47),
  ];
}
