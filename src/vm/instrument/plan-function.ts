/**
 * First look at a function: where gas is charged and how much, what spare locals the rewritten function needs, how heavy its frame is.
 * Depends on the original code and the rules only, never on the parts that are switched on: gas and depth must be equal in all builds.
 *
 * Straight-line segments pay in full at their start. A segment ends where control flow splits or joins: at `loop`, `if`, `else`, at the
 * `end` of an `if` or of a block that something branches to, at branches and `return`. Calls do not end a segment.
 * @module
 */
import type { DecodedModule, FunctionBody } from "../decode/decode-module.ts";
import { OPCODES, VECTOR } from "../decode/opcode-table.ts";
import { OP, type Walk, walkBody } from "../decode/walk-body.ts";
import type { GasTable } from "./gas-table.ts";
import { KIND, KINDS } from "./instruction-kinds.ts";
import { DEPTH } from "./rules.ts";

export interface FunctionPlan {
  readonly body: FunctionBody;
  /** Segments in code order: offset of their first instruction, their cost, 1 when the gas left is checked. */
  readonly segmentAt: readonly number[];
  readonly segmentCost: readonly number[];
  readonly segmentCheck: readonly boolean[];
  /** Value types that are stored, and that need canonical NaNs. */
  readonly storeTypes: ReadonlySet<number>;
  readonly nanTypes: ReadonlySet<number>;
  /** Slots; see `DEPTH`. */
  readonly weight: number;
  /** Calls no function of the module and none of the host. */
  readonly leaf: boolean;
  /** Something branches to the function's own label. */
  readonly labelUsed: boolean;
  readonly instructions: number;
}

export function planFunction(module: DecodedModule, body: FunctionBody, gas: GasTable): FunctionPlan {
  const segmentAt: number[] = [];
  const segmentCost: number[] = [];
  const segmentCheck: boolean[] = [];
  const storeTypes = new Set<number>();
  const nanTypes = new Set<number>();
  let at = body.codeStart;
  let cost = 0;
  let check = true;
  let leaf = true;
  let callsHost = false;
  let labelUsed = false;
  let vectors = body.hasVectorLocals;
  let instructions = 0;

  const visit = ({ instruction, closed }: Walk): void => {
    const { key, end } = instruction;
    instructions++;
    cost += gas.instruction[key] ?? 0;
    if (key >= VECTOR) vectors = true;
    const kind = KINDS.kind[key] ?? KIND.plain;
    if (kind === KIND.plain) return;
    if (kind === KIND.store) storeTypes.add(KINDS.valueType[key] ?? 0);
    else if (kind === KIND.nan) nanTypes.add(KINDS.valueType[key] ?? 0);
    else if (kind === KIND.call) {
      leaf = false;
      if (key === OP.callIndirect || instruction.index < module.importedFunctions) callsHost = true;
    } else if (kind === KIND.control) {
      if (end === body.end) labelUsed = closed?.targeted ?? false;
      if (key === OP.end && closed !== null && !isJoin(closed)) return;
      segmentAt.push(at);
      segmentCost.push(cost);
      segmentCheck.push(check);
      // A loop head whose own segment is free hands its check on, so that every way round a loop is checked.
      check = key === OP.loop || (check && cost === 0);
      at = end;
      cost = 0;
    }
  };
  const height = walkBody(module, body, visit);
  segmentAt.push(at);
  segmentCost.push(cost);
  segmentCheck.push(check);

  const values = (body.localCount + height) * (vectors ? 2 : 1);
  const weight = DEPTH.frameSlots + values + (callsHost ? DEPTH.hostCallSlots : 0);
  return { body, segmentAt, segmentCost, segmentCheck, storeTypes, nanTypes, weight, leaf, labelUsed, instructions };
}

/** Fall-through into the end of a loop, or of a block without branches to it, is straight-line code. */
function isJoin({ kind, targeted }: { readonly kind: number; readonly targeted: boolean }): boolean {
  return kind === OP.if || kind === OP.else || (kind === OP.block && targeted);
}

/** True for accesses whose size is known; for reports. */
export const accessBytes = (key: number): number => OPCODES.accessBytes[key] ?? 0;
