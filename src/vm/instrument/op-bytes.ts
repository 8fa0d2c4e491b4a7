/**
 * Opcodes that the instrumenter and the helper module write.
 * @module
 */
export const W = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  call: 0x10,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  i64Load: 0x29,
  i32Load8U: 0x2d,
  i32Store: 0x36,
  i32Store8: 0x3a,
  memorySize: 0x3f,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  i32Eqz: 0x45,
  i32Eq: 0x46,
  i32GtS: 0x4a,
  i32GeU: 0x4f,
  i64Eqz: 0x50,
  i64Eq: 0x51,
  i64LtS: 0x53,
  i64LeU: 0x58,
  f32Eq: 0x5b,
  f64Eq: 0x61,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32And: 0x71,
  i32Shl: 0x74,
  i32ShrU: 0x76,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64Mul: 0x7e,
  i64Shl: 0x86,
  i64ShrU: 0x88,
  i32WrapI64: 0xa7,
  i64ExtendI32U: 0xad,
  misc: 0xfc,
  vector: 0xfd,
} as const;

/** Flags of the limits of a memory. A shared one has a maximum. */
export const LIMITS = { none: 0x00, maximum: 0x01, shared: 0x03, wide: 0x04 } as const;
/** Second bytes behind `W.misc`. */
export const MISC_OP = { memoryInit: 8, memoryCopy: 10, memoryFill: 11 } as const;
/** Second numbers behind `W.vector`. */
export const VECTOR_OP = { const: 12, f32x4Eq: 0x41, f64x2Eq: 0x47, bitselect: 0x52 } as const;

export const NO_RESULT = 0x40;
/** In an alignment field: a memory index follows. */
export const WITH_MEMORY = 0x40;
