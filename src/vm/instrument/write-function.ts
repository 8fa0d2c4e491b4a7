/**
 * Rewrites one function. Its own instructions are copied as they are; what is added stands between them.
 * @module
 */
import { OP, type Walk, walkBody } from "../decode/walk-body.ts";
import type { Appended, BulkOperation, Target } from "./appended.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { createDirectGas, createLocalGas, type GasWriter, NO_GAS } from "./gas-writer.ts";
import { KIND, KINDS } from "./instruction-kinds.ts";
import { NO_RESULT, W } from "./op-bytes.ts";
import type { FunctionPlan } from "./plan-function.ts";
import { isJoin } from "./plan-segments.ts";
import { DEPTH } from "./rules.ts";
import { writeLocals } from "./spare-locals.ts";
import { writeCanonicalNan } from "./write-canonical-nan.ts";
import { writeMarks } from "./write-store.ts";

export interface Counts {
  chargePoints: number;
  nanSites: number;
  stores: number;
  /** Stores before which pages are marked; the others share the marks of an earlier one. */
  markedStores: number;
  bulkOperations: number;
}

const BULK: ReadonlyMap<number, BulkOperation> = new Map([
  [OP.memoryGrow, "grow"],
  [OP.memoryInit, "init"],
  [OP.memoryCopy, "copy"],
  [OP.memoryFill, "fill"],
]);

/** Writes the body, from its local vector to its last `end`. */
export function writeFunction(target: Target, plan: FunctionPlan, appended: Appended, counts: Counts, out: ByteWriter): void {
  const { module, parts, globals } = target;
  const { body, segments } = plan;
  const { bytes, memory64 } = module;
  const paysOnce = plan.leaf && segments.cost.slice(1).every((cost) => cost === 0);
  const localGas = parts.gas && !paysOnce;
  const spare = writeLocals(module, plan, parts, localGas, out);
  const gas = gasWriter(target, localGas, spare.gas, out);
  const counted = parts.depth && !plan.leaf;
  // Branches to the function's own label must not skip the epilogue: a block takes the place of the label.
  const wrapped = plan.labelUsed && (localGas || counted);
  const callBulk = parts.gas || parts.dirty;

  writeDepthEntry(target, plan, out);
  gas.enter(segments.cost[0] ?? 0, segments.check[0] ?? true);
  counts.chargePoints += segments.cost.filter((cost) => cost > 0).length;
  if (wrapped) writeBlockStart(body.type.results, appended, out);

  let copied = body.codeStart;
  let segment = 1;
  let store = 0;
  let low = 0;
  let high = 0;
  const copyTo = (offset: number): void => {
    out.copy(bytes, copied, offset);
    copied = offset;
  };
  const leave = (): void => {
    gas.flush();
    if (counted) writeDepthExit(globals.depth, plan.weight, out);
  };

  walkBody(module, body, ({ instruction, closed }: Walk) => {
    const { key, start, end } = instruction;
    switch (KINDS.kind[key]) {
      case KIND.store:
        counts.stores++;
        low = plan.storeMarks.low[store] ?? 0;
        high = plan.storeMarks.high[store++] ?? 0;
        if (!parts.dirty || low < 0) return;
        counts.markedStores++;
        copyTo(start);
        return writeMarks(instruction, low, high, memory64, spare, out);
      case KIND.nan:
        counts.nanSites++;
        if (!parts.nan) return;
        copyTo(end);
        return writeCanonicalNan(key, spare.nan.get(KINDS.valueType[key] ?? 0) ?? 0, out);
      case KIND.call:
        copyTo(start);
        gas.beforeCall();
        copyTo(end);
        return gas.afterCall();
      case KIND.bulk:
        counts.bulkOperations++;
        if (!callBulk) return;
        copyTo(start);
        gas.beforeCall();
        out.byte(W.call);
        out.u(appended.bulkFunction(BULK.get(key) ?? "grow", instruction.index));
        copied = end;
        return gas.afterCall();
      case KIND.control:
        break;
      default:
        return;
    }
    if (end === body.end) {
      copyTo(start);
      if (wrapped) {
        gas.beforeJoin();
        out.byte(W.end);
        gas.afterJoin();
      }
      leave();
      return copyTo(end);
    }
    if (key === OP.return) {
      copyTo(start);
      leave();
    } else if (key !== OP.block && (key !== OP.end || (closed !== null && isJoin(closed)))) {
      copyTo(start);
      gas.beforeJoin();
      copyTo(end);
      gas.afterJoin();
    }
    if (segments.at[segment] !== end) return;
    copyTo(end);
    gas.charge(segments.cost[segment] ?? 0, segments.check[segment] ?? true);
    segment++;
  });
}

function gasWriter({ parts, globals }: Target, localGas: boolean, local: number, out: ByteWriter): GasWriter {
  if (!parts.gas) return NO_GAS;
  return localGas ? createLocalGas(globals.gas, local, out) : createDirectGas(globals.gas, out);
}

/**
 * Functions that call others are counted. Others only look whether there is room for them, and small ones not even that: the limit
 * leaves room for one. The global stays above the limit after the trap, so that the host can tell why.
 */
function writeDepthEntry({ parts, globals }: Target, { leaf, weight }: FunctionPlan, out: ByteWriter): void {
  if (!parts.depth || (leaf && weight <= DEPTH.freeLeafSlots)) return;
  const deeper = (): void => {
    out.byte(W.globalGet);
    out.u(globals.depth);
    out.byte(W.i32Const);
    out.s(weight);
    out.byte(W.i32Add);
  };
  deeper();
  if (!leaf) {
    out.byte(W.globalSet);
    out.u(globals.depth);
    out.byte(W.globalGet);
    out.u(globals.depth);
  }
  out.byte(W.i32Const);
  out.s(DEPTH.limit);
  out.bytes(W.i32GtS, W.if, NO_RESULT);
  if (leaf) {
    deeper();
    out.byte(W.globalSet);
    out.u(globals.depth);
  }
  out.bytes(W.unreachable, W.end);
}

function writeDepthExit(global: number, weight: number, out: ByteWriter): void {
  out.byte(W.globalGet);
  out.u(global);
  out.byte(W.i32Const);
  out.s(weight);
  out.bytes(W.i32Sub, W.globalSet);
  out.u(global);
}

function writeBlockStart(results: readonly number[], appended: Appended, out: ByteWriter): void {
  out.byte(W.block);
  const [only] = results;
  if (only === undefined) out.byte(NO_RESULT);
  else if (results.length === 1) out.byte(only);
  else out.s(appended.typeIndex({ params: [], results }));
}
