/**
 * After an instruction whose result may be a NaN of unspecified bits: a number equals itself and is kept, a NaN becomes the canonical
 * one. Vectors do the same per lane.
 * @module
 */
import { VALUE } from "../decode/value-types.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { KINDS } from "./instruction-kinds.ts";
import { VECTOR_OP, W } from "./op-bytes.ts";

const NAN_32 = [0x00, 0x00, 0xc0, 0x7f];
const NAN_64 = [0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf8, 0x7f];

/** Operand stack: the result, which `local` (of its type) may hold for a moment. */
export function writeCanonicalNan(key: number, local: number, out: ByteWriter): void {
  const type = KINDS.valueType[key];
  const double = type === VALUE.f64 || KINDS.doubleLanes[key] === 1;
  const one = double ? NAN_64 : NAN_32;
  out.byte(W.localTee);
  out.u(local);
  if (type === VALUE.v128) {
    out.bytes(W.vector, VECTOR_OP.const, ...one, ...one);
    if (!double) out.bytes(...one, ...one);
  } else out.bytes(double ? W.f64Const : W.f32Const, ...one);
  out.byte(W.localGet);
  out.u(local);
  out.byte(W.localGet);
  out.u(local);
  if (type === VALUE.v128) out.bytes(W.vector, double ? VECTOR_OP.f64x2Eq : VECTOR_OP.f32x4Eq, W.vector, VECTOR_OP.bitselect);
  else out.bytes(double ? W.f64Eq : W.f32Eq, W.select);
}
