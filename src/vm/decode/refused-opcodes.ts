/**
 * Mnemonics of instructions that exist and are refused, so that an error can name them, and why.
 * @module
 */
interface Refused {
  readonly name: string;
  readonly why: string;
}

const EXCEPTIONS = "exceptions";
const TAIL_CALLS = "tail calls";
const TABLES = "table mutation";
const GC = "garbage collection and typed references";

const BASIC: Readonly<Record<number, Refused>> = {
  0x06: { name: "try", why: EXCEPTIONS },
  0x07: { name: "catch", why: EXCEPTIONS },
  0x08: { name: "throw", why: EXCEPTIONS },
  0x09: { name: "rethrow", why: EXCEPTIONS },
  0x0a: { name: "throw_ref", why: EXCEPTIONS },
  0x12: { name: "return_call", why: TAIL_CALLS },
  0x13: { name: "return_call_indirect", why: TAIL_CALLS },
  0x14: { name: "call_ref", why: GC },
  0x15: { name: "return_call_ref", why: TAIL_CALLS },
  0x18: { name: "delegate", why: EXCEPTIONS },
  0x19: { name: "catch_all", why: EXCEPTIONS },
  0x1f: { name: "try_table", why: EXCEPTIONS },
  0x26: { name: "table.set", why: TABLES },
  0xd3: { name: "ref.eq", why: GC },
  0xd4: { name: "ref.as_non_null", why: GC },
  0xd5: { name: "br_on_null", why: GC },
  0xd6: { name: "br_on_non_null", why: GC },
};

const MISC: Readonly<Record<number, Refused>> = {
  12: { name: "table.init", why: TABLES },
  13: { name: "elem.drop", why: TABLES },
  14: { name: "table.copy", why: TABLES },
  15: { name: "table.grow", why: TABLES },
  17: { name: "table.fill", why: TABLES },
  18: { name: "memory.discard", why: "memory control" },
  19: { name: "i64.add128", why: "wide arithmetic" },
  20: { name: "i64.sub128", why: "wide arithmetic" },
  21: { name: "i64.mul_wide_s", why: "wide arithmetic" },
  22: { name: "i64.mul_wide_u", why: "wide arithmetic" },
};

const RELAXED = (
  "i8x16.relaxed_swizzle i32x4.relaxed_trunc_f32x4_s i32x4.relaxed_trunc_f32x4_u i32x4.relaxed_trunc_f64x2_s_zero " +
  "i32x4.relaxed_trunc_f64x2_u_zero f32x4.relaxed_madd f32x4.relaxed_nmadd f64x2.relaxed_madd f64x2.relaxed_nmadd " +
  "i8x16.relaxed_laneselect i16x8.relaxed_laneselect i32x4.relaxed_laneselect i64x2.relaxed_laneselect f32x4.relaxed_min " +
  "f32x4.relaxed_max f64x2.relaxed_min f64x2.relaxed_max i16x8.relaxed_q15mulr_s i16x8.relaxed_dot_i8x16_i7x16_s " +
  "i32x4.relaxed_dot_i8x16_i7x16_add_s"
).split(" ");

const ATOMIC_SIZES = "i32. i64. i32.8_u i32.16_u i64.8_u i64.16_u i64.32_u".split(" ");
const ATOMIC_OPERATIONS = "load store rmw.add rmw.sub rmw.and rmw.or rmw.xor rmw.xchg rmw.cmpxchg".split(" ");
const ATOMIC_SYNC: Readonly<Record<number, string>> = {
  0: "memory.atomic.notify",
  1: "memory.atomic.wait32",
  2: "memory.atomic.wait64",
  3: "atomic.fence",
};

const GC_NAMES = (
  "struct.new struct.new_default struct.get struct.get_s struct.get_u struct.set array.new array.new_default array.new_fixed " +
  "array.new_data array.new_elem array.get array.get_s array.get_u array.set array.len array.fill array.copy array.init_data " +
  "array.init_elem ref.test ref.test_null ref.cast ref.cast_null br_on_cast br_on_cast_fail any.convert_extern extern.convert_any " +
  "ref.i31 i31.get_s i31.get_u"
).split(" ");

function atomicName(code: number): string {
  const sync = ATOMIC_SYNC[code];
  if (sync !== undefined) return sync;
  const [type = "", narrow = ""] = (ATOMIC_SIZES[(code - 0x10) % 7] ?? "").split(".");
  const [first = "", second] = (ATOMIC_OPERATIONS[Math.floor((code - 0x10) / 7)] ?? "").split(".");
  if (type === "" || first === "") return "unknown atomic instruction";
  const [bits = "", sign] = narrow.split("_");
  if (second !== undefined) return `${type}.atomic.${first}${bits}.${second}${sign === undefined ? "" : `_${sign}`}`;
  return `${type}.atomic.${first}${bits}${first === "load" && sign !== undefined ? `_${sign}` : ""}`;
}

/** Name and reason for an opcode that the allow-list lacks. `prefix` is 0 for one-byte opcodes. */
export function describeRefused(prefix: number, code: number): Refused {
  if (prefix === 0) return BASIC[code] ?? { name: "unknown", why: "unknown opcode" };
  if (prefix === 0xfc) return MISC[code] ?? { name: "unknown", why: "unknown opcode" };
  if (prefix === 0xfd) return { name: RELAXED[code - 0x100] ?? "unknown", why: code >= 0x100 ? "relaxed SIMD" : "unknown opcode" };
  if (prefix === 0xfe) return { name: atomicName(code), why: "threads" };
  return { name: GC_NAMES[code] ?? "unknown", why: GC };
}
