/**
 * From the bytes of a module to bytes that can be evaluated: inspected, held against the host, instrumented. Pure, so the outcome can be
 * kept on disk by module, limit and environment.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { ENVIRONMENT_1 } from "./environment/1/environment.ts";
import { checkImports } from "./host-imports/table.ts";
import { inspectModule, type ModuleInfo } from "./inspect-module.ts";
import { instrument } from "./instrument/instrument.ts";
import { ADDED_EXPORTS } from "./instrument/rules.ts";
import { checkExports } from "./runtime-exports.ts";

export interface PrepareOptions {
  /** Largest memory in 64 KiB pages; the module's own maximum counts when it is smaller. */
  readonly maximumPages: number;
}

export interface PreparedModule {
  /** Instrumented wasm. */
  readonly bytes: Uint8Array;
  /** Describes `bytes`, without what instrumentation added: state and interface of the module itself. */
  readonly info: ModuleInfo;
  /** 64 KiB pages that the memory can have. */
  readonly maximumPages: number;
  readonly environment: string;
}

/**
 * @throws LoomError MODULE_INVALID for what this host cannot run, LIMIT_EXCEEDED when the memory starts larger than the limit or the
 *   limit is above that of the environment
 */
export function prepareModule(bytes: Uint8Array, options: PrepareOptions): PreparedModule {
  const found = inspectModule(bytes);
  checkImports(found);
  checkExports(found);
  // A NaN does not keep its bits on its way through JavaScript.
  const odd = found.mutableGlobals.find((global) => !"ij".includes(global.type));
  if (odd !== undefined)
    throw new LoomError("MODULE_INVALID", `module: mutable global ${odd.index} is not an integer and could not be saved`);
  const maximumPages = memoryLimit(found, options.maximumPages);
  checkValid(bytes);
  const allowed = new Set(found.imports.map((one) => `${one.module}\0${one.name}`));
  const { bytes: instrumented } = instrument(bytes, {
    version: 1,
    maximumPages,
    allowImport: (module, name) => allowed.has(`${module}\0${name}`),
  });
  const mutableGlobals = found.mutableGlobals.map((one) => ({ ...one, exportName: `${ADDED_EXPORTS.globalPrefix}${one.index}` }));
  return { bytes: instrumented, info: { ...found, mutableGlobals, maximumPages }, maximumPages, environment: ENVIRONMENT_1.version };
}

/** The limit that is used when nobody asks for another one, 64 KiB pages. */
export const DEFAULT_MAXIMUM_PAGES: number = ENVIRONMENT_1.memory.defaultMaximumPages;

function memoryLimit({ initialPages, maximumPages, memory64 }: ModuleInfo, limit: number): number {
  const cap = ENVIRONMENT_1.memory.maximumPages;
  if (!(Number.isSafeInteger(limit) && limit > 0 && limit <= cap))
    throw new LoomError("LIMIT_EXCEEDED", `a memory limit of ${limit} pages is not in 1..${cap}`, { details: { limit, cap } });
  if (initialPages > limit) {
    throw new LoomError("LIMIT_EXCEEDED", `module: the memory starts with ${initialPages} pages of 64 KiB, the limit is ${limit}`, {
      details: { initialPages, limit },
    });
  }
  // A 32-bit module could not say 4 GiB.
  return Math.min(maximumPages ?? limit, limit, memory64 ? cap : cap - 1);
}

/** The instrumenter does not check the types of operands; what is not valid before must not become valid by its rewriting. */
function checkValid(bytes: Uint8Array): void {
  if (!WebAssembly.validate(bytes)) compile(bytes);
}

/** @throws LoomError MODULE_INVALID in the words of the engine */
export function compile(bytes: Uint8Array): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LoomError("MODULE_INVALID", `wasm: ${reason}`, { cause });
  }
}
