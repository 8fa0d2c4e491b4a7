/**
 * Everything a module declares around its code: types, imports, functions, tables, memory, globals, exports.
 * @module
 */
import { readConstantExpression } from "./constant-expression.ts";
import { type Cursor, hex, readByte, readCount, readName, readU32, readU64, refuse } from "./cursor.ts";
import { MODULE_LIMITS } from "./limits.ts";
import { eachEntry, SECTION, type SectionId, type SectionRange } from "./sections.ts";
import { type FunctionType, isNumberType, readFunctionType, readReferenceType, readValueType, signatureOf } from "./value-types.ts";

export interface MemoryLimits {
  readonly is64: boolean;
  readonly minimum: number;
  readonly maximum: number | null;
}

export interface GlobalDeclaration {
  readonly type: number;
  readonly mutable: boolean;
}

export type ExternKind = "function" | "table" | "memory" | "global";

export interface ImportDeclaration {
  readonly module: string;
  readonly name: string;
  /** As in `signatureOf`. */
  readonly signature: string;
}

export interface ExportDeclaration {
  readonly name: string;
  readonly kind: ExternKind;
  readonly index: number;
}

export interface Declarations {
  readonly types: FunctionType[];
  /** Type index of every function, imported ones first. */
  readonly functions: number[];
  importedFunctions: number;
  /** Number of tables, and per table whether its indexes have 64 bits. */
  readonly tables: boolean[];
  memory: MemoryLimits;
  readonly globals: GlobalDeclaration[];
  readonly imports: ImportDeclaration[];
  readonly exports: ExportDeclaration[];
  readonly exportNames: Set<string>;
}

export interface ImportPolicy {
  /** Decides about one imported function; `signature` as in `signatureOf`. */
  allowImport(module: string, name: string, signature: string): boolean;
}

const KINDS: readonly ExternKind[] = ["function", "table", "memory", "global"];

const kindName = (code: number): string => KINDS[code] ?? (code === 4 ? "tag" : `kind ${hex(code)}`);
const NO_MEMORY: MemoryLimits = { is64: false, minimum: 0, maximum: 0 };
/** 2^48 64 KiB pages are the whole 64-bit address space. */
const MAXIMUM_PAGES_64 = 2 ** 48;
const MAXIMUM_PAGES_32 = 65_536;

export function readDeclarations(bytes: Uint8Array, sections: ReadonlyMap<SectionId, SectionRange>, policy: ImportPolicy): Declarations {
  const out: Declarations = {
    types: [],
    functions: [],
    importedFunctions: 0,
    tables: [],
    memory: NO_MEMORY,
    globals: [],
    imports: [],
    exports: [],
    exportNames: new Set(),
  };
  const each = (id: SectionId, limit: number, what: string, read: (cursor: Cursor, out: Declarations) => void): void =>
    eachEntry(bytes, sections, id, (cursor) => {
      for (let left = readCount(cursor, limit, what); left > 0; left--) read(cursor, out);
    });

  each(SECTION.type, MODULE_LIMITS.types, "types", (cursor) => out.types.push(readFunctionType(cursor)));
  each(SECTION.import, MODULE_LIMITS.imports, "imports", (cursor) => readImport(cursor, out, policy));
  out.importedFunctions = out.functions.length;
  each(SECTION.function, MODULE_LIMITS.functions, "functions", (cursor) => out.functions.push(readTypeIndex(cursor, out)));
  each(SECTION.table, MODULE_LIMITS.tables, "tables", readTable);
  eachEntry(bytes, sections, SECTION.memory, (cursor) => readMemory(cursor, out));
  if (out.memory === NO_MEMORY) refuse("the module has no memory", bytes.byteLength);
  each(SECTION.global, MODULE_LIMITS.globals, "globals", readGlobal);
  each(SECTION.export, MODULE_LIMITS.exports, "exports", readExport);
  const start = sections.get(SECTION.start);
  if (start !== undefined) refuse("a start function is not supported: it would run before the host is ready", start.start);
  return out;
}

function readTypeIndex(cursor: Cursor, out: Declarations): number {
  const at = cursor.at;
  const index = readU32(cursor);
  return index < out.types.length ? index : refuse(`no type ${index}`, at);
}

