/**
 * The functions of a module that the host calls, with plain numbers on the host's side for both pointer sizes.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { ModuleInfo } from "./inspect-module.ts";
import { MINIFIED_FORMAT } from "./recognise-format.ts";
import { allowedSignatures } from "./signature.ts";

type Role = keyof typeof ROLES;

/**
 * Names differ between emscripten versions; the first one that is exported counts. `minified`: the name in the format whose names are
 * (see `host-imports/minified.ts`), where there is one.
 */
const ROLES = {
  handle: { names: ["handle"], minified: "G", signature: "pp>p", required: true },
  main: { names: ["main"], minified: "H", signature: "ip>i", required: false },
  constructors: { names: ["__wasm_call_ctors"], minified: "F", signature: ">", required: true },
  stackInit: { names: ["emscripten_stack_init"], minified: null, signature: ">", required: false },
  stackSave: { names: ["emscripten_stack_get_current", "stackSave"], minified: "M", signature: ">p", required: true },
  stackRestore: { names: ["_emscripten_stack_restore", "stackRestore"], minified: "N", signature: "p>", required: true },
  stackAlloc: { names: ["_emscripten_stack_alloc", "stackAlloc"], minified: "O", signature: "p>p", required: true },
  stackFree: { names: ["emscripten_stack_get_free"], minified: null, signature: ">p", required: false },
  setThrew: { names: ["setThrew"], minified: "L", signature: "pi>", required: false },
  malloc: { names: ["malloc"], minified: "J", signature: "p>p", required: false },
  free: { names: ["free"], minified: null, signature: "p>", required: false },
  setHighResult: { names: ["_emscripten_tempret_set"], minified: null, signature: "i>", required: false },
  errnoLocation: { names: ["__errno_location"], minified: "K", signature: ">p", required: false },
} as const;

export type Runtime = Readonly<Record<Role, ((...values: number[]) => number) | null>>;

const ROLE_NAMES = Object.keys(ROLES) as Role[];

/**
 * Checks that the module exports what the host must call, with the right signatures.
 * @throws LoomError MODULE_INVALID
 */
export function checkExports(info: ModuleInfo): void {
  const needsThrew = info.imports.some((one) => one.name.startsWith("invoke_") || (info.format === MINIFIED_FORMAT && one.name === "x"));
  for (const role of ROLE_NAMES) {
    const { names, signature, required } = ROLES[role];
    const found = findExport(info, role);
    if (found === undefined) {
      if (required || (role === "setThrew" && needsThrew)) throw invalid(`it exports no ${namesOf(info, role)[0] ?? names[0]}`);
      continue;
    }
    const wanted = allowedSignatures(signature, info.memory64);
    if (!wanted.includes(found.signature ?? "")) throw invalid(`export ${found.name} has signature ${found.signature}, not ${wanted[0]}`);
  }
  if (needsThrew && !info.exports.some((one) => one.kind === "table")) throw invalid("it imports invoke_* but exports no table");
}

/** Binds the exports of a live instance. Missing optional ones are null. */
export function bindRuntime(instance: WebAssembly.Instance, info: ModuleInfo): Runtime {
  return Object.fromEntries(ROLE_NAMES.map((role) => [role, bindRole(instance, info, role)])) as Runtime;
}

/** The function of a role that the module must have. */
export function requireRole(runtime: Runtime, role: Role): (...values: number[]) => number {
  return (
    runtime[role] ??
    (() => {
      throw invalid(`it exports no ${ROLES[role].names[0]}`);
    })
  );
}

function namesOf({ format }: ModuleInfo, role: Role): readonly string[] {
  const { names, minified } = ROLES[role];
  if (format !== MINIFIED_FORMAT) return names;
  return minified === null ? [] : [minified];
}

function findExport(info: ModuleInfo, role: Role): ModuleInfo["exports"][number] | undefined {
  for (const name of namesOf(info, role)) {
    const found = info.exports.find((one) => one.name === name && one.kind === "function");
    if (found !== undefined) return found;
  }
  return undefined;
}

function bindRole(instance: WebAssembly.Instance, info: ModuleInfo, role: Role): ((...values: number[]) => number) | null {
  const found = findExport(info, role);
  const callable = found === undefined ? undefined : instance.exports[found.name];
  if (typeof callable !== "function") return null;
  const [params = ""] = ROLES[role].signature.split(">");
  const wide = [...params].map((letter) => letter === "p" && info.memory64);
  return (...values) => {
    const result: unknown = callable(...values.map((value, index) => (wide[index] ? BigInt(value) : value)));
    if (typeof result === "bigint") return Number(BigInt.asUintN(64, result));
    return typeof result === "number" ? result >>> 0 : 0;
  };
}

const invalid = (reason: string): LoomError => new LoomError("MODULE_INVALID", `module: ${reason}`);
