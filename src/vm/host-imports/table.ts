/**
 * All imports this host answers, and their binding to an instance. An import that is not here, or has another signature, is
 * refused when the module is loaded.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import type { ImportDeclaration } from "../decode/declarations.ts";
import { ENVIRONMENT_1 } from "../environment/1/environment.ts";

import type { ModuleInfo } from "../inspect-module.ts";
import { allowedSignatures } from "../signature.ts";
import type { Host, HostCall, HostImport, HostImports } from "./host.ts";
import { bindInvoke, invokeSignature } from "./invoke.ts";
import { lifecycleImports, meteringImports } from "./lifecycle.ts";
import { memoryImports } from "./memory-growth.ts";
import { MINIFIED_INVOKE, MINIFIED_MODULE, minifiedImports } from "./minified.ts";
import { olderImports } from "./older.ts";
import { systemCallImports } from "./system-calls.ts";
import { timeImports } from "./time.ts";
import { wasiImports } from "./wasi.ts";
import { weaveDriveImports } from "./weavedrive.ts";

const ENV: ReadonlyMap<string, HostImport> = toMap(lifecycleImports, memoryImports, systemCallImports, timeImports, weaveDriveImports);
/** Of two imports of one name the first one whose signature fits counts. */
const MODULES: Readonly<Record<string, readonly ReadonlyMap<string, HostImport>[]>> = {
  env: [ENV, toMap(olderImports)],
  wasi_snapshot_preview1: [toMap(wasiImports)],
  metering: [toMap(meteringImports)],
  [MINIFIED_MODULE]: [toMap(minifiedImports)],
};

function toMap(...groups: readonly HostImports[]): Map<string, HostImport> {
  return new Map(groups.flatMap((group) => Object.entries(group)));
}

/** @throws LoomError MODULE_INVALID naming the first import that this host does not answer */
export function checkImports(info: ModuleInfo): void {
  for (const one of info.imports) {
    const wanted = wantedSignatures(one, info.memory64);
    if (wanted.length === 0) {
      throw new LoomError("MODULE_INVALID", `module: import ${one.module}.${one.name} is not supported`, { details: { import: one.name } });
    }
    if (!wanted.includes(one.signature)) {
      throw new LoomError("MODULE_INVALID", `module: import ${one.module}.${one.name} has signature ${one.signature}, not ${wanted[0]}`, {
        details: { import: one.name },
      });
    }
  }
}

/** Those of this name, whatever their signature. */
function namedImports(one: ImportDeclaration): HostImport[] {
  const groups = Object.hasOwn(MODULES, one.module) ? (MODULES[one.module] ?? []) : [];
  return groups.flatMap((group) => group.get(one.name) ?? []);
}

function findImport(one: ImportDeclaration, memory64: boolean): HostImport | undefined {
  return namedImports(one).find((known) => allowedSignatures(known.signature, memory64).includes(one.signature));
}

function wantedSignatures(one: ImportDeclaration, memory64: boolean): string[] {
  const invoke = invokeSignature(invokeName(one), memory64);
  if (invoke !== null) return [invoke];
  return namedImports(one).flatMap((known) => allowedSignatures(known.signature, memory64));
}

/** The full name of an import that may be an `invoke_*`, else empty. */
function invokeName({ module, name }: ImportDeclaration): string {
  if (module === MINIFIED_MODULE) return name === MINIFIED_INVOKE.letter ? MINIFIED_INVOKE.name : "";
  return module === "env" ? name : "";
}

/** The import object of one instance. `host()` is asked at each call, since the instance exists only after its imports. */
export function bindImports(info: ModuleInfo, host: () => Host): WebAssembly.Imports {
  const imports: WebAssembly.Imports = {};
  for (const one of info.imports) {
    const group = imports[one.module] ?? {};
    imports[one.module] = group;
    const known = findImport(one, info.memory64);
    let bound: WebAssembly.HostFunction | null = null;
    group[one.name] = (...values) => {
      bound ??= known === undefined ? bindInvoke(host(), one.signature) : adapt(known, one.signature, host());
      return bound(...values);
    };
  }
  return imports;
}

/** Wraps a host call so that it takes and returns the wasm values of this module. */
function adapt(known: HostImport, actual: string, host: Host): WebAssembly.HostFunction {
  const call: HostCall = known.bind(host);
  const [params = "", result = ""] = known.signature.split(">");
  const [actualParams = ""] = actual.split(">");
  const split = params.includes("l") && !actual.startsWith(params.replaceAll("p", host.info.memory64 ? "j" : "i").replaceAll("l", "j"));
  const letters = [...params].flatMap((letter) => (letter === "l" && split ? ["low", "high"] : [letter]));
  return (...values) => {
    host.meter.charge(ENVIRONMENT_1.host.call);
    const numbers: number[] = [];
    for (let index = 0; index < actualParams.length; index++) {
      const value = values[index] ?? 0;
      const letter = letters[index];
      if (letter === "high") numbers.push(Number(value) * 2 ** 32 + (numbers.pop() ?? 0));
      else if (letter === "p" || letter === "low") numbers.push(unsigned(value));
      else numbers.push(Number(value));
    }
    return toResult(call(...numbers), result, actual, host);
  };
}

function unsigned(value: WebAssembly.Value): number {
  return typeof value === "bigint" ? Number(BigInt.asUintN(64, value)) : value >>> 0;
}

function toResult(value: number, letter: string, actual: string, host: Host): WebAssembly.Value | undefined {
  if (letter === "") return undefined;
  if (actual.endsWith("j")) return BigInt(value);
  if (letter !== "l") return value;
  const whole = BigInt(value);
  host.highResult = Number(BigInt.asIntN(32, whole >> 32n));
  host.runtime.setHighResult?.(host.highResult);
  return Number(BigInt.asIntN(32, whole));
}
