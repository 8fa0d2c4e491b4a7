/**
 * A live process: one instance of a module that is given messages one by one. A message copies nothing but its own text.
 * @module
 */
import { text } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { LIMITS } from "../base/limits.ts";
import { type BootOptions, boot } from "./boot.ts";
import type { Host, WeaveFiles } from "./host-imports/host.ts";
import type { ModuleInfo } from "./inspect-module.ts";
import { describeFailure, parseAnswer, taintedError, type VmOutcome } from "./outcome.ts";
import { type Runtime, requireRole } from "./runtime-exports.ts";
import type { MemoryLayout } from "./touched-groups.ts";

/** Texts above this size go to the heap instead of the module's stack. */
const STACK_TEXT_BYTES = 1024 * 1024;

export interface MessageContext {
  /** The assignment's timestamp: what the module's clock says during this message. */
  readonly timestampMs: number;
  readonly files: WeaveFiles;
}

/** The state of an instance, for `memory-image.ts`. */
export interface VmState {
  readonly memory: WebAssembly.Memory;
  readonly memory64: boolean;
  /** Asks the module where its stack and heap are; null when it cannot say. */
  layout(): MemoryLayout | null;
  /** All mutable globals, by index. */
  readonly globals: readonly { readonly index: number; readonly type: string; readonly cell: WebAssembly.Global }[];
}

export interface VmInstance {
  readonly info: ModuleInfo;
  readonly state: VmState;
  /** True after any outcome but `ok`: the state is that of a message that did not end. Only restoring an image clears it. */
  readonly tainted: boolean;
  /**
   * Evaluates one message. Both texts are JSON (see `message-json.ts`).
   * @throws LoomError INTERNAL when the instance is tainted, BAD_REQUEST when a text holds a NUL character
   */
  handle(messageJson: string, environmentJson: string, context: MessageContext): VmOutcome;
  /** For `restoreImage` only: the state is whole again. */
  markRestored(): void;
}

const NO_FILES: WeaveFiles = { open: () => null };

/**
 * Boots a module.
 * @throws LoomError MODULE_INVALID when it does not start, INTERNAL when this machine has no room for it
 */
export function createInstance(options: BootOptions): VmInstance {
  const { host, instance, takePrinted } = boot(options);
  const { info } = options;
  let tainted = false;

  const run = (messageJson: string, environmentJson: string): VmOutcome => {
    try {
      const raw = callHandle(host, messageJson, environmentJson);
      // A module that catches foreign exceptions could go on after an abort; its answer then means nothing.
      if (host.aborts.reason !== null) return host.aborts.reason;
      if (raw === null) return { kind: "error", error: `the result is larger than ${LIMITS.resultBytes} bytes` };
      return parseAnswer(raw, text(takePrinted()));
    } catch (thrown) {
      return describeFailure(thrown, host.aborts);
    }
  };

  return {
    info,
    state: {
      memory: host.rawMemory,
      memory64: info.memory64,
      layout: () => readLayout(host.runtime),
      globals: info.mutableGlobals.flatMap(({ index, type, exportName }) =>
        exportName === null ? [] : [{ index, type, cell: instance.exports[exportName] as WebAssembly.Global }],
      ),
    },
    get tainted() {
      return tainted;
    },
    handle(messageJson, environmentJson, context) {
      if (tainted) throw taintedError();
      if (messageJson.includes("\0") || environmentJson.includes("\0"))
        throw new LoomError("BAD_REQUEST", "a message text holds a NUL character");
      host.aborts.clear();
      host.descriptors.reset();
      takePrinted();
      host.clockMs = context.timestampMs;
      host.files = context.files;
      const outcome = run(messageJson, environmentJson);
      host.files = NO_FILES;
      host.descriptors.reset();
      tainted = outcome.kind !== "ok";
      return outcome;
    },
    markRestored() {
      tainted = false;
    },
  };
}

function readLayout({ stackLimit, stackBase, sbrk }: Runtime): MemoryLayout | null {
  if (stackLimit === null || stackBase === null || sbrk === null) return null;
  try {
    return { stackEnd: stackLimit(), stackBase: stackBase(), heapEnd: sbrk(0) };
  } catch {
    return null;
  }
}

/** Passes the two texts and reads the answer; null when it is too large. */
function callHandle(host: Host, messageJson: string, environmentJson: string): string | null {
  const { runtime, memory } = host;
  const stack = requireRole(runtime, "stackSave")();
  const sizes = [Buffer.byteLength(messageJson), Buffer.byteLength(environmentJson)] as const;
  const allocate = allocator(host, sizes[0] + sizes[1]);
  const place = (value: string, size: number): number => {
    const at = allocate.take(size + 1);
    memory.writeText(at, value, size);
    return at;
  };
  const message = place(messageJson, sizes[0]);
  const environment = place(environmentJson, sizes[1]);
  const answerAt = requireRole(runtime, "handle")(message, environment);
  const answer = memory.cString(answerAt, LIMITS.resultBytes);
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
