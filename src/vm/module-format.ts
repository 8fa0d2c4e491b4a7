/**
 * The Module-Format strings of the legacy network: which one fits a module, and which ones run here.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { inspectModule, type ModuleInfo } from "./inspect-module.ts";
import { MINIFIED_FORMAT, type ModuleFormat } from "./recognise-format.ts";

export type { ModuleFormat } from "./recognise-format.ts";

/** What the tag of a module may say, and the kind of binary that it promises. */
const KINDS: Readonly<Record<string, Kind>> = {
  [MINIFIED_FORMAT]: "32-bit with minified names",
  "wasm32-unknown-emscripten2": "32-bit",
  "wasm32-unknown-emscripten3": "32-bit",
  "wasm32-unknown-emscripten4": "32-bit",
  "wasm32-unknown-emscripten-metering": "32-bit",
  "wasm64-unknown-emscripten-draft_2024_02_15": "64-bit",
  "wasm64-unknown-emscripten-draft_2024_10_16-metering": "64-bit",
};
type Kind = "32-bit with minified names" | "32-bit" | "64-bit";

export const SUPPORTED_FORMATS: readonly string[] = Object.keys(KINDS);

/**
 * A unit that picks its host by the tag must come to the same as this one, which looks at the bytes: so the tag must promise the kind
 * of binary that was found. Formats of one kind differ only in which imports their host offers, so they are not told apart.
 * @throws LoomError MODULE_INVALID when the tag is unknown or, given what the bytes are, promises something else
 */
export function checkFormatTag(tag: string, found: Pick<ModuleInfo, "format"> | null = null): void {
  const promised = Object.hasOwn(KINDS, tag) ? KINDS[tag] : undefined;
  if (promised === undefined) {
    throw new LoomError("MODULE_INVALID", `module: Module-Format ${JSON.stringify(tag)} is not supported`, { details: { format: tag } });
  }
  if (found === null || KINDS[found.format] === promised) return;
  throw new LoomError(
    "MODULE_INVALID",
    `module: Module-Format ${tag} is ${promised}, the bytes are ${KINDS[found.format]} (${found.format})`,
    {
      details: { format: tag, found: found.format },
    },
  );
}

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
