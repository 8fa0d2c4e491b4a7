/**
 * A live process: one instance of a module that is given messages one by one. A message copies nothing but its own text.
 * @module
 */
import { text } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { type BootOptions, boot } from "./boot.ts";
import { ENVIRONMENT_1 } from "./environment/1/environment.ts";
import type { Host, WeaveFiles } from "./host-imports/host.ts";
import type { ModuleInfo } from "./inspect-module.ts";
import type { MemoryImage } from "./memory-image.ts";
import { type Answer, describeFailure, parseAnswer, taintedError, type VmOutcome } from "./outcome.ts";
import type { CommitInfo, PageStore } from "./page-store.ts";
import { type Runtime, requireRole } from "./runtime-exports.ts";

export type { CommitInfo } from "./page-store.ts";

/** Texts above this size go to the heap instead of the module's stack. */
const STACK_TEXT_BYTES = 1024 * 1024;
const PAGE_BYTES = 4096;

export interface MessageContext {
  /** The assignment's timestamp: what the module's clock says during this message. */
  readonly timestampMs: number;
  readonly files: WeaveFiles;
  /** Gas that the message may use; that of the environment when absent. */
  readonly gasLimit?: number;
}

/** One mutable global of the module. */
export interface StateGlobal {
  readonly index: number;
  readonly type: string;
  readonly cell: WebAssembly.Global;
}

/** The state of an instance, for `memory-image.ts`. */
export interface VmState {
  /** The live memory. */
  readonly memory: WebAssembly.Memory;
  readonly memory64: boolean;
  /** All mutable globals, by index. */
  readonly globals: readonly StateGlobal[];
  /** Their committed values. */
  committedGlobals(): readonly (number | bigint)[];
  /** The committed memory. */
  readonly pages: PageStore;
  /** Tells that a page was written from outside. */
  mark(page: number): void;
}

/**
 * clean: nothing happened since the last commit or rollback. open: messages that ended ok did. failed: a message ended otherwise and
 * must be rolled back. outgrown: it also grew the memory, so this instance can only be saved (as it was committed) and thrown away.
 */
export type VmPhase = "clean" | "open" | "failed" | "outgrown";

export interface VmInstance {
  readonly info: ModuleInfo;
  readonly state: VmState;
  readonly phase: VmPhase;
  /** True when the next message needs a rollback first. */
  readonly tainted: boolean;
  /**
   * Evaluates one message. Both texts are JSON (see `message-json.ts`).
   * @throws LoomError INTERNAL when the instance is tainted, BAD_REQUEST when a text holds a NUL character
   */
  handle(messageJson: string, environmentJson: string, context: MessageContext): VmOutcome;
  /**
   * Accepts everything since the last commit or rollback.
   * @throws LoomError INTERNAL when the instance is tainted, HOST_FAULT when this machine has no memory to keep it
   */
  commit(): CommitInfo;
  /**
   * Undoes everything since the last commit, exactly. False when the memory grew meanwhile, which cannot be undone: save the instance
   * with `captureImage`, which gives the committed state, and restore that into a new one.
   */
  rollback(): boolean;
  /** Ascending 4 KiB pages written by commits since the last call; the first call names all pages that were ever written. */
  takeDirty(): Uint32Array;
  /** A committed 4 KiB page. Valid until the next commit. */
  page(index: number): Uint8Array;
}

const NO_FILES: WeaveFiles = { open: () => null };

/**
 * Boots a module, or takes it up in a saved state, for which nothing of the module is run. Pages that are as in `base`, an image that
 * never changes, take less memory.
 * @throws LoomError MODULE_INVALID when it does not start, CHECKPOINT_INVALID when the image is not of this module, INTERNAL when this
 *   machine has no room for it
 */
