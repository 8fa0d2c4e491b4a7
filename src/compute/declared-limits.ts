/**
 * `Memory-Limit`, `Compute-Limit` and `Gas-Limit`, of the process first, else of its module (ao-legacynet 5.6).
 *
 * The reference unit refuses modules that declare none; its own tools publish such modules, so here an absent limit means the maximum.
 * `Compute-Limit` was written for other schedules of gas, usually as 9e12, so it can only lower the cap of the environment. Who needs
 * more says `Gas-Limit`, in the environment's own units. Both are in the log, so every node counts to the same number.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { LIMITS } from "../base/limits.ts";
import { type Tag, tagValue } from "../base/tags.ts";
import { ENVIRONMENT_1 } from "../vm/environment/1/environment.ts";

const UNITS: Readonly<Record<string, number>> = { "": 1, b: 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30, tb: 2 ** 40 };
const PAGE_BYTES = 65_536;

export interface GasBounds {
  /** Gas of one message when nothing else is declared: the environment's. */
  readonly cap: number;
  /** The most that this node lends to a message. */
  readonly most: number;
}

export interface DeclaredLimits {
  /** Gas of one message. */
  readonly gasLimit: number;
  /** 64 KiB pages, null when no limit is declared. */
  readonly maximumPages: number | null;
}

/** @throws LoomError LIMIT_EXCEEDED above the node's maximum, MODULE_INVALID when a limit is not written as a limit */
export function readLimits(process: readonly Tag[], module: readonly Tag[], gas: GasBounds): DeclaredLimits {
  const declared = (name: string): string | undefined => tagValue(process, name) ?? tagValue(module, name);
  return { gasLimit: gasLimit(declared("Gas-Limit"), declared("Compute-Limit"), gas), maximumPages: pages(declared("Memory-Limit")) };
}

function gasLimit(own: string | undefined, foreign: string | undefined, { cap, most }: GasBounds): number {
  if (own === undefined) return foreign === undefined ? cap : Math.min(whole("Compute-Limit", foreign), cap);
  const asked = whole("Gas-Limit", own);
  if (asked > most) throw exceeded("Gas-Limit", own, most);
  return asked;
}

function pages(memory: string | undefined): number | null {
  if (memory === undefined) return null;
  const bytes = parseMemoryLimit(memory);
  if (bytes > LIMITS.declaredMemoryBytes) throw exceeded("Memory-Limit", memory, LIMITS.declaredMemoryBytes);
  // The environment holds no more; a module that declares more runs with what there is.
  return Math.min(Math.floor(bytes / PAGE_BYTES), ENVIRONMENT_1.memory.maximumPages);
}

function whole(name: string, value: string): number {
  if (!/^\d+$/.test(value)) throw malformed(name, value);
  return Number(value);
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
