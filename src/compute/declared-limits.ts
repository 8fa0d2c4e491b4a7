/**
 * `Memory-Limit` and `Compute-Limit`, of the process first, else of its module (ao-legacynet 5.6).
 *
 * The reference unit refuses modules that declare none; its own tools publish such modules, so here an absent limit means the maximum.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { LIMITS } from "../base/limits.ts";
import { type Tag, tagValue } from "../base/tags.ts";

const UNITS: Readonly<Record<string, number>> = { "": 1, b: 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30, tb: 2 ** 40 };

/** @throws LoomError LIMIT_EXCEEDED above the node's maximum, MODULE_INVALID when a limit is not written as a limit */
export function checkLimits(process: readonly Tag[], module: readonly Tag[]): void {
  const declared = (name: string): string | undefined => tagValue(process, name) ?? tagValue(module, name);
  const memory = declared("Memory-Limit");
  if (memory !== undefined && parseMemoryLimit(memory) > LIMITS.declaredMemoryBytes)
    throw exceeded("Memory-Limit", memory, LIMITS.declaredMemoryBytes);
  const compute = declared("Compute-Limit");
  if (compute === undefined) return;
  if (!/^\d+$/.test(compute)) throw malformed("Compute-Limit", compute);
  if (Number(compute) > LIMITS.declaredCompute) throw exceeded("Compute-Limit", compute, LIMITS.declaredCompute);
}

/** Bytes of `<n>-<unit>`, units of 1024. @throws LoomError MODULE_INVALID */
export function parseMemoryLimit(value: string): number {
  const match = /^(\d+(?:\.\d+)?) *(b|kb|mb|gb|tb)?$/i.exec(value.replace("-", ""));
  const factor = UNITS[(match?.[2] ?? "").toLowerCase()];
  if (match === null || factor === undefined) throw malformed("Memory-Limit", value);
  return Math.floor(Number(match[1]) * factor);
}

function malformed(name: string, value: string): LoomError {
  return new LoomError("MODULE_INVALID", `the tag ${name} is ${JSON.stringify(value)}, which is no limit`, { details: { tag: name } });
}

function exceeded(name: string, value: string, maximum: number): LoomError {
  return new LoomError("LIMIT_EXCEEDED", `the tag ${name} asks for ${value}, more than ${maximum}`, { details: { tag: name, maximum } });
}
