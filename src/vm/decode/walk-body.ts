/**
 * Walks the instructions of one function: reads each, checks that blocks are balanced and every index exists, and follows the height
 * of the operand stack. Operand types are not checked; that is the engine's validation.
 * @module
 */
import { type Cursor, refuse } from "./cursor.ts";
import type { DecodedModule, FunctionBody } from "./decode-module.ts";
import { createInstruction, EMPTY_BLOCK, type Instruction, readInstruction } from "./instruction.ts";
import { MODULE_LIMITS } from "./limits.ts";
import { OPCODES, opcodeKey } from "./opcode-table.ts";
import { checkIndexes } from "./walk-indexes.ts";

export const OP = {
  unreachable: opcodeKey("unreachable"),
  block: opcodeKey("block"),
  loop: opcodeKey("loop"),
  if: opcodeKey("if"),
  else: opcodeKey("else"),
  end: opcodeKey("end"),
  br: opcodeKey("br"),
  brIf: opcodeKey("br_if"),
  brTable: opcodeKey("br_table"),
  return: opcodeKey("return"),
  call: opcodeKey("call"),
  callIndirect: opcodeKey("call_indirect"),
  memoryGrow: opcodeKey("memory.grow"),
  memoryInit: opcodeKey("memory.init"),
  memoryCopy: opcodeKey("memory.copy"),
  memoryFill: opcodeKey("memory.fill"),
} as const;

interface Frame {
  /** Opcode key of the block; `block` for the function itself. */
  kind: number;
  /** Height of the operand stack under the block's own values. */
  readonly base: number;
  readonly params: number;
  readonly results: number;
  /** A branch to this label was seen. */
  targeted: boolean;
}

export interface Walk {
  readonly instruction: Instruction;
  /** The frame that an `end` or `else` closes, while that instruction is visited. */
  closed: { readonly kind: number; readonly targeted: boolean } | null;
  /** Height of the operand stack after the instruction. */
  height: number;
}

/** Calls `visit` for every instruction, after its checks. Returns the greatest height of the operand stack, in values. */
export function walkBody(module: DecodedModule, body: FunctionBody, visit: ((walk: Walk) => void) | null): number {
  const cursor: Cursor = { bytes: module.bytes, at: body.codeStart, end: body.end };
  const instruction = createInstruction();
  const walk: Walk = { instruction, closed: null, height: 0 };
  let maximumHeight = 0;
  const frames: Frame[] = [{ kind: OP.block, base: 0, params: 0, results: body.type.results.length, targeted: false }];
  const { memory64 } = module;
  let height = 0;

  while (frames.length > 0) {
    readInstruction(cursor, memory64, instruction);
    const { key } = instruction;
    walk.closed = null;
    if (OPCODES.pops[key] !== 0 || OPCODES.pushes[key] !== 0) {
      checkIndexes(module, body, instruction);
      height += (OPCODES.pushes[key] ?? 0) - (OPCODES.pops[key] ?? 0);
    } else height = control(module, body, walk, frames, height);
    const base = frames.at(-1)?.base ?? 0;
    // Below the base only in unreachable code, where values come from nowhere.
    if (height < base) height = base;
    if (height > maximumHeight) maximumHeight = height;
    walk.height = height;
    visit?.(walk);
  }
  if (cursor.at !== body.end) refuse("instructions after the end of the function", cursor.at);
  return maximumHeight;
}

/** Instructions that change the control flow, or whose effect depends on a type. Returns the new height. */
function control(module: DecodedModule, body: FunctionBody, walk: Walk, frames: Frame[], height: number): number {
  const { instruction } = walk;
  const top = frames.at(-1);
  if (top === undefined) return height;
  switch (instruction.key) {
    case OP.block:
    case OP.loop:
      return open(module, instruction, frames, height);
    case OP.if:
      return open(module, instruction, frames, Math.max(height - 1, top.base));
    case OP.else:
      if (top.kind !== OP.if) refuse("else without if", instruction.start);
      top.kind = OP.else;
      walk.closed = top;
      return top.base + top.params;
    case OP.end:
      frames.pop();
      walk.closed = top;
      return top.base + top.results;
    case OP.br:
      target(frames, instruction.index, instruction.start);
      return top.base;
    case OP.brIf:
      target(frames, instruction.index, instruction.start);
      return height - 1;
    case OP.brTable:
      for (const label of instruction.labels) target(frames, label, instruction.start);
      return top.base;
    case OP.return:
    case OP.unreachable:
      return top.base;
    default:
      return height + checkIndexes(module, body, instruction);
  }
}

function target(frames: readonly Frame[], label: number, offset: number): void {
  const frame = frames[frames.length - 1 - label];
  if (frame === undefined) refuse(`branch to label ${label}, of ${frames.length}`, offset);
  else frame.targeted = true;
}

function open(module: DecodedModule, { key, blockType, start }: Instruction, frames: Frame[], height: number): number {
  if (frames.length > MODULE_LIMITS.blockDepth) refuse(`more than ${MODULE_LIMITS.blockDepth} nested blocks`, start);
  const type = blockType < 0 ? null : module.types[blockType];
  if (type === undefined) return refuse(`no type ${blockType}`, start);
  const params = type?.params.length ?? 0;
  const results = type?.results.length ?? (blockType === EMPTY_BLOCK ? 0 : 1);
  frames.push({ kind: key, base: Math.max(0, height - params), params, results, targeted: false });
  return height;
}
