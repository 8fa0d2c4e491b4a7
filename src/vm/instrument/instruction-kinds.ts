/**
 * Which instructions are rewritten, by opcode key.
 * @module
 */
import { OPCODES, opcodeKey } from "../decode/opcode-table.ts";
import { VALUE } from "../decode/value-types.ts";

export const KIND = { plain: 0, store: 1, nan: 2, call: 3, bulk: 4, control: 5 } as const;

export interface InstructionKinds {
  readonly kind: Uint8Array;
  /** Type of the value that is stored, or of the result whose NaNs are made canonical. */
  readonly valueType: Uint8Array;
  /** For vector results: 1 when the lanes are f64. */
  readonly doubleLanes: Uint8Array;
}

const CONTROL = "block loop if else end br br_if br_table return unreachable";
const BULK = "memory.grow memory.init memory.copy memory.fill";

/**
 * Results whose NaN bits the specification leaves open (4.3.3). abs, neg, copysign, pmin, pmax, moves, loads and reinterpretations are
 * exact in every bit; conversions from integers give no NaN.
 */
const ARITHMETIC = "ceil floor trunc nearest sqrt add sub mul div min max";
const CONVERSIONS = "f32.demote_f64 f64.promote_f32 f32x4.demote_f64x2_zero f64x2.promote_low_f32x4";
const FLOAT_TYPES: readonly (readonly [string, number])[] = [
  ["f32", VALUE.f32],
  ["f64", VALUE.f64],
  ["f32x4", VALUE.v128],
  ["f64x2", VALUE.v128],
];
const STORED: Readonly<Record<string, number>> = { i32: VALUE.i32, i64: VALUE.i64, f32: VALUE.f32, f64: VALUE.f64, v128: VALUE.v128 };

export const KINDS: InstructionKinds = build();

function build(): InstructionKinds {
  const keys = OPCODES.names.length;
  const kind = new Uint8Array(keys);
  const valueType = new Uint8Array(keys);
  const doubleLanes = new Uint8Array(keys);
  const set = (names: string, value: number): void => {
    for (const name of names.split(" ")) kind[opcodeKey(name)] = value;
  };
  set(CONTROL, KIND.control);
  set(BULK, KIND.bulk);
  set("call call_indirect", KIND.call);
  OPCODES.names.forEach((name, key) => {
    const [type = ""] = name.split(".");
    if (OPCODES.isStore[key] === 1) {
      kind[key] = KIND.store;
      valueType[key] = STORED[type] ?? 0;
    }
  });
  for (const [type, code] of FLOAT_TYPES) {
    const names = ARITHMETIC.split(" ").map((name) => `${type}.${name}`);
    for (const name of [...names, ...CONVERSIONS.split(" ").filter((one) => one.startsWith(`${type}.`))]) {
      const key = opcodeKey(name);
      kind[key] = KIND.nan;
      valueType[key] = code;
      doubleLanes[key] = type === "f64x2" ? 1 : 0;
    }
  }
  return { kind, valueType, doubleLanes };
}
