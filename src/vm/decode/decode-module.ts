/**
 * Decodes a wasm module and holds it against the policy of this program: only what is deterministic, can be metered, and whose whole
 * state a host can save. Everything else fails closed, with the offset and, for instructions, the opcode.
 *
 * What is allowed: the core specification 1.0, sign extension, saturating conversions, multi-value, fixed-width SIMD, 64-bit memory and
 * tables, bulk memory on the linear memory, reference types as far as no table changes. What is not: `docs/execution-environment.md`.
 *
 * Not checked here: the types of operands. Callers run the engine's own validation on the bytes as well.
 * @module
 */
import { type Cursor, readCount, readU32, refuse } from "./cursor.ts";
import { type Declarations, type ImportPolicy, readDeclarations } from "./declarations.ts";
import { MODULE_LIMITS } from "./limits.ts";
import { eachEntry, readSections, SECTION, type SectionId, type SectionRange } from "./sections.ts";
import { type DataSegment, readData, readElements } from "./segments.ts";
import { type FunctionType, readValueType, VALUE } from "./value-types.ts";
import { walkBody } from "./walk-body.ts";

export interface FunctionBody {
  readonly type: FunctionType;
  /** Offsets in the module: the vector of local groups, the first instruction, the first byte after the last. */
  readonly localsStart: number;
  readonly codeStart: number;
  readonly end: number;
  /** Number of groups in the local vector. */
  readonly localGroups: number;
  /** Parameters and locals. */
  readonly localCount: number;
  readonly hasVectorLocals: boolean;
}

export interface DecodedModule extends Omit<Declarations, "importedFunctions"> {
  readonly bytes: Uint8Array;
  readonly sections: ReadonlyMap<SectionId, SectionRange>;
  readonly importedFunctions: number;
  readonly memory64: boolean;
  readonly data: readonly DataSegment[];
  readonly bodies: readonly FunctionBody[];
}

/**
 * @throws LoomError MODULE_INVALID with `details.offset`; for a refused instruction also `details.opcode` and `details.name`
 */
export function decodeModule(bytes: Uint8Array, policy: ImportPolicy): DecodedModule {
  const sections = readSections(bytes);
  const declarations = readDeclarations(bytes, sections, policy);
  readElements(bytes, sections, declarations);
  const data = readData(bytes, sections, declarations);
  const bodies = readBodies(bytes, sections, declarations);
  const module: DecodedModule = { ...declarations, bytes, sections, memory64: declarations.memory.is64, data, bodies };
  for (const body of bodies) walkBody(module, body, null);
  return module;
}

function readBodies(bytes: Uint8Array, sections: ReadonlyMap<SectionId, SectionRange>, declarations: Declarations): FunctionBody[] {
  const { functions, importedFunctions, types } = declarations;
  const bodies: FunctionBody[] = [];
  const expected = functions.length - importedFunctions;
  eachEntry(bytes, sections, SECTION.code, (cursor) => {
    const at = cursor.at;
    const count = readCount(cursor, MODULE_LIMITS.functions, "function bodies");
    if (count !== expected) refuse(`${count} function bodies for ${expected} functions`, at);
    for (let index = 0; index < count; index++) {
      const type = types[functions[importedFunctions + index] ?? 0];
      if (type !== undefined) bodies.push(readBody(cursor, type));
    }
  });
  if (bodies.length !== expected) refuse(`no function bodies for ${expected} functions`, bytes.byteLength);
  return bodies;
}

function readBody(cursor: Cursor, type: FunctionType): FunctionBody {
  const at = cursor.at;
  const size = readU32(cursor);
  const localsStart = cursor.at;
  if (size > cursor.end - localsStart) refuse("a function body is longer than the code section", at);
  if (size > MODULE_LIMITS.bodyBytes) refuse(`a function body exceeds ${MODULE_LIMITS.bodyBytes} bytes`, at);
  const end = localsStart + size;
  const inner: Cursor = { bytes: cursor.bytes, at: localsStart, end };
  const localGroups = readCount(inner, MODULE_LIMITS.locals, "groups of locals");
  let localCount = type.params.length;
  let hasVectorLocals = type.params.includes(VALUE.v128);
  for (let left = localGroups; left > 0; left--) {
    const from = inner.at;
    localCount += readU32(inner);
    if (localCount > MODULE_LIMITS.locals) refuse(`more than ${MODULE_LIMITS.locals} locals`, from);
    if (readValueType(inner) === VALUE.v128) hasVectorLocals = true;
  }
  cursor.at = end;
  return { type, localsStart, codeStart: inner.at, end, localGroups, localCount, hasVectorLocals };
}