export function createInstance(options: BootOptions, image: MemoryImage | null = null, base: MemoryImage | null = null): VmInstance {
  const { host, instance, meter, pages, takePrinted } = boot(options, image, base);
  const { info } = options;
  const globals = info.mutableGlobals.flatMap(({ index, type, exportName }) =>
    exportName === null ? [] : [{ index, type, cell: instance.exports[exportName] as WebAssembly.Global }],
  );
  image?.globals.forEach(({ value }, nth) => {
    const cell = globals[nth]?.cell;
    if (cell !== undefined) cell.value = value;
  });
  const values = (): (number | bigint)[] => globals.map(({ cell }) => cell.value);
  let saved = values();
  let phase: VmPhase = "clean";
  const isTainted = (): boolean => phase === "failed" || phase === "outgrown";

  const run = (messageJson: string, environmentJson: string): Exclude<VmOutcome, { gasUsed: number }> | Answer => {
    try {
      const raw = callHandle(host, messageJson, environmentJson);
      if (host.aborts.reason !== null) return host.aborts.reason;
      if (meter.outOfGas) return { kind: "error", error: ENVIRONMENT_1.texts.outOfGas };
      if (raw === null) return { kind: "error", error: `the result is larger than ${ENVIRONMENT_1.result.bytes} bytes` };
      return parseAnswer(raw, text(takePrinted()));
    } catch (thrown) {
      return describeFailure(thrown, host.aborts, meter);
    }
  };

  return {
    info,
    state: {
      memory: host.rawMemory,
      memory64: info.memory64,
      globals,
      committedGlobals: () => saved,
      pages,
      mark: (page) => host.memory.mark(page * PAGE_BYTES, PAGE_BYTES),
    },
    get phase() {
      return phase;
    },
    get tainted() {
      return isTainted();
    },
    handle(messageJson, environmentJson, context) {
      if (isTainted()) throw taintedError();
      if (messageJson.includes("\0") || environmentJson.includes("\0"))
        throw new LoomError("BAD_REQUEST", "a message text holds a NUL character");
      host.aborts.clear();
      host.descriptors.reset();
      takePrinted();
      host.clockMs = context.timestampMs;
      host.files = context.files;
      host.highResult = 0;
      meter.start(context.gasLimit ?? ENVIRONMENT_1.gasLimit);
      const outcome = run(messageJson, environmentJson);
      host.files = NO_FILES;
      host.descriptors.reset();
      phase = outcome.kind === "ok" ? "open" : "failed";
      return outcome.kind === "ok" || outcome.kind === "error" ? { ...outcome, gasUsed: meter.used() } : outcome;
    },
    commit() {
      if (isTainted()) throw taintedError();
      const info = pages.commit();
      saved = values();
      phase = "clean";
      return info;
    },
    rollback() {
      if (!pages.rollback()) {
        phase = "outgrown";
        return false;
      }
      globals.forEach(({ cell }, nth) => {
        cell.value = saved[nth] ?? 0;
      });
      phase = "clean";
      return true;
    },
    takeDirty: () => pages.takeDirty(),
    page: (index) => pages.page(index),
  };
}

/** Passes the two texts and reads the answer; null when it is too large. */
function callHandle(host: Host, messageJson: string, environmentJson: string): string | null {
  const { runtime, memory } = host;
  const stack = requireRole(runtime, "stackSave")();
  const sizes = [Buffer.byteLength(messageJson), Buffer.byteLength(environmentJson)] as const;
  host.meter.charge((sizes[0] + sizes[1]) * ENVIRONMENT_1.host.messageByte);
  const allocate = allocator(host, sizes[0] + sizes[1]);
  const place = (value: string, size: number): number => {
    const at = allocate.take(size + 1);
    memory.writeText(at, value, size);
    return at;
  };
  const message = place(messageJson, sizes[0]);
  const environment = place(environmentJson, sizes[1]);
  const answerAt = requireRole(runtime, "handle")(message, environment);
  const answer = memory.cString(answerAt, ENVIRONMENT_1.result.bytes);
  host.meter.charge((answer?.byteLength ?? ENVIRONMENT_1.result.bytes) * ENVIRONMENT_1.host.answerByte);
  const raw = answer === null ? null : text(answer);
  allocate.release([message, environment]);
  requireRole(runtime, "stackRestore")(stack);
  return raw;
}

interface Allocator {
  take(size: number): number;
  release(addresses: readonly number[]): void;
}

/** Small texts live on the module's stack (gone when the call ends), large ones in blocks of its heap. */
function allocator(host: Host, total: number): Allocator {
  const { runtime, aborts } = host;
  const { malloc, free } = runtime;
  if (useHeap(runtime, total)) {
    if (malloc === null || free === null)
      return aborts.trap("the message does not fit the module's stack, and it exports no malloc and free");
    return {
      take: (size) => {
        const at = malloc(size);
        return at === 0 ? aborts.trap("no memory for the message") : at;
      },
      release: (addresses) => {
        for (const at of addresses) free(at);
      },
    };
  }
  const onStack = requireRole(runtime, "stackAlloc");
  return { take: (size) => onStack(size), release: () => {} };
}

function useHeap(runtime: Runtime, total: number): boolean {
  const room = runtime.stackFree?.() ?? STACK_TEXT_BYTES;
  return total > STACK_TEXT_BYTES || total > room / 2;
}
