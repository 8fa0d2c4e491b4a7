/**
 * What follows an opcode. Numbers, since the decoder switches on them for every instruction.
 * @module
 */
export const IMMEDIATE = {
  none: 1,
  blockType: 2,
  label: 3,
  labels: 4,
  function: 5,
  callIndirect: 6,
  local: 7,
  global: 8,
  table: 9,
  selectTypes: 10,
  /** Alignment and offset of a memory access. */
  access: 11,
  /** The same, and a lane. */
  accessLane: 12,
  /** Memory index; one zero byte, since there is one memory. */
  memory: 13,
  twoMemories: 14,
  s32: 15,
  s64: 16,
  f32: 17,
  f64: 18,
  v128: 19,
  referenceType: 20,
  dataAndMemory: 21,
  data: 22,
  lane: 23,
  lanes: 24,
} as const;

export type ImmediateName = keyof typeof IMMEDIATE;
