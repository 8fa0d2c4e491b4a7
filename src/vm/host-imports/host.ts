/**
 * What host imports share: the live instance they serve and the inputs of the message that is running.
 * @module
 */
import type { Aborts } from "../aborts.ts";
import type { GuestMemory } from "../guest-memory.ts";
import type { ModuleInfo } from "../inspect-module.ts";
import type { Meter } from "../meter.ts";
import type { Runtime } from "../runtime-exports.ts";
import type { Descriptors } from "./descriptors.ts";

/** Files of the weave, answered at once. Null: not here yet; the message ends with a need and is run again when it is. */
export interface WeaveFiles {
  /** `path` is `/data/<id>`, `/tx/<id>`, `/tx2/<id>` or `/block/<height>`. */
  open(path: string): Uint8Array | null;
}

export interface Host {
  readonly info: ModuleInfo;
  readonly memory: GuestMemory;
  readonly runtime: Runtime;
  readonly table: WebAssembly.Table | null;
  /** The raw memory, for growth only. */
  readonly rawMemory: WebAssembly.Memory;
  readonly aborts: Aborts;
  readonly meter: Meter;
  readonly descriptors: Descriptors;
  /** The one time a message sees, in milliseconds since 1970. */
  clockMs: number;
  files: WeaveFiles;
  /** High half of a 64-bit result on its way between functions of an older module; nothing between messages. */
  highResult: number;
  /** Text the module wrote to its standard output and error; bounded. */
  print(bytes: Uint8Array): void;
}

/** Pointers, sizes and 64-bit numbers arrive as plain numbers, whatever the module's pointer size. */
export type HostCall = (...values: number[]) => number;

export interface HostImport {
  /** See `signature.ts`. */
  readonly signature: string;
  bind(host: Host): HostCall;
}

export type HostImports = Readonly<Record<string, HostImport>>;

/** A fixed answer that touches nothing. */
export function constant(signature: string, value: number): HostImport {
  return { signature, bind: () => () => value };
}
