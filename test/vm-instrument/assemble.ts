/** Writes small wasm modules for tests, byte by byte. */
export const I32 = 0x7f;
export const I64 = 0x7e;
export const F32 = 0x7d;
export const F64 = 0x7c;
export const V128 = 0x7b;

export type Bytes = readonly number[];

/** Unsigned LEB128. */
export function u(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    out.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...out, rest];
}

/** Signed LEB128. */
export function s(value: number | bigint): number[] {
  const out: number[] = [];
  let rest = BigInt(value);
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    if ((rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40)) return [...out, low];
    out.push(low | 0x80);
  }
}

export const i32 = (value: number): number[] => [0x41, ...s(value | 0)];
export const i64 = (value: number | bigint): number[] => [0x42, ...s(BigInt.asIntN(64, BigInt(value)))];
export const f32Bits = (bits: number): number[] => [0x43, ...new Uint8Array(Uint32Array.of(bits).buffer)];
export const f64Bits = (bits: bigint): number[] => [0x44, ...new Uint8Array(BigUint64Array.of(bits).buffer)];
export const get = (local: number): number[] => [0x20, ...u(local)];
export const set = (local: number): number[] => [0x21, ...u(local)];
export const name = (text: string): number[] => [...u(Buffer.byteLength(text)), ...Buffer.from(text)];
export const vec = (entries: readonly Bytes[]): number[] => [...u(entries.length), ...entries.flat()];
export const section = (id: number, content: Bytes): number[] => [id, ...u(content.length), ...content];
export const HEADER: Bytes = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

export interface TestFunction {
  readonly params?: Bytes;
  readonly results?: Bytes;
  /** Types of locals, one each. */
  readonly locals?: Bytes;
  /** Without the final `end`. */
  readonly code: Bytes;
  readonly export?: string;
}

export interface TestModule {
  readonly imports?: readonly { readonly name: string; readonly params?: Bytes; readonly results?: Bytes }[];
  readonly functions: readonly TestFunction[];
  /** Extra types, behind those of imports and functions. */
  readonly types?: readonly { readonly params: Bytes; readonly results: Bytes }[];
  readonly memory64?: boolean;
  readonly initialPages?: number;
  /** Initial values of mutable i32 globals, or whole entries. */
  readonly globals?: readonly (number | Bytes)[];
  /** Functions in the one table; without it there is no table. */
  readonly table?: readonly number[];
  /** Passive data segments. */
  readonly passive?: readonly Bytes[];
  readonly active?: readonly { readonly at: number; readonly bytes: Bytes }[];
}

/** Function indexes: imports first, then `functions`. The memory is exported as `memory`, every function by its name if it has one. */
export function assemble(module: TestModule): Uint8Array {
  const { imports = [], functions, types = [], globals = [], table, passive = [], active = [], memory64 = false } = module;
  const type = ({ params = [], results = [] }: { readonly params?: Bytes; readonly results?: Bytes }): number[] => [
    0x60,
    ...u(params.length),
    ...params,
    ...u(results.length),
    ...results,
  ];
  const exported = functions.flatMap((one, index) =>
    one.export === undefined ? [] : [[...name(one.export), 0, ...u(imports.length + index)]],
  );
  const data = [
    ...active.map(({ at, bytes }) => [0, ...(memory64 ? i64(at) : i32(at)), 0x0b, ...u(bytes.length), ...bytes]),
    ...passive.map((bytes) => [1, ...u(bytes.length), ...bytes]),
  ];
  return Uint8Array.from([
    ...HEADER,
    ...section(1, vec([...imports, ...functions, ...types].map(type))),
    ...(imports.length === 0 ? [] : section(2, vec(imports.map((one, index) => [...name("env"), ...name(one.name), 0, ...u(index)])))),
    ...section(3, vec(functions.map((_, index) => u(imports.length + index)))),
    ...(table === undefined ? [] : section(4, vec([[0x70, 0x00, ...u(table.length)]]))),
    ...section(5, vec([[memory64 ? 0x04 : 0x00, ...u(module.initialPages ?? 1)]])),
    ...(globals.length === 0 ? [] : section(6, vec(globals.map((one) => (typeof one === "number" ? [I32, 1, ...i32(one), 0x0b] : one))))),
    ...section(7, vec([[...name("memory"), 2, 0], ...exported])),
    ...(table === undefined ? [] : section(9, vec([[0, ...i32(0), 0x0b, ...vec(table.map((index) => u(index)))]]))),
    ...(passive.length === 0 ? [] : section(12, u(data.length))),
    ...section(10, vec(functions.map((one) => sized([...vec((one.locals ?? []).map((local) => [1, local])), ...one.code, 0x0b])))),
    ...(data.length === 0 ? [] : section(11, vec(data))),
  ]);
}

const sized = (bytes: Bytes): number[] => [...u(bytes.length), ...bytes];
