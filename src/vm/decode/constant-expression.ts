/**
 * Constant expressions: initial values of globals, offsets of segments, table entries.
 * @module
 */
import { type Cursor, refuse } from "./cursor.ts";
import { createInstruction, readInstruction } from "./instruction.ts";
import { OPCODES, opcodeKey } from "./opcode-table.ts";

const END = opcodeKey("end");
const REF_FUNC = opcodeKey("ref.func");
const ALLOWED: ReadonlySet<number> = new Set(
  ["i32.const", "i64.const", "f32.const", "f64.const", "v128.const", "ref.null", "ref.func"].map(opcodeKey),
);

/**
 * Reads over one, including its `end`: a single constant. Globals cannot be named in it, since none can be imported.
 */
export function readConstantExpression(cursor: Cursor, functionCount: number): void {
  const instruction = createInstruction();
  readInstruction(cursor, false, instruction);
  if (!ALLOWED.has(instruction.key))
    refuse(`${OPCODES.names[instruction.key]} in a constant expression is not supported`, instruction.start);
  if (instruction.key === REF_FUNC && instruction.index >= functionCount) refuse(`no function ${instruction.index}`, instruction.start);
  readInstruction(cursor, false, instruction);
  if (instruction.key !== END) refuse("a constant expression is more than one constant", instruction.start);
}
