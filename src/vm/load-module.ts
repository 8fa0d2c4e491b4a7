/**
 * A module that can be instantiated.
 * @module
 */
import type { ModuleInfo } from "./inspect-module.ts";
import { compile, DEFAULT_MAXIMUM_PAGES, type PreparedModule, type PrepareOptions, prepareModule } from "./prepare-module.ts";

/** Both parts can be posted to another thread. */
export interface LoadedModule {
  /** Instrumented. */
  readonly module: WebAssembly.Module;
  readonly info: ModuleInfo;
}

/** @throws LoomError MODULE_INVALID */
export function compilePrepared(prepared: PreparedModule): LoadedModule {
  return { module: compile(prepared.bytes), info: prepared.info };
}

/**
 * Prepares and compiles a module whose format, imports and exports this host knows; anything unknown is refused by name.
 * @throws LoomError MODULE_INVALID, LIMIT_EXCEEDED
 */
export function loadModule(bytes: Uint8Array, options: Partial<PrepareOptions> = {}): LoadedModule {
  return compilePrepared(prepareModule(bytes, { maximumPages: options.maximumPages ?? DEFAULT_MAXIMUM_PAGES }));
}
