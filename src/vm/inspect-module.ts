/**
 * What a wasm module imports, exports and declares. Reads the sections around the code, never the code.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { dataPages, type PageRange } from "./data-pages.ts";
import { type Declarations, type ExportDeclaration, type ImportDeclaration, readDeclarations } from "./decode/declarations.ts";
import { readSections } from "./decode/sections.ts";
import { readData } from "./decode/segments.ts";
import { letterOf, signatureOf } from "./decode/value-types.ts";
import { type ModuleFormat, recogniseFormat } from "./recognise-format.ts";

export interface ModuleExport extends ExportDeclaration {
  /** Signature of a function as `params>results`, else null. */
  readonly signature: string | null;
}

export interface MutableGlobal {
  readonly index: number;
  /** Value type: i i32, j i64, f f32, d f64. */
  readonly type: string;
  /** Name it is exported under, or null. */
  readonly exportName: string | null;
}

export interface ModuleInfo {
  readonly format: ModuleFormat;
  readonly memory64: boolean;
  readonly initialPages: number;
  /** Declared maximum in 64 KiB pages, or null. */
  readonly maximumPages: number | null;
  readonly memoryExport: string;
  /** True when the function table is indexed with 64 bits. */
  readonly table64: boolean;
  readonly imports: readonly ImportDeclaration[];
  readonly exports: readonly ModuleExport[];
  readonly mutableGlobals: readonly MutableGlobal[];
  /** What instantiation fills; the rest of a new memory is zero. */
  readonly dataPages: readonly PageRange[];
}

/**
 * Reads the declarations of a module and detects its format.
 * @throws LoomError MODULE_INVALID with the offset for damaged bytes and for what `decodeModule` refuses outside the code; with the
 *   reason for modules that do not export their memory, have tables of two widths, or an unknown format
 */
export function inspectModule(bytes: Uint8Array): ModuleInfo {
  const sections = readSections(bytes);
  const declared = readDeclarations(bytes, sections, { allowImport: () => true });
  const { memory, imports } = declared;
  const exports = declared.exports.map((one) => ({ ...one, signature: one.kind === "function" ? signature(declared, one.index) : null }));
  const memoryExport = exports.find((one) => one.kind === "memory")?.name;
  if (memoryExport === undefined) throw new LoomError("MODULE_INVALID", "module: the memory is not exported");
  return {
    format: recogniseFormat(imports, exports, memory.is64),
    memory64: memory.is64,
    initialPages: memory.minimum,
    maximumPages: memory.maximum,
    memoryExport,
    table64: tableWidth(declared),
    imports,
    exports,
    mutableGlobals: mutableGlobals(declared),
    dataPages: dataPages(readData(bytes, sections, declared)),
  };
}

function signature({ functions, types }: Declarations, index: number): string {
  return signatureOf(types[functions[index] ?? 0] ?? { params: [], results: [] });
}

function mutableGlobals({ globals, exports }: Declarations): MutableGlobal[] {
  const exported = new Map(exports.filter((one) => one.kind === "global").map((one) => [one.index, one.name]));
  return globals.flatMap(({ type, mutable }, index) =>
    mutable ? [{ index, type: letterOf(type), exportName: exported.get(index) ?? null }] : [],
  );
}

/** Calls by index go to the exported table; which of several that is must not depend on their order. */
function tableWidth({ tables }: Declarations): boolean {
  const [is64 = false] = tables;
  if (tables.some((one) => one !== is64)) {
    throw new LoomError("MODULE_INVALID", "module: its tables have addresses of different widths");
  }
  return is64;
}
