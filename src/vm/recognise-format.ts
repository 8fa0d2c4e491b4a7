/**
 * How a module's format is recognised from its imports and exports.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { ModuleExport, ModuleImport } from "./inspect-module.ts";
import type { Limits } from "./wasm-types.ts";

/** Formats that can be recognised in the binary. The metered ones of the legacy network are the same binaries, metered at load. */
export type ModuleFormat =
  | "wasm32-unknown-emscripten"
  | "wasm32-unknown-emscripten2"
  | "wasm32-unknown-emscripten3"
  | "wasm32-unknown-emscripten4"
  | "wasm64-unknown-emscripten-draft_2024_02_15";

const invalid = (reason: string): LoomError => new LoomError("MODULE_INVALID", `module: ${reason}`);

/** The one memory of a module, the name it is exported under, and the format. For `inspectModule` only. */
export function recogniseFormat(
  imports: readonly ModuleImport[],
  exports: readonly ModuleExport[],
  memories: readonly Limits[],
): { readonly format: ModuleFormat; readonly memory: Limits; readonly memoryExport: string } {
  const memory = memories[0];
  if (memory === undefined || memories.length > 1) throw invalid(`${memories.length} memories; exactly one is needed`);
  const memoryExport = exports.find((one) => one.kind === "memory")?.name;
  if (memoryExport === undefined) throw invalid("the memory is not exported");
  return { format: recognise(imports, exports, memory.is64), memory, memoryExport };
}

function recognise(imports: readonly ModuleImport[], exports: readonly ModuleExport[], memory64: boolean): ModuleFormat {
  const imported = new Set(imports.map((one) => `${one.module}.${one.name}`));
  // The oldest glue minifies: every import comes from a module named "a".
  if (!memory64 && imports.some((one) => one.module === "a")) return "wasm32-unknown-emscripten";
  if (!exports.some((one) => one.name === "handle")) throw invalid("no known Module-Format: it exports no handle");
  if (memory64) return "wasm64-unknown-emscripten-draft_2024_02_15";
  if (imported.has("env.__asyncjs__weavedrive_open")) return "wasm32-unknown-emscripten4";
  if (imported.has("metering.usegas")) return "wasm32-unknown-emscripten2";
  return "wasm32-unknown-emscripten3";
}
