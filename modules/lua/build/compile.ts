/**
 * From sources to the wasm file. Objects are kept by the hash of what they are made of, so that a change of Lua text alone is quick.
 * @module
 */
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleSources, listNatives } from "./bundle.ts";
import { unpackLua } from "./lua-source.ts";
import { BUILTINS, C_LIBRARY_FOLDER, run } from "./tools.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const CACHE = at("../../../.cache/lua-objects");
const AT_ONCE = 2;

/** The C stack: 200 C functions of Lua within each other, the limit of LUAI_MAXCCALLS, with a buffer each. */
const STACK_BYTES = 512 * 1024;
const INITIAL_BYTES = 2 * 1024 * 1024;
const MAXIMUM_BYTES = 1024 * 1024 * 1024;

const COMMON = [
  "--target=wasm32-wasi",
  "-O3",
  "-w",
  "-DNDEBUG",
  "-fno-ident",
  "-mnontrapping-fptoint",
  "-isystem",
  "c/stub",
  "-Ilua",
  "-Ic",
  "-Ic/native",
];
const DEFINES = [
  "-DLUA_COMPAT_5_2",
  // Ids (43) and addresses (42) are compared by their address, and kept once.
  "-DLUAI_MAXSHORTLEN=66",
  // A collection, once begun, works four bytes for each that is allocated: few long steps touch fewer pages than many short ones.
  "-DLUAI_GCMUL=800",
  "-DLOOM_GC_SLACK=393216",
  // Entries of a large table that are marked at once; what is a large table (2 to this); the work that one block alone causes, in bytes.
  "-DLOOM_GC_WALK=32",
  "-DLOOM_GC_LARGE_BITS=7",
  "-DLOOM_GC_STEP=32768",
  // From what heap on short strings are marked beside it, in bytes; the work that freeing an object counts there, in bytes.
  "-DLOOM_GC_SIDE_MARKS=4194304",
  "-DLOOM_GC_FREE_COST=100",
  "-D_WASI_EMULATED_SIGNAL",
  "-D_WASI_EMULATED_PROCESS_CLOCKS",
];
const OPTIMISE = ["-O3", "--enable-sign-ext", "--enable-mutable-globals", "--enable-bulk-memory", "--enable-nontrapping-float-to-int"];
const MEMORY = ["-mbulk-memory", "-fno-builtin"];

export interface BuildOptions {
  /** Of the Lua library. */
  readonly sources: string;
  readonly optimise: boolean;
}

/** The bytes of the module. Needs the tools of `tools.ts`. */
export async function buildModule({ sources, optimise }: BuildOptions): Promise<Buffer> {
  const work = await mkdtemp(join(tmpdir(), "lua-build-"));
  try {
    await cp(at("../c"), join(work, "c"), { recursive: true });
    const lua = (await unpackLua(join(work, "lua"))).map((name) => `lua/${name}`);
    const own = (await readdir(join(work, "c"), { recursive: true })).filter((name) => /\.[cs]$/.test(name)).map((name) => `c/${name}`);
    const texts = await Promise.all(own.map((name) => readFile(join(work, name), "latin1")));
    await writeFile(join(work, "c/generated-natives.c"), listNatives(texts));
    await writeFile(join(work, "c/generated-sources.c"), await bundleSources(sources));
    const files = [...lua, ...own, "c/generated-natives.c", "c/generated-sources.c"].sort();
    await compileAll(work, files);
    await link(work, files);
    if (optimise) await run("wasm-opt", [...OPTIMISE, "linked.wasm", "-o", "module.wasm"], work);
    return await readFile(join(work, optimise ? "module.wasm" : "linked.wasm"));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const objectName = (file: string): string => `${file.replaceAll("/", "-")}.o`;

async function compileAll(work: string, files: readonly string[]): Promise<void> {
  const shared = { lua: await hashHeaders(work, ["lua", "c"]), own: await hashHeaders(work, ["lua", "c", "c/native"]) };
  const waiting = [...files];
  const worker = async (): Promise<void> => {
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop())
      await compile(work, file, file.startsWith("lua/") ? shared.lua : shared.own);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function hashHeaders(work: string, folders: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const folder of folders) {
    const names = (await readdir(join(work, folder))).filter((name) => name.endsWith(".h")).sort();
    for (const name of names) hash.update(`${folder}/${name}\0`).update(await readFile(join(work, folder, name)));
  }
  return hash.digest("hex");
}

function flagsOf(file: string): string[] {
  if (file.endsWith(".s")) return ["--target=wasm32-wasi"];
  const extra = file.startsWith("lua/") ? ["-include", "c/ctry.h"] : file === "c/memory.c" ? MEMORY : [];
  return [...COMMON, ...DEFINES, ...extra];
}

async function compile(work: string, file: string, headers: string): Promise<void> {
  const flags = flagsOf(file);
  const content = await readFile(join(work, file));
  const key = createHash("sha256")
    .update(JSON.stringify([file, flags, headers]))
    .update(content)
    .digest("hex");
  const kept = join(CACHE, `${key}.o`);
  const object = join(work, objectName(file));
  const found = await readFile(kept).catch(() => null);
  if (found !== null) {
    await writeFile(object, found);
    return;
  }
  await run("clang-16", [...flags, "-c", file, "-o", object], work);
  await mkdir(CACHE, { recursive: true });
  await cp(object, `${kept}.${process.pid}`);
  await rename(`${kept}.${process.pid}`, kept);
}

async function link(work: string, files: readonly string[]): Promise<void> {
  await run(
    "wasm-ld-16",
    [
      "--no-entry",
      "--strip-all",
      // An overflow of the stack traps instead of writing over data.
      "--stack-first",
      "-z",
      `stack-size=${STACK_BYTES}`,
      `--initial-memory=${INITIAL_BYTES}`,
      `--max-memory=${MAXIMUM_BYTES}`,
      "--export=__wasm_call_ctors",
      "--export=malloc",
      "--export=free",
      "--export-table",
      ...files.map(objectName),
      `-L${C_LIBRARY_FOLDER}`,
      "-lwasi-emulated-signal",
      "-lwasi-emulated-process-clocks",
      "-lc",
      "-lm",
      BUILTINS,
      "-o",
      "linked.wasm",
    ],
    work,
  );
}
