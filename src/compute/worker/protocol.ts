/**
 * What the main thread and a worker say to each other. A worker does its jobs in order, one at a time, and answers each once.
 * @module
 */
import type { Id } from "../../base/ids.ts";
import type { LoadedModule } from "../../vm/load-module.ts";
import type { PageSet, SavedImage } from "../../vm/page-set.ts";

/** Weave files by path, for a message that asked for them. */
export type JobFiles = Readonly<Record<string, Uint8Array>>;

/** A message ready to be given to a module. */
export interface JobMessage {
  /** JSON-1 text. */
  readonly json: string;
  /** What the module's clock says, milliseconds. */
  readonly timestampMs: number;
  readonly files: JobFiles | null;
}

/** `key` names a resident: one live state in the worker. */
export type JobBody =
  /** Makes a resident from a checkpoint image, or one that has not booted yet. */
  | {
      readonly type: "load";
      readonly key: string;
      /** Instances of processes that name the same pool are used for each other: same module, same limits, same environment. */
      readonly pool: string;
      readonly loaded: LoadedModule;
      readonly environment: string;
      /** Of each message. */
      readonly gasLimit: number;
      readonly image: SavedImage | null;
      /** Slot after which the image is the state, -1 without. */
      readonly position: number;
    }
  /** Evaluates a slot on the state after `previous`; answered `stale` when the resident stands elsewhere. */
  | { readonly type: "evaluate"; readonly key: string; readonly slot: number; readonly previous: number; readonly message: JobMessage }
  | { readonly type: "dry-run"; readonly key: string; readonly message: JobMessage }
  /** The state, without the bytes of pages that are as they were after slot `base`, when the resident remembers that. */
  | { readonly type: "image"; readonly key: string; readonly base: number | null }
  /** The whole linear memory. */
  | { readonly type: "memory"; readonly key: string }
  /** The root of the state; `module` and `rules` (the environment's version) are bound by it. */
  | { readonly type: "root"; readonly key: string; readonly module: Id; readonly rules: string }
  | { readonly type: "drop"; readonly key: string }
  /** `maximumPages`: most 64 KiB pages of its memory, null for as many as there can be. */
  | { readonly type: "prepare"; readonly bytes: Uint8Array; readonly maximumPages: number | null }
  /** Compiles what was prepared before. */
  | { readonly type: "compile"; readonly prepared: Uint8Array };

export type Job = JobBody & { readonly id: number };

export type RefusalCode = "MODULE_INVALID" | "CHECKPOINT_INVALID" | "LIMIT_EXCEEDED";

/** How a job ended, from inside the worker. */
export type Answer =
  | { readonly kind: "done" }
  | {
      readonly kind: "result";
      /** The result as it is stored and served. */
      readonly json: string;
      readonly failed: boolean;
      /** True when there is something to deliver. */
      readonly emits: boolean;
      /** Milliseconds the module ran, and bytes the resident holds. */
      readonly ranMs: number;
      readonly bytes: number;
    }
  | { readonly kind: "need"; readonly paths: readonly string[] }
  | { readonly kind: "stale" }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array; readonly position: number; readonly tookMs: number }
  /** `base`: the slot whose pages were left out, null when all are here. */
  | { readonly kind: "pages"; readonly set: PageSet; readonly base: number | null; readonly tookMs: number }
  | { readonly kind: "root"; readonly stateRoot: string; readonly pages: number; readonly position: number }
  /** `prepared`: to be kept; null when it came from there. */
  | { readonly kind: "compiled"; readonly loaded: LoadedModule; readonly prepared: Uint8Array | null; readonly tookMs: number }
  /** A coded error: the module cannot run, or the saved state is damaged. */
  | { readonly kind: "refused"; readonly code: RefusalCode; readonly reason: string }
  /** This machine failed. */
  | { readonly kind: "host-fault"; readonly reason: string };

export type WorkerAnswer = Answer & { readonly id: number };

/** How a job ended, from outside: also when its worker did not live to answer. */
export type Outcome =
  | Answer
  /** It ran longer than its limit; the worker was ended. */
  | { readonly kind: "timeout" }
  /** The worker ended; `running` tells whether on this job. */
  | { readonly kind: "lost"; readonly running: boolean; readonly reason: string }
  /** It waited behind a job that hangs; take it to another worker. */
  | { readonly kind: "moved" };
