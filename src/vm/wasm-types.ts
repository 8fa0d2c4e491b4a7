/**
 * Value types, signatures and limits of the wasm binary format.
 * @module
 */
import type { WasmReader } from "./wasm-reader.ts";

/** One letter a value type, as emscripten writes them: i i32, j i64, f f32, d f64, v v128, r funcref, e externref. */
export type ValueLetter = "i" | "j" | "f" | "d" | "v" | "r" | "e";

const LETTERS: Readonly<Record<number, ValueLetter>> = { 0x7f: "i", 0x7e: "j", 0x7d: "f", 0x7c: "d", 0x7b: "v", 0x70: "r", 0x6f: "e" };

export interface Limits {
  readonly is64: boolean;
  readonly minimum: number;
  readonly maximum: number | null;
}

/** @throws LoomError MODULE_INVALID for types of later proposals (garbage collection, typed references). */
export function readValueType(reader: WasmReader): ValueLetter {
  const code = reader.byte();
  return LETTERS[code] ?? reader.fail(`value type 0x${code.toString(16)} is not supported`);
}

function readLetters(reader: WasmReader): string {
  let letters = "";
  for (let left = reader.count(); left > 0; left--) letters += readValueType(reader);
  return letters;
}

/** The type section as signatures: parameter letters, `>`, result letters, e.g. `ijj>i`. */
export function readTypes(reader: WasmReader | null): string[] {
  const types: string[] = [];
  if (reader === null) return types;
  for (let left = reader.count(); left > 0; left--) {
    const form = reader.byte();
    if (form !== 0x60) reader.fail(`type form 0x${form.toString(16)} is not supported`);
    const params = readLetters(reader);
    types.push(`${params}>${readLetters(reader)}`);
  }
  return types;
}

/** Limits of a memory or table; shared ones are refused (threads are not deterministic), so are custom page sizes. */
export function readLimits(reader: WasmReader): Limits {
  const flags = reader.byte();
  if ((flags & ~0x05) !== 0) reader.fail(`limits flags 0x${flags.toString(16)} are not supported (shared or custom page size)`);
  const is64 = (flags & 0x04) !== 0;
  const read = is64 ? reader.u64 : reader.u32;
  const minimum = read();
  return { is64, minimum, maximum: (flags & 0x01) === 0 ? null : read() };
}

/** Reads over a constant expression, including its `end`. */
export function skipConstantExpression(reader: WasmReader): void {
  for (;;) {
    const opcode = reader.byte();
    switch (opcode) {
      case 0x0b: // end
        return;
      case 0x41: // i32.const
        reader.skipLeb(32);
        break;
      case 0x42: // i64.const
        reader.skipLeb(64);
        break;
      case 0x43: // f32.const
        reader.skip(4);
        break;
      case 0x44: // f64.const
        reader.skip(8);
        break;
      case 0x23: // global.get
      case 0xd2: // ref.func
        reader.u32();
        break;
      case 0xd0: // ref.null
        reader.byte();
        break;
      case 0xfd: // v128.const
        if (reader.u32() !== 12) reader.fail("vector instruction in a constant expression");
        reader.skip(16);
        break;
      case 0x6a: // i32 and i64 add, sub, mul
      case 0x6b:
      case 0x6c:
      case 0x7c:
      case 0x7d:
      case 0x7e:
        break;
      default:
        reader.fail(`opcode 0x${opcode.toString(16)} in a constant expression`);
    }
  }
}
