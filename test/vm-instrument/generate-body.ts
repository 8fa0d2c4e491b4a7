/** The random code of one function; see `generate.ts`. */
import { type Bytes, F32, F64, f32Bits, f64Bits, get, I32, I64, i32, i64, set, u, V128 } from "./assemble.ts";

export const TYPES = [I32, I64, F32, F64, V128] as const;
export const NUMBERS = [I32, I64, F32, F64] as const;
export const PASSIVE = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
/** Function indexes: the host's, the four that make NaNs canonical, then the generated ones. */
const HOST = 0;
const CANONICAL: Readonly<Record<number, number>> = { [F32]: 1, [F64]: 2 };
const CANONICAL_VECTOR = { f32x4: 3, f64x2: 4 } as const;
export const FIRST = 5;
const GLOBAL: Readonly<Record<number, number>> = { [I32]: 0, [I64]: 1, [F32]: 2, [F64]: 3 };
/** An i64 that no generated code uses, for a test to count in. */
export const ORACLE_GLOBAL = 4;
const CONST_BITS_32 = [0, 0x80000000, 0x3f800000, 0x7f800000, 0xff800000, 0x7fc00000, 0x4f000000, 1, 0xc2f6e979];
const CONST_BITS_64 = [
  0n,
  1n << 63n,
  0x3ff0000000000000n,
  0x7ff0000000000000n,
  0xfff0000000000000n,
  0x7ff8000000000000n,
  0x43e0000000000000n,
  1n,
];

type Random = (below: number) => number;

/** Mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

interface FunctionShape {
  readonly params: readonly number[];
  readonly results: readonly number[];
  readonly locals: readonly number[];
}

export function createBody(
  random: Random,
  memory64: boolean,
  bulk: boolean,
  functions: readonly FunctionShape[],
  self: number,
): { whole(results: Bytes): number[] } {
  const shape = functions[self] ?? { params: [], results: [], locals: [] };
  const locals = [...shape.params, ...shape.locals];
  const counters = locals.length - 4;
  let loops = 0;
  let budget = 120;
  const pick = <T>(values: readonly T[]): T => values[random(values.length)] as T;
  const localOf = (type: number): number => pick(locals.flatMap((one, index) => (one === type && index < counters ? [index] : [])));
  const simd = (code: number): number[] => [0xfd, ...u(code)];

  const address = (depth: number): number[] => {
    const edge = 4096 * random(33) - random(18);
    const number = random(3) === 0 ? [...expression(I32, depth), ...i32(0x1fff8), 0x71] : i32(Math.max(0, edge));
    return memory64 ? [...number, 0xad] : number;
  };
  const size = (depth: number): number[] => {
    const number = random(4) === 0 ? i32(0) : [...expression(I32, depth), ...i32(0x1fff), 0x71];
    return memory64 ? [...number, 0xad] : number;
  };
  const offset = (): number[] => u(pick([0, 0, 1, 4, 4092, 4095, 8191]));
  const constant = (type: number): number[] => {
    if (type === I32) return i32(pick([0, 1, -1, 31, 4095, 4096, 0x7fffffff, -0x80000000, random(1000)]));
    if (type === I64) return i64(pick([0n, 1n, -1n, 63n, 4096n, 0x7fffffffffffffffn, -0x8000000000000000n]));
    if (type === F32) return f32Bits(pick(CONST_BITS_32));
    if (type === F64) return f64Bits(pick(CONST_BITS_64));
    return [...simd(12), ...Array.from({ length: 16 }, () => random(256))];
  };
  const load = (type: number, depth: number): number[] => {
    const op = { [I32]: [0x28, 0x2c, 0x2f], [I64]: [0x29, 0x30, 0x35], [F32]: [], [F64]: [] }[type] ?? [];
    if (type === V128) return [...address(depth), ...simd(pick([0, 1, 7, 9, 0x5c])), 0, ...offset()];
    // Floats come from integers with the exponent's top bit cleared: no NaNs with bits of their own.
    if (type === F32) return [...load(I32, depth), ...i32(0xbfffffff), 0x71, 0xbe];
    if (type === F64) return [...load(I64, depth), ...i64(0xbfffffffffffffffn), 0x83, 0xbf];
    return [...address(depth), pick(op), 0, ...offset()];
  };
  const vector = (depth: number): number[] => {
    const two = (): number[] => [...expression(V128, depth), ...expression(V128, depth)];
    switch (random(9)) {
      case 0:
        return [...two(), ...simd(pick([0x6e, 0x71, 0xae, 0xb5, 0xce, 0xd5, 0x4e, 0x50, 0x51, 0x23, 0x37, 0x0e, 0xba]))];
      case 1:
        return [...two(), ...simd(pick([0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9])), 0x10, CANONICAL_VECTOR.f32x4];
      case 2:
        return [...two(), ...simd(pick([0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5])), 0x10, CANONICAL_VECTOR.f64x2];
      case 3:
        return [...expression(I32, depth), ...simd(0x11)];
      case 4:
        return [...expression(F64, depth), ...simd(0x14)];
      case 5:
        return [...two(), ...expression(V128, depth), ...simd(0x52)];
      case 6:
        return [...expression(V128, depth), ...expression(I32, depth), ...simd(0x1c), random(4)];
      case 7:
        return [...address(depth), ...expression(V128, depth), ...simd(0x55), 0, ...offset(), random(8)];
      default:
        return [...two(), ...simd(0x0d), ...Array.from({ length: 16 }, () => random(32))];
    }
  };
  const compute = (type: number, depth: number): number[] => {
    const sub = (one: number): number[] => expression(one, depth);
    if (type === V128) return vector(depth);
    if (type === I32) {
      switch (random(7)) {
        case 0:
          return [...sub(I32), pick([0x45, 0x67, 0x69, 0xc0])];
        case 1:
          return [...sub(I64), ...sub(I64), pick([0x51, 0x53, 0x5a])];
        case 2:
          return [...sub(F64), ...sub(F64), pick([0x61, 0x63, 0x66])];
        case 3:
          return [...sub(F64), 0xfc, pick([2, 3])];
        case 4:
          return [...sub(V128), ...simd(pick([0x53, 0x64, 0xa3]))];
        case 5:
          return [...sub(I64), 0xa7];
        default:
          return [
            ...sub(I32),
            ...sub(I32),
            random(12) === 0 ? pick([0x6d, 0x6e, 0x6f]) : pick([0x6a, 0x6b, 0x6c, 0x71, 0x73, 0x74, 0x76, 0x48]),
          ];
      }
    }
    if (type === I64) {
      if (random(3) === 0) return [...sub(I32), pick([0xac, 0xad])];
      return [...sub(I64), ...sub(I64), random(12) === 0 ? pick([0x7f, 0x81]) : pick([0x7c, 0x7d, 0x7e, 0x83, 0x85, 0x86, 0x88])];
    }
    const wide = type === F64;
    switch (random(4)) {
      case 0:
        return [...sub(wide ? F32 : F64), wide ? 0xbb : 0xb6, 0x10, CANONICAL[type] ?? 0];
      case 1:
        return [...sub(I64), wide ? 0xb9 : 0xb4];
      case 2:
        return [...sub(type), pick(wide ? [0x9b, 0x9c, 0x9f, 0x99] : [0x8d, 0x8e, 0x91, 0x8b]), 0x10, CANONICAL[type] ?? 0];
      default:
        return [...sub(type), ...sub(type), (wide ? 0xa0 : 0x92) + random(6), 0x10, CANONICAL[type] ?? 0];
    }
  };
  const call = (type: number, depth: number): number[] | null => {
    const found = functions.flatMap((one, index) => (index > self && one.results.length === 1 && one.results[0] === type ? [index] : []));
    if (found.length === 0 || budget < 30) return null;
    return callOf(pick(found), depth);
  };
  /** Direct or through the table. */
  const callOf = (index: number, depth: number): number[] => {
    const values = (functions[index]?.params ?? []).flatMap((type) => expression(type, depth));
    if (random(3) > 0) return [...values, 0x10, FIRST + index];
    // Types stand in the order of imports and functions.
    return [...values, ...i32(index), 0x11, FIRST + index, 0];
  };

  const expression = (type: number, depth: number): number[] => {
    budget--;
    const simple = (): number[] => (random(3) === 0 && GLOBAL[type] !== undefined ? [0x23, GLOBAL[type]] : get(localOf(type)));
    if (depth <= 0 || budget < 0) return random(2) === 0 ? constant(type) : simple();
    const next = depth - 1;
    switch (random(10)) {
      case 0:
        return constant(type);
      case 1:
        return simple();
      case 2:
        return load(type, next);
      case 3:
        return [...expression(I32, next), 0x04, type, ...expression(type, next), 0x05, ...expression(type, next), 0x0b];
      case 4:
        // A block that may be left early with a value.
        return [0x02, type, ...expression(type, next), ...expression(I32, next), 0x0d, 0, 0x1a, ...expression(type, next), 0x0b];
      case 5:
        return [...expression(type, next), ...expression(type, next), ...expression(I32, next), 0x1c, 1, type];
      case 6:
        return call(type, next) ?? compute(type, next);
      case 7:
        if (type === I32) return random(2) === 0 ? [...expression(I32, next), 0x10, HOST] : [0x3f, 0, ...(memory64 ? [0xa7] : [])];
        return compute(type, next);
      default:
        return compute(type, next);
    }
  };

  const store = (): number[] => {
    const type = pick(TYPES);
    if (type === V128 && random(2) === 0) {
      return [...address(1), ...expression(V128, 1), ...simd(pick([0x58, 0x59, 0x5a, 0x5b])), 0, ...offset(), random(2)];
    }
    const op = { [I32]: [0x36, 0x3a, 0x3b], [I64]: [0x37, 0x3c, 0x3d, 0x3e], [F32]: [0x38], [F64]: [0x39] }[type as number] ?? [];
    return [...address(1), ...expression(type, 2), ...(type === V128 ? simd(0x0b) : [pick(op)]), 0, ...offset()];
  };
  /** Fields of a structure through one local, which sometimes changes on the way. */
  const structure = (): number[] => {
    const type = memory64 ? I64 : I32;
    const pointer = localOf(type);
    const out = [...address(1), ...set(pointer)];
    for (let left = 2 + random(4); left > 0; left--) {
      const value = random(3) === 0 ? expression(I64, 1) : constant(I64);
      out.push(...get(pointer), ...value, pick([0x37, 0x3c, 0x3d, 0x3e]), 0, ...u(pick([0, 4, 8, 16, 2000, 4088, 4095, 4096, 9000])));
      if (random(4) === 0) out.push(...get(pointer), ...(memory64 ? [...i64(3000), 0x7c] : [...i32(3000), 0x6a]), ...set(pointer));
      if (random(6) === 0) out.push(...expression(I32, 1), 0x04, 0x40, ...get(pointer), ...i64(1), 0x37, 0, 16, 0x0b);
    }
    return out;
  };
  const statements = (count: number, depth: number, results: Bytes): number[] =>
    Array.from({ length: count }, () => statement(depth, results)).flat();
  const statement = (depth: number, results: Bytes): number[] => {
    budget -= 2;
    if (budget < 0) return [0x01];
    const choice = random(18);
    switch (!bulk && choice >= 6 && choice <= 9 ? 3 : choice) {
      case 0: {
        const type = pick(NUMBERS);
        return [...expression(type, 2), 0x24, GLOBAL[type] ?? 0];
      }
      case 1:
      case 2: {
        const type = pick(TYPES);
        return [...expression(type, 3), ...set(localOf(type))];
      }
      case 3:
      case 4:
      case 5:
        return store();
      case 15:
      case 16:
      case 17:
        return structure();
      case 6:
        return [...address(1), ...expression(I32, 1), ...size(1), 0xfc, 11, 0];
      case 7:
        return [...address(1), ...address(1), ...size(1), 0xfc, 10, 0, 0];
      case 8:
        return [...address(1), ...i32(random(3)), ...i32(random(16)), 0xfc, 8, 1 + random(2), 0];
      case 9:
        return [...(memory64 ? i64(random(3)) : i32(random(3))), 0x40, 0, 0x1a];
      case 10: {
        if (depth <= 0 || loops >= 4) return store();
        const counter = counters + loops++;
        const inner = statements(1 + random(3), depth - 1, results);
        loops--;
        // counter = n; loop { body; if (counter -= 1) continue }
        const again = [...get(counter), ...i32(1), 0x6b, 0x22, ...u(counter), 0x0d, 0];
        return [...i32(1 + random(6)), ...set(counter), 0x03, 0x40, ...inner, ...again, 0x0b];
      }
      case 11:
        if (depth <= 0) return store();
        return [
          ...expression(I32, 2),
          0x04,
          0x40,
          ...statements(2, depth - 1, results),
          ...(random(2) ? [0x05, ...statements(1, depth - 1, results)] : []),
          0x0b,
        ];
      case 12: {
        // Two blocks and a table of branches out of them; a branch to the function itself needs its results.
        const inner = depth <= 0 ? [0x01] : statements(1, depth - 1, results);
        return [0x02, 0x40, 0x02, 0x40, ...inner, ...expression(I32, 1), 0x0e, 2, 0, 1, ...u(random(2)), 0x0b, ...store(), 0x0b];
      }
      case 13: {
        const index = self + 1 + random(Math.max(1, functions.length - self - 1));
        const target = functions[index];
        if (target === undefined || budget < 30) return store();
        return [...callOf(index, 1), ...target.results.map(() => 0x1a)];
      }
      default:
        // Leaves the function early, by return, or traps.
        return [
          ...expression(I32, 2),
          0x04,
          0x40,
          ...(random(6) === 0 ? [0x00] : [...results.flatMap((type) => expression(type, 1)), 0x0f]),
          0x0b,
        ];
    }
  };

  return {
    whole(results) {
      const body = statements(3 + random(8), 2, results);
      const values = results.flatMap((type) => expression(type, 2));
      // Sometimes through a branch to the function's own label.
      const last = random(2) === 0 ? [] : random(2) === 0 ? [0x0c, 0] : [...i32(random(2)), 0x0d, 0];
      return [...body, ...values, ...last];
    },
  };
}
