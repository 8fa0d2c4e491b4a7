/**
 * Checks that what an instruction names exists. Also a guard of the instrumenter's own additions: an index just past the end would
 * become the gas counter.
 * @module
 */
import { refuse } from "./cursor.ts";
import type { DecodedModule, FunctionBody } from "./decode-module.ts";
import { IMMEDIATE } from "./immediates.ts";
import type { Instruction } from "./instruction.ts";
import { MISC, OPCODES } from "./opcode-table.ts";

const REF_FUNC = 0xd2;
const DATA_DROP = MISC + 9;

/** Returns the change of the operand stack's height for calls, else 0. @throws LoomError MODULE_INVALID */
export function checkIndexes(module: DecodedModule, body: FunctionBody, instruction: Instruction): number {
  const { key, index, start } = instruction;
  switch (OPCODES.immediate[key]) {
    case IMMEDIATE.local:
      if (index >= body.localCount) refuse(`no local ${index}`, start);
      return 0;
    case IMMEDIATE.global:
      if (index >= module.globals.length) refuse(`no global ${index}`, start);
      return 0;
    case IMMEDIATE.function:
      if (index >= module.functions.length) refuse(`no function ${index}`, start);
      return key === REF_FUNC ? 0 : effect(module, module.functions[index] ?? 0);
    case IMMEDIATE.callIndirect:
      if (index >= module.types.length) refuse(`no type ${index}`, start);
      if (instruction.table >= module.tables.length) refuse(`no table ${instruction.table}`, start);
      return effect(module, index) - 1;
    case IMMEDIATE.table:
      if (index >= module.tables.length) refuse(`no table ${index}`, start);
      return 0;
    case IMMEDIATE.data:
    case IMMEDIATE.dataAndMemory:
      checkSegment(module, key, index, start);
      return 0;
    default:
      return 0;
  }
}

function effect(module: DecodedModule, typeIndex: number): number {
  const type = module.types[typeIndex];
  return type === undefined ? 0 : type.results.length - type.params.length;
}

/**
 * Whether a segment was dropped is state that no host can read or restore. So data.drop is allowed only where it changes nothing: on
 * active segments, which are dropped once the module is instantiated. A passive segment then never changes, and memory.init from it
 * is a copy of a constant.
 */
function checkSegment(module: DecodedModule, key: number, index: number, start: number): void {
  const segment = module.data[index];
  if (segment === undefined) refuse(`no data segment ${index}`, start);
  else if (key === DATA_DROP && segment.passive) {
    refuse("opcode 0xfc 0x09 data.drop of a passive segment is not supported (hidden state)", start, {
      opcode: "0xfc 0x09",
      name: "data.drop",
    });
  }
}
