/**
 * The Module-Format strings of the legacy network: which one fits a module, and which ones run here.
 * @module
 */
import { inspectModule } from "./inspect-module.ts";
import type { ModuleFormat } from "./recognise-format.ts";

export type { ModuleFormat } from "./recognise-format.ts";

/** Formats that this version can run. */
export const SUPPORTED_FORMATS: readonly ModuleFormat[] = [
  "wasm32-unknown-emscripten2",
  "wasm32-unknown-emscripten3",
  "wasm32-unknown-emscripten4",
  "wasm64-unknown-emscripten-draft_2024_02_15",
];

export interface DetectedFormat {
  readonly format: ModuleFormat;
  readonly memory64: boolean;
  /** In 64 KiB pages. */
  readonly initialPages: number;
  readonly maximumPages: number | null;
}

/**
 * The value for the `Module-Format` tag of these bytes, and their memory.
 * @throws LoomError MODULE_INVALID when the bytes are no wasm module of a known format
 */
export function detectFormat(bytes: Uint8Array): DetectedFormat {
  const { format, memory64, initialPages, maximumPages } = inspectModule(bytes);
  return { format, memory64, initialPages, maximumPages };
}
