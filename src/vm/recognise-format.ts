/**
 * How a module's format is recognised from its imports and exports.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { ExportDeclaration, ImportDeclaration } from "./decode/declarations.ts";

export const MINIFIED_FORMAT = "wasm32-unknown-emscripten";

/** Formats that can be recognised in the binary. The metered ones of the legacy network are the same binaries, metered at load. */
export type ModuleFormat =
  | typeof MINIFIED_FORMAT
  | "wasm32-unknown-emscripten2"
  | "wasm32-unknown-emscripten3"
  | "wasm32-unknown-emscripten4"
  | "wasm64-unknown-emscripten-draft_2024_02_15";

/** @throws LoomError MODULE_INVALID when no format fits */
export function recogniseFormat(
  imports: readonly ImportDeclaration[],
  exports: readonly ExportDeclaration[],
  memory64: boolean,
): ModuleFormat {
  const imported = new Set(imports.map((one) => `${one.module}.${one.name}`));
  // The oldest glue minifies: every import but the meter comes from a module named "a".
  if (!memory64 && imports.some((one) => one.module === "a")) return MINIFIED_FORMAT;
  if (!exports.some((one) => one.name === "handle")) {
    throw new LoomError("MODULE_INVALID", "module: no known Module-Format: it exports no handle");
  }
  if (memory64) return "wasm64-unknown-emscripten-draft_2024_02_15";
  if (imported.has("env.__asyncjs__weavedrive_open")) return "wasm32-unknown-emscripten4";
  if (imported.has("metering.usegas")) return "wasm32-unknown-emscripten2";
  return "wasm32-unknown-emscripten3";
}
