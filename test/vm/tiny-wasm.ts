/** Builds small wasm modules byte by byte, for what aos never does. Signatures as in `signatureOf`: `ij>i`. */
const CODES: Readonly<Record<string, number>> = { i: 0x7f, j: 0x7e, f: 0x7d, d: 0x7c, v: 0x7b };

export const leb = (value: number | bigint): number[] => {
  const out: number[] = [];
  let rest = BigInt(value);
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    if ((rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0)) return [...out, low];
    out.push(low | 0x80);
  }
};
const unsigned = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]);
const name = (text: string): number[] => [...unsigned(Buffer.byteLength(text)), ...Buffer.from(text)];
const vector = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content];
const type = (signature: string): number[] => {
  const [params = "", results = ""] = signature.split(">");
  const list = (letters: string): number[] => [...unsigned(letters.length), ...[...letters].map((letter) => CODES[letter] ?? 0)];
  return [0x60, ...list(params), ...list(results)];
};

export interface TinyFunction {
  readonly export: string;
  readonly signature: string;
  /** Instructions without the final `end`. */
  readonly body: readonly number[];
}

export interface Tiny {
  readonly imports?: readonly { readonly module: string; readonly name: string; readonly signature: string }[];
  readonly functions?: readonly TinyFunction[];
  /** Limits as they are encoded; default one page, at most four, 32-bit. */
  readonly memory?: readonly number[] | null;
  readonly memoryExport?: string | null;
  readonly data?: string;
  /** A table of these functions (indexes into `functions`), exported. */
  readonly table?: { readonly export: string; readonly functions: readonly number[] };
  /** Extra sections as [id, content], put where their id belongs. */
  readonly extra?: readonly (readonly [number, readonly number[]])[];
}

/** What every module must export; `handle` answers with the text at address 16. */
export const RUNTIME: readonly TinyFunction[] = [
  { export: "__wasm_call_ctors", signature: ">", body: [] },
  { export: "emscripten_stack_get_current", signature: ">i", body: [0x41, ...leb(60_000)] },
  { export: "_emscripten_stack_restore", signature: "i>", body: [] },
  { export: "_emscripten_stack_alloc", signature: "i>i", body: [0x41, ...leb(40_000), 0x20, 0x00, 0x6a] },
];

export const answering = (body: readonly number[]): readonly TinyFunction[] => [
  ...RUNTIME,
  { export: "handle", signature: "ii>i", body: [...body, 0x41, 16] },
];

export function tiny(options: Tiny): Uint8Array {
  const { imports = [], functions = answering([]), memory = [0x01, 1, 4], memoryExport = "memory", data = "", table, extra = [] } = options;
  const wide = ((memory?.[0] ?? 0) & 4) !== 0;
  const signatures = [...imports, ...functions].map((one) => one.signature);
  const exported = functions.map((one, index) => [...name(one.export), 0, ...unsigned(imports.length + index)]);
  if (memoryExport !== null && memory !== null) exported.push([...name(memoryExport), 2, 0]);
  if (table !== undefined) exported.push([...name(table.export), 1, 0]);
  const elements = (table?.functions ?? []).map((index) => unsigned(imports.length + index));
  const sections: (readonly [number, readonly number[]])[] = [
    [1, vector(signatures.map(type))],
    [2, vector(imports.map((one, index) => [...name(one.module), ...name(one.name), 0, ...unsigned(index)]))],
    [3, vector(functions.map((_, index) => unsigned(imports.length + index)))],
    [4, table === undefined ? [0] : [1, 0x70, 0x00, ...unsigned(elements.length)]],
    [5, memory === null ? [0] : [1, ...memory]],
    [7, vector(exported)],
    [9, table === undefined ? [0] : [1, 0x00, 0x41, 0, 0x0b, ...vector(elements)]],
    [10, vector(functions.map(({ body }) => [...unsigned(body.length + 2), 0, ...body, 0x0b]))],
    [11, vector([[0, wide ? 0x42 : 0x41, 16, 0x0b, ...name(`${data}\0`)]])],
    ...extra,
  ];
  const ordered = sections.filter(([id, content]) => id === 8 || content[0] !== 0).sort(([a], [b]) => a - b);
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...ordered.flatMap(([id, content]) => section(id, content))]);
}
