/**
 * Rewrites a module so that it is metered, bounded and deterministic, and so that a host sees what it changed. Pure: the same bytes and
 * options give the same bytes. The method and its traps: `docs/execution-environment.md`.
 *
 * What a host must do: set `__gas`, 0 to `__depth` and `__fault` before a message, clear the markers; save and restore `__depth` where
 * it catches exceptions (they skip epilogues); mark what it writes itself; hand in no NaN but the canonical one.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import type { ImportPolicy } from "../decode/declarations.ts";
import { type DecodedModule, decodeModule } from "../decode/decode-module.ts";
import { createAppended, type Parts, type Target } from "./appended.ts";
import { createByteWriter } from "./byte-writer.ts";
import { GAS_TABLE_V1 } from "./gas-table.ts";
import { planFunction } from "./plan-function.ts";
import { MAXIMUM_BODY_BYTES, MAXIMUM_OUTPUT_BYTES, MAXIMUM_PAGES, RESERVED_NAME } from "./rules.ts";
import { type Counts, writeFunction } from "./write-function.ts";
import { markerPages, writeModule } from "./write-module.ts";

export interface InstrumentOptions extends ImportPolicy {
  /** Rules, gas table and layout of the output. */
  readonly version: 1;
  /** Upper bound of the memory in 64 KiB pages, whatever the module declares. */
  readonly maximumPages: number;
  /** For tests and measurements. Gas is the same whatever else is on. */
  readonly parts?: Partial<Parts>;
}

export interface InstrumentReport extends Counts {
  readonly version: 1;
  readonly functions: number;
  readonly instructions: number;
  readonly memory64: boolean;
  readonly initialPages: number;
  readonly maximumPages: number;
  /** 64 KiB pages of the second memory; 0 without dirty pages. */
  readonly markerPages: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

export interface Instrumented {
  readonly bytes: Uint8Array;
  readonly report: InstrumentReport;
}

/**
 * `bytes` should be valid for the engine (`WebAssembly.validate`); operand types are not checked here.
 * @throws LoomError MODULE_INVALID for what the decoder refuses, for a memory that is larger than `maximumPages` from the start, for
 *   exports with reserved names, for code that grows too large; BAD_REQUEST for a `maximumPages` that no memory can have
 */
export function instrument(bytes: Uint8Array, options: InstrumentOptions): Instrumented {
  const module = decodeModule(bytes, options);
  const { maximumPages } = options;
  checkMemory(module, maximumPages);
  const reserved = [...module.exportNames].find((name) => RESERVED_NAME.test(name));
  if (reserved !== undefined) throw invalid(`export ${reserved} has a reserved name`);

  const parts: Parts = { gas: true, depth: true, nan: true, dirty: true, ...options.parts };
  const target: Target = { module, parts, gas: GAS_TABLE_V1, maximumPages, globals: addedGlobals(module.globals.length, parts) };
  const appended = createAppended(target);
  const counts: Counts = { chargePoints: 0, nanSites: 0, stores: 0, markedStores: 0, bulkOperations: 0 };
  const code = createByteWriter(MAXIMUM_OUTPUT_BYTES);
  const one = createByteWriter(MAXIMUM_BODY_BYTES);
  let instructions = 0;
  for (const body of module.bodies) {
    const plan = planFunction(module, body, target.gas);
    instructions += plan.instructions;
    one.clear();
    writeFunction(target, plan, appended, counts, one);
    code.sized(one);
  }
  const result = writeModule(target, appended, code);
  return {
    bytes: result,
    report: {
      ...counts,
      version: options.version,
      functions: module.bodies.length,
      instructions,
      memory64: module.memory64,
      initialPages: module.memory.minimum,
      maximumPages,
      markerPages: parts.dirty ? markerPages(maximumPages) : 0,
      bytesBefore: bytes.byteLength,
      bytesAfter: result.byteLength,
    },
  };
}

function checkMemory({ memory }: DecodedModule, maximumPages: number): void {
  const most = memory.is64 ? MAXIMUM_PAGES.bits64 : MAXIMUM_PAGES.bits32;
  if (!Number.isSafeInteger(maximumPages) || maximumPages < 0 || maximumPages > most) {
    throw new LoomError("BAD_REQUEST", `maximumPages is ${maximumPages}, not 0..${most}`);
  }
  if (memory.minimum > maximumPages) {
    throw invalid(`the memory starts with ${memory.minimum} pages, the limit is ${maximumPages}`, {
      initialPages: memory.minimum,
      maximumPages,
    });
  }
}

function addedGlobals(first: number, parts: Parts): Target["globals"] {
  let next = first;
  const take = (wanted: boolean): number => (wanted ? next++ : -1);
  return { gas: take(parts.gas), depth: take(parts.depth), fault: take(parts.gas || parts.dirty) };
}

function invalid(reason: string, details: Readonly<Record<string, unknown>> = {}): LoomError {
  return new LoomError("MODULE_INVALID", `wasm: ${reason}`, { details });
}
