/**
 * From the bytes of a module to something that can be instantiated: inspect, check against the host, compile.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { exposeGlobals } from "./expose-globals.ts";
import { checkImports } from "./host-imports/table.ts";
import { inspectModule, type ModuleInfo } from "./inspect-module.ts";
import { SUPPORTED_FORMATS } from "./module-format.ts";
import { checkExports } from "./runtime-exports.ts";

/** Both parts can be posted to another thread. */
export interface LoadedModule {
  readonly module: WebAssembly.Module;
  readonly info: ModuleInfo;
}

/**
 * Compiles a module whose format, imports and exports this host knows; anything unknown is refused by name.
 * @throws LoomError MODULE_INVALID
 */
export function loadModule(bytes: Uint8Array): LoadedModule {
  const found = inspectModule(bytes);
  if (!SUPPORTED_FORMATS.includes(found.format)) {
    throw new LoomError("MODULE_INVALID", `module: format ${found.format} is not supported`, { details: { format: found.format } });
  }
  checkImports(found);
  checkExports(found);
  const odd = found.mutableGlobals.find((global) => !"ijfd".includes(global.type));
  if (odd !== undefined)
    throw new LoomError("MODULE_INVALID", `module: mutable global ${odd.index} is not a number and could not be saved`);
  const exposed = exposeGlobals(bytes, found);
  return { module: compile(exposed.bytes), info: exposed.info };
}

function compile(bytes: Uint8Array): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LoomError("MODULE_INVALID", `wasm: ${reason}`, { cause });
  }
}
