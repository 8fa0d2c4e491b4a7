/**
 * One program in the shape of each Module-Format. Its answer shows what the host did: how many messages this memory has seen, whether
 * a longjmp came back through invoke_* with setThrew, the first letters of message and environment, whether the memory could grow.
 */
import { SUPPORTED_FORMATS } from "../../src/vm/module-format.ts";
import { leb, type TinyFunction, tiny } from "./tiny-wasm.ts";

export const FORMATS = SUPPORTED_FORMATS;

const ANSWER = '{"ok":true,"response":{"Output":"C-T-M-E-G-"}}';
const TEXT_AT = 16;
const COUNT_AT = 1000;
const THREW_AT = 1004;
const STACK_AT = 1008;

interface Names {
  readonly handle: string;
  readonly main: string;
  readonly constructors: string;
  readonly save: string;
  readonly restore: string;
  readonly allocate: string;
  readonly threw: string;
  readonly malloc: string;
  readonly errno: string;
  readonly memory: string;
  readonly table: string;
}

const FULL: Names = {
  handle: "handle",
  main: "main",
  constructors: "__wasm_call_ctors",
  save: "emscripten_stack_get_current",
  restore: "_emscripten_stack_restore",
  allocate: "_emscripten_stack_alloc",
  threw: "setThrew",
  malloc: "malloc",
  errno: "__errno_location",
  memory: "memory",
  table: "__indirect_function_table",
};
const OLD: Names = { ...FULL, save: "stackSave", restore: "stackRestore", allocate: "stackAlloc" };
/** The letters by which the reference unit asks. */
const MINIFIED: Names = {
  handle: "G",
  main: "H",
  constructors: "F",
  save: "M",
  restore: "N",
  allocate: "O",
  threw: "L",
  malloc: "J",
  errno: "K",
  memory: "E",
  table: "I",
};

export function formatModule(format: string): Uint8Array {
  const wide = format.startsWith("wasm64");
  const minified = format === "wasm32-unknown-emscripten";
  const older = minified || format.endsWith("emscripten2");
  const names = minified ? MINIFIED : older ? OLD : FULL;
  const p = wide ? "j" : "i";
  const constant = (value: number): number[] => [wide ? 0x42 : 0x41, ...leb(value)];
  const number = (value: number): number[] => [0x41, ...leb(value)];
  const call = (index: number): number[] => [0x10, index];
  const get = (local: number): number[] => [0x20, local];
  const load8 = (at: readonly number[]): number[] => [...at, 0x2d, 0, 0];
  const store8 = (at: readonly number[], value: readonly number[]): number[] => [...at, ...value, 0x3a, 0, 0];
  const loadPointer = (at: number): number[] => [...constant(at), wide ? 0x29 : 0x28, 0, 0];
  const storePointer = (at: number, value: readonly number[]): number[] => [...constant(at), ...value, wide ? 0x37 : 0x36, 0, 0];
  const add = wide ? 0x7c : 0x6a;
  const subtract = wide ? 0x7d : 0x6b;
  const letter = (mark: string, value: readonly number[]): number[] => store8(constant(TEXT_AT + ANSWER.indexOf(mark) + 1), value);
  const digit = (mark: string, value: readonly number[]): number[] => letter(mark, [...value, ...number(48), 0x6a]);

  const from = minified ? "a" : "env";
  const imports = [
    { module: from, name: minified ? "x" : `invoke_v${p}${p}`, signature: `${p}${p}${p}>` },
    { module: from, name: minified ? "p" : "_emscripten_throw_longjmp", signature: ">" },
    { module: from, name: minified ? "q" : "emscripten_resize_heap", signature: `${p}>i` },
    ...(minified || format.endsWith("emscripten2") ? [{ module: "metering", name: "usegas", signature: "i>" }] : []),
    ...(/emscripten4|wasm64|-metering/.test(format)
      ? [{ module: "env", name: "__asyncjs__weavedrive_open", signature: `${p}${p}>i` }]
      : []),
  ];
  const handle = [
    ...store8(constant(COUNT_AT), [...load8(constant(COUNT_AT)), ...number(1), 0x6a]),
    ...digit("C", load8(constant(COUNT_AT))),
    ...constant(0),
    ...constant(7),
    ...constant(8),
    ...call(0),
    ...digit("T", load8(constant(THREW_AT))),
    ...letter("M", load8(get(0))),
    ...letter("E", load8(get(1))),
    // One page more than there are.
    ...[0x3f, 0, ...constant(1), add, ...constant(16), wide ? 0x86 : 0x74],
    ...call(2),
    0x1a,
    // Pages of the memory, above the 2 MiB it starts with.
    ...digit("G", [0x3f, 0, ...(wide ? [0xa7] : []), ...number(32), 0x4a]),
    ...constant(TEXT_AT),
  ];
  const stack = (one: Pick<Names, "save" | "restore" | "allocate">): TinyFunction[] => [
    { export: one.save, signature: `>${p}`, body: loadPointer(STACK_AT) },
    { export: one.restore, signature: `${p}>`, body: storePointer(STACK_AT, get(0)) },
    {
      export: one.allocate,
      signature: `${p}>${p}`,
      body: [
        ...storePointer(STACK_AT, [...loadPointer(STACK_AT), ...get(0), subtract, ...constant(-16), wide ? 0x83 : 0x71]),
        ...loadPointer(STACK_AT),
      ],
    },
  ];
  const functions: TinyFunction[] = [
    { export: "jumper", signature: `${p}${p}>`, body: call(1) },
    { export: names.handle, signature: `${p}${p}>${p}`, body: handle },
    { export: names.main, signature: `i${p}>i`, body: number(0) },
    { export: names.constructors, signature: ">", body: storePointer(STACK_AT, constant(65_536)) },
    ...stack(names),
    { export: names.threw, signature: `${p}i>`, body: store8(constant(THREW_AT), [...get(0), ...(wide ? [0xa7] : [])]) },
    { export: names.malloc, signature: `${p}>${p}`, body: [...constant(70_000), ...get(0), add] },
    { export: names.errno, signature: `>${p}`, body: constant(1016) },
    // What the glue of the reference unit also asks for.
    ...(minified
      ? []
      : [
          ...stack(older ? FULL : OLD),
          { export: `dynCall_v${p}${p}`, signature: `i${p}${p}>`, body: [...get(1), ...get(2), ...get(0), 0x11, imports.length, 0] },
          { export: "emscripten_stack_init", signature: ">", body: [] },
          { export: "emscripten_stack_get_end", signature: `>${p}`, body: constant(8192) },
          { export: "emscripten_stack_get_base", signature: `>${p}`, body: constant(65_536) },
          { export: "emscripten_stack_get_free", signature: `>${p}`, body: constant(40_000) },
          { export: "fflush", signature: `${p}>i`, body: number(0) },
          { export: "free", signature: `${p}>`, body: [] },
          { export: "asyncify_get_state", signature: ">i", body: number(0) },
        ]),
  ];
  return tiny({
    imports,
    functions,
    memory: [wide ? 0x05 : 0x01, 32, ...[0x80, 0x02]],
    memoryExport: names.memory,
    data: ANSWER,
    table: { export: names.table, functions: [0] },
  });
}
