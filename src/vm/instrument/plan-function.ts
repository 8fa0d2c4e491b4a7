/**
 * First look at a function: where gas is charged and how much, what spare locals the rewritten function needs, how heavy its frame is.
 * Depends on the original code and the rules only, never on the parts that are switched on: gas and depth must be equal in all builds.
 * @module
 */
import type { DecodedModule, FunctionBody } from "../decode/decode-module.ts";
import { VECTOR } from "../decode/opcode-table.ts";
import { OP, type Walk, walkBody } from "../decode/walk-body.ts";
import type { GasTable } from "./gas-table.ts";
import { KIND, KINDS } from "./instruction-kinds.ts";
import { createMarkPlanner, type StoreMarks } from "./plan-marks.ts";
import { createSegmentPlanner, type Segments } from "./plan-segments.ts";
import { DEPTH, UNCHECKED_LEAF_GAS } from "./rules.ts";

export interface FunctionPlan {
  readonly body: FunctionBody;
  readonly segments: Segments;
  /** Value types that are stored, and that need canonical NaNs. */
  readonly storeTypes: ReadonlySet<number>;
  readonly storeMarks: StoreMarks;
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
  const storeTypes = new Set<number>();
  const nanTypes = new Set<number>();
  const planner = createMarkPlanner(body.localCount);
  const segmentPlanner = createSegmentPlanner(body.codeStart);
  const { segments } = segmentPlanner;
  let leaf = true;
  let callsHost = false;
  let labelUsed = false;
  let loops = false;
  let vectors = body.hasVectorLocals;
  let instructions = 0;

  const visit = (walk: Walk): void => {
    const { instruction, closed, height } = walk;
    const { key, end } = instruction;
    instructions++;
    segmentPlanner.add(gas.instruction[key] ?? 0);
    if (key >= VECTOR) vectors = true;
    switch (KINDS.kind[key]) {
      case KIND.plain:
        return planner.other(instruction, height);
      case KIND.nan:
        nanTypes.add(KINDS.valueType[key] ?? 0);
        return planner.other(instruction, height);
      case KIND.store:
        planner.store(instruction, height);
        // Only a store that marks parks its value.
        if (planner.marks.low.at(-1) !== -1) storeTypes.add(KINDS.valueType[key] ?? 0);
        return;
      case KIND.bulk:
        return planner.reset();
      case KIND.call:
        leaf = false;
        if (key === OP.callIndirect || instruction.index < module.importedFunctions) callsHost = true;
        return planner.reset();
      default:
        if (key !== OP.block) planner.reset();
    }
    if (end === body.end) labelUsed = closed?.targeted ?? false;
    if (key === OP.loop) loops = true;
    segmentPlanner.control(walk);
  };
  const height = walkBody(module, body, visit);
  // Without loops and calls no more can be spent than all segments together.
  if (leaf && !loops && segments.cost.reduce((sum, one) => sum + one, 0) <= UNCHECKED_LEAF_GAS) segments.check.fill(false);

  const values = (body.localCount + height) * (vectors ? 2 : 1);
  const weight = DEPTH.frameSlots + values + (callsHost ? DEPTH.hostCallSlots : 0);
  return {
    body,
    segments,
    storeTypes,
    storeMarks: planner.marks,
    nanTypes,
    weight,
    leaf,
    labelUsed,
    instructions,
  };
}
