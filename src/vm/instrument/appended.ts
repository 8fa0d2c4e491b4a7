/**
 * What is appended behind the module's own types and functions, so that no index of the original changes.
 * @module
 */
import type { DecodedModule } from "../decode/decode-module.ts";
import { type FunctionType, signatureOf, VALUE } from "../decode/value-types.ts";
import { buildBulkFunction } from "./bulk-functions.ts";
import { type ByteWriter, createByteWriter } from "./byte-writer.ts";
import type { GasTable } from "./gas-table.ts";
import { MAXIMUM_BODY_BYTES } from "./rules.ts";

export type BulkOperation = "grow" | "init" | "copy" | "fill";

export interface Parts {
  readonly gas: boolean;
  readonly depth: boolean;
  readonly nan: boolean;
  readonly dirty: boolean;
}

/** Indexes of added globals; only those of parts that are on exist. */
export interface AddedGlobals {
  readonly gas: number;
  readonly depth: number;
  readonly fault: number;
}

export interface Target {
  readonly module: DecodedModule;
  readonly parts: Parts;
  readonly gas: GasTable;
  readonly maximumPages: number;
  readonly globals: AddedGlobals;
}

export interface Appended {
  readonly types: readonly FunctionType[];
  readonly functions: readonly { readonly type: number; readonly body: ByteWriter }[];
  /** Index of a type, which is appended when the module has none like it. */
  typeIndex(type: FunctionType): number;
  /** Index of the function that stands for a bulk operation (`segment` for init only), which is built on first use. */
  bulkFunction(operation: BulkOperation, segment: number): number;
}

export function createAppended(target: Target): Appended {
  const { module } = target;
  const types: FunctionType[] = [];
  const functions: { type: number; body: ByteWriter }[] = [];
  const typeIndexes = new Map<string, number>();
  module.types.forEach((type, index) => {
    const signature = signatureOf(type);
    if (!typeIndexes.has(signature)) typeIndexes.set(signature, index);
  });
  const bulkIndexes = new Map<string, number>();

  const typeIndex = (type: FunctionType): number => {
    const signature = signatureOf(type);
    const found = typeIndexes.get(signature);
    if (found !== undefined) return found;
    const index = module.types.length + types.length;
    types.push(type);
    typeIndexes.set(signature, index);
    return index;
  };

  return {
    types,
    functions,
    typeIndex,
    bulkFunction(operation, segment) {
      const name = `${operation} ${segment}`;
      const found = bulkIndexes.get(name);
      if (found !== undefined) return found;
      const index = module.functions.length + functions.length;
      const body = createByteWriter(MAXIMUM_BODY_BYTES);
      buildBulkFunction(target, operation, segment, body);
      functions.push({ type: typeIndex(bulkType(operation, module.memory64)), body });
      bulkIndexes.set(name, index);
      return index;
    },
  };
}

/** The stack effect of the operation itself, as a function type. */
function bulkType(operation: BulkOperation, memory64: boolean): FunctionType {
  const address = memory64 ? VALUE.i64 : VALUE.i32;
  switch (operation) {
    case "grow":
      return { params: [address], results: [address] };
    case "init":
      return { params: [address, VALUE.i32, VALUE.i32], results: [] };
    case "copy":
      return { params: [address, address, address], results: [] };
    case "fill":
      return { params: [address, VALUE.i32, address], results: [] };
  }
}