function readImport(cursor: Cursor, out: Declarations, policy: ImportPolicy): void {
  const at = cursor.at;
  const module = readName(cursor, MODULE_LIMITS.nameBytes);
  const name = readName(cursor, MODULE_LIMITS.nameBytes);
  const kind = readByte(cursor);
  if (kind !== 0) refuse(`import ${module}.${name} is a ${kindName(kind)}; only functions may be imported`, at, { import: name });
  const type = readTypeIndex(cursor, out);
  const signature = signatureOf(out.types[type] ?? { params: [], results: [] });
  if (!policy.allowImport(module, name, signature)) {
    refuse(`import ${module}.${name} with signature ${signature} is not supported`, at, { import: name });
  }
  out.functions.push(type);
  out.imports.push({ module, name, signature });
}

interface RawLimits extends MemoryLimits {
  readonly at: number;
}

/** Bit 0: has a maximum, bit 1: shared, bit 2: 64-bit, bit 3: custom page size. */
function readLimits(cursor: Cursor, what: string): RawLimits {
  const at = cursor.at;
  const flags = readByte(cursor);
  if ((flags & 0x02) !== 0) refuse(`a shared ${what} (threads) is not supported`, at);
  if (flags > 0x05) refuse(`${what} flags ${hex(flags)} are not supported`, at);
  const is64 = (flags & 0x04) !== 0;
  const read = is64 ? readU64 : readU32;
  const minimum = read(cursor);
  const maximum = (flags & 0x01) === 0 ? null : read(cursor);
  if (maximum !== null && maximum < minimum) refuse(`${what} maximum ${maximum} is below its minimum ${minimum}`, at);
  return { at, is64, minimum, maximum };
}

function readTable(cursor: Cursor, out: Declarations): void {
  readReferenceType(cursor);
  const { at, is64, minimum } = readLimits(cursor, "table");
  if (minimum > MODULE_LIMITS.tableEntries / MODULE_LIMITS.tables && out.tables.length > 0) refuse("tables are too large", at);
  if (minimum > MODULE_LIMITS.tableEntries) refuse(`a table of ${minimum} entries exceeds the limit of ${MODULE_LIMITS.tableEntries}`, at);
  out.tables.push(is64);
}

function readMemory(cursor: Cursor, out: Declarations): void {
  const at = cursor.at;
  const count = readU32(cursor);
  if (count !== 1) refuse(`${count} memories; exactly one is needed`, at);
  const limits = readLimits(cursor, "memory");
  const most = limits.is64 ? MAXIMUM_PAGES_64 : MAXIMUM_PAGES_32;
  if (limits.minimum > most || (limits.maximum ?? 0) > most) refuse("memory limits exceed the address space", limits.at);
  out.memory = { is64: limits.is64, minimum: limits.minimum, maximum: limits.maximum };
}

/** A mutable global is state, and state must be saved: numbers only. */
function readGlobal(cursor: Cursor, out: Declarations): void {
  const at = cursor.at;
  const type = readValueType(cursor);
  const flags = readByte(cursor);
  if (flags > 1) refuse(`global flags ${hex(flags)} are not supported`, at + 1);
  if (flags === 1 && !isNumberType(type)) refuse(`mutable global ${out.globals.length} is not a number and could not be saved`, at);
  readConstantExpression(cursor, out.functions.length);
  out.globals.push({ type, mutable: flags === 1 });
}

function readExport(cursor: Cursor, out: Declarations): void {
  const at = cursor.at;
  const name = readName(cursor, MODULE_LIMITS.nameBytes);
  const code = readByte(cursor);
  const kind = KINDS[code];
  const index = readU32(cursor);
  if (out.exportNames.has(name)) refuse(`export ${name} appears twice`, at);
  out.exportNames.add(name);
  const counts = [out.functions.length, out.tables.length, 1, out.globals.length];
  if (kind === undefined || index >= (counts[code] ?? 0)) return refuse(`export ${name} names no ${kindName(code)} ${index}`, at);
  out.exports.push({ name, kind, index });
}
