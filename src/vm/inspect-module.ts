/**
 * What a wasm module imports, exports and declares. Reads the sections around the code, never the code.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { type PageRange, readDataPages } from "./data-pages.ts";
import { type ModuleFormat, recogniseFormat } from "./recognise-format.ts";
import type { WasmReader } from "./wasm-reader.ts";
import { readSections, SECTION, sectionReader } from "./wasm-sections.ts";
import { type Limits, readLimits, readTypes, readValueType, skipConstantExpression, type ValueLetter } from "./wasm-types.ts";

export type ExternKind = "function" | "table" | "memory" | "global" | "tag";

export interface ModuleImport {
  readonly module: string;
  readonly name: string;
  readonly kind: ExternKind;
  /** Signature of a function as `params>results`, else null. */
  readonly signature: string | null;
}

export interface ModuleExport {
  readonly name: string;
  readonly kind: ExternKind;
  readonly index: number;
  readonly signature: string | null;
}

export interface MutableGlobal {
  readonly index: number;
  readonly type: ValueLetter;
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
  readonly imports: readonly ModuleImport[];
  readonly exports: readonly ModuleExport[];
  readonly mutableGlobals: readonly MutableGlobal[];
  /** What instantiation fills; the rest of a new memory is zero. */
  readonly dataPages: readonly PageRange[];
}

const KINDS: readonly ExternKind[] = ["function", "table", "memory", "global", "tag"];

interface Contents {
  readonly types: readonly string[];
  readonly imports: ModuleImport[];
  readonly functions: string[];
  readonly memories: Limits[];
  readonly tables: Limits[];
  readonly globals: { readonly type: ValueLetter; readonly mutable: boolean }[];
}

/**
 * Reads the declarations of a module and detects its format.
 * @throws LoomError MODULE_INVALID with the offset for damaged bytes, with the reason for modules that have no single own exported
 *   memory, a start function, imported memories, tables or globals, or an unknown format
 */
export function inspectModule(bytes: Uint8Array): ModuleInfo {
  const sections = readSections(bytes);
  const contents: Contents = {
    types: readTypes(sectionReader(bytes, sections, SECTION.type)),
    imports: [],
    functions: [],
    memories: [],
    tables: [],
    globals: [],
  };
  const each = (id: number, read: (reader: WasmReader) => void): void => {
    const reader = sectionReader(bytes, sections, id);
    if (reader === null) return;
    for (let left = reader.count(); left > 0; left--) read(reader);
  };

  each(SECTION.import, (reader) => readImport(reader, contents));
  each(SECTION.function, (reader) => contents.functions.push(readSignature(reader, contents.types)));
  each(SECTION.table, (reader) => {
    readValueType(reader);
    contents.tables.push(readLimits(reader));
  });
  each(SECTION.memory, (reader) => contents.memories.push(readLimits(reader)));
  each(SECTION.global, (reader) => {
    const type = readValueType(reader);
    contents.globals.push({ type, mutable: readMutability(reader) });
    skipConstantExpression(reader);
  });
  const exports: ModuleExport[] = [];
  each(SECTION.export, (reader) => {
    const name = reader.name();
    const kind = readKind(reader);
    const index = reader.u32();
    exports.push({
      name,
      kind,
      index,
      signature: kind === "function" ? (contents.functions[index] ?? reader.fail("no such function")) : null,
    });
  });

  const start = sectionReader(bytes, sections, SECTION.start);
  if (start !== null) start.fail("a start function is not supported");
  return describe(contents, exports, readDataPages(sectionReader(bytes, sections, SECTION.data)));
}

function readImport(reader: WasmReader, contents: Contents): void {
  const module = reader.name();
  const name = reader.name();
  const kind = readKind(reader);
  if (kind !== "function") reader.fail(`import ${module}.${name} is a ${kind}; only functions may be imported`);
  const signature = readSignature(reader, contents.types);
  contents.functions.push(signature);
  contents.imports.push({ module, name, kind, signature });
}

function readKind(reader: WasmReader): ExternKind {
  const code = reader.byte();
  return KINDS[code] ?? reader.fail(`unknown kind ${code}`);
}

function readSignature(reader: WasmReader, types: readonly string[]): string {
  return types[reader.u32()] ?? reader.fail("no such type");
}

function readMutability(reader: WasmReader): boolean {
  const flag = reader.byte();
  if (flag > 1) reader.fail(`global flags 0x${flag.toString(16)} are not supported`);
  return flag === 1;
}

function describe(contents: Contents, exports: readonly ModuleExport[], dataPages: readonly PageRange[]): ModuleInfo {
  const { memory, memoryExport, format } = recogniseFormat(contents.imports, exports, contents.memories);
  const exported = new Map(exports.filter((one) => one.kind === "global").map((one) => [one.index, one.name]));
  const mutableGlobals = contents.globals.flatMap(({ type, mutable }, index) =>
    mutable ? [{ index, type, exportName: exported.get(index) ?? null }] : [],
  );
  return {
    format,
    memory64: memory.is64,
    initialPages: memory.minimum,
    maximumPages: memory.maximum,
    memoryExport,
    table64: tableWidth(contents),
    imports: contents.imports,
    exports,
    mutableGlobals,
    dataPages,
  };
}

/** Calls by index go to the exported table; which of several that is must not depend on their order. */
function tableWidth({ tables }: Contents): boolean {
  const is64 = tables[0]?.is64 ?? false;
  if (tables.some((table) => table.is64 !== is64)) {
    throw new LoomError("MODULE_INVALID", "module: its tables have addresses of different widths");
  }
  return is64;
}
