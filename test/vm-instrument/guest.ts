/**
 * A real module, instrumented or not, on the real host imports, with what an instrumented module asks of its host: every host write
 * marked, depth restored where longjmp is caught.
 */
import { readFile } from "node:fs/promises";
import type { Tag } from "../../src/base/tags.ts";
import { createAborts } from "../../src/vm/aborts.ts";
import { createGuestMemory, type GuestMemory } from "../../src/vm/guest-memory.ts";
import { createDescriptors } from "../../src/vm/host-imports/descriptors.ts";
import type { Host } from "../../src/vm/host-imports/host.ts";
import { bindImports } from "../../src/vm/host-imports/table.ts";
import { inspectModule } from "../../src/vm/inspect-module.ts";
import { type InstrumentOptions, type InstrumentReport, instrument } from "../../src/vm/instrument/instrument.ts";
import { encodeEnvironment, encodeMessage } from "../../src/vm/message-json.ts";
import { bindRuntime, requireRole } from "../../src/vm/runtime-exports.ts";
import { aosWasm } from "../support/aos-wasm.ts";

export type Parts = NonNullable<InstrumentOptions["parts"]>;
export const ANY_IMPORT = (): boolean => true;
export const MAXIMUM_PAGES = 8192;
export const PAGE = 4096;
const START_MS = 1_700_000_000_000;
export const FULL_GAS = 1n << 50n;

const id = (letter: string): string => `${letter.repeat(42)}A`;
const PROCESS_TAGS: Tag[] = [
  { name: "Type", value: "Process" },
  { name: "Module", value: id("d") },
  { name: "Name", value: "Tester" },
  { name: "Authority", value: id("o") },
];
const ENVIRONMENT = encodeEnvironment({
  process: { id: id("p"), owner: id("o"), tags: PROCESS_TAGS },
  module: { id: id("d"), owner: id("o"), tags: [] },
});

export interface Guest {
  readonly memory: WebAssembly.Memory;
  /** Null for the original. */
  readonly report: InstrumentReport | null;
  /** Gas used by the last message, or null. */
  gasUsed(): bigint | null;
  depth(): number;
  setGas(gas: bigint): void;
  globals(): (number | bigint)[];
  dirtyPages(): number[];
  /** Answer of `handle`, or the name and message of what it threw. Message 0 is the process itself. */
  send(nonce: number, code: string): string;
}

/** `parts` null: the module as it is. */
export async function createGuest(file: string, parts: Parts | null): Promise<Guest> {
  const original = new Uint8Array(await readFile(await aosWasm(file)));
  const done = parts === null ? null : instrument(original, { version: 1, maximumPages: MAXIMUM_PAGES, allowImport: ANY_IMPORT, parts });
  const info = inspectModule(original);
  const aborts = createAborts();
  const state: { host: Host | null } = { host: null };
  const imports = bindImports(info, () => {
    if (state.host === null) throw new Error("too early");
    return state.host;
  });
  let depth: WebAssembly.Global | undefined;
  for (const group of Object.values(imports)) {
    for (const [name, call] of Object.entries(group)) {
      if (!name.startsWith("invoke_")) continue;
      group[name] = (...values) => {
        const before = depth?.value;
        const result = call(...values);
        if (depth !== undefined && before !== undefined) depth.value = before;
        return result;
      };
    }
  }
  const instance = new WebAssembly.Instance(new WebAssembly.Module(done?.bytes ?? original), imports);
  const { exports } = instance;
  depth = exports["__depth"] as WebAssembly.Global | undefined;
  const gas = exports["__gas"] as WebAssembly.Global | undefined;
  const dirty = exports["__dirty"] as WebAssembly.Memory | undefined;
  const rawMemory = exports[info.memoryExport] as WebAssembly.Memory;
  const markers = dirty === undefined ? new Uint8Array(0) : new Uint8Array(dirty.buffer);
  const table = info.exports.find((one) => one.kind === "table");
  const host: Host = {
    info,
    rawMemory,
    memory: marking(createGuestMemory(rawMemory, info.memory64, aborts), markers),
    runtime: bindRuntime(instance, info),
    table: table === undefined ? null : (exports[table.name] as WebAssembly.Table),
    aborts,
    // Gas is that of instructions alone, so that it can be compared between builds; depth is put back below.
    meter: { depth: 0, charge() {} },
    descriptors: createDescriptors(),
    clockMs: 0,
    files: { open: () => null },
    highResult: 0,
    print() {},
  };
  state.host = host;
  host.runtime.stackInit?.();
  host.runtime.constructors?.();
  host.runtime.main?.(0, 0);
  let limit = FULL_GAS;

  return {
    memory: rawMemory,
    report: done?.report ?? null,
    gasUsed: () => (gas === undefined ? null : limit - BigInt(gas.value)),
    depth: () => Number(depth?.value ?? 0),
    setGas(next) {
      limit = next;
    },
    globals: () => info.mutableGlobals.map(({ index }) => (exports[`__g${index}`] as WebAssembly.Global | undefined)?.value ?? 0),
    dirtyPages: () => [...markers.keys()].filter((page) => markers[page] !== 0),
    send(nonce, code) {
      markers.fill(0);
      if (gas !== undefined) gas.value = limit;
      if (depth !== undefined) depth.value = 0;
      host.clockMs = START_MS + nonce * 1000;
      const message = encodeMessage({
        id: nonce === 0 ? id("p") : id(String.fromCharCode(97 + (nonce % 26))),
        data: code,
        owner: id("o"),
        target: id("p"),
        from: id("o"),
        tags: nonce === 0 ? PROCESS_TAGS : [{ name: "Action", value: "Eval" }],
        epoch: 0,
        nonce,
        timestamp: host.clockMs,
        blockHeight: 1_500_000,
      });
      try {
        return handle(host, message);
      } catch (thrown) {
        return `${(thrown as Error).name}: ${(thrown as Error).message}`;
      }
    },
  };
}

/** Numbers of the 4 KiB pages that differ. What lies beyond `before` was zero. */
export function changedPages(before: Buffer, after: Buffer): number[] {
  const changed: number[] = [];
  const zero = Buffer.alloc(65_536);
  for (let group = 0; group < after.byteLength; group += 65_536) {
    const old = group < before.byteLength ? before.subarray(group, group + 65_536) : zero;
    const now = after.subarray(group, group + 65_536);
    if (old.equals(now)) continue;
    for (let at = 0; at < 65_536; at += PAGE) {
      if (!old.subarray(at, at + PAGE).equals(now.subarray(at, at + PAGE))) changed.push((group + at) / PAGE);
    }
  }
  return changed;
}

function handle(host: Host, message: string): string {
  const { runtime, memory } = host;
  const stack = requireRole(runtime, "stackSave")();
  const place = (text: string): number => {
    const size = Buffer.byteLength(text);
    const at = requireRole(runtime, "stackAlloc")(size + 1);
    memory.writeText(at, text, size);
    return at;
  };
  const answer = memory.cString(requireRole(runtime, "handle")(place(message), place(ENVIRONMENT)), 1 << 24);
  const raw = answer === null ? "no answer" : Buffer.from(answer).toString();
  requireRole(runtime, "stackRestore")(stack);
  return raw;
}

function marking(memory: GuestMemory, markers: Uint8Array): GuestMemory {
  const mark = (at: number, size: number): void => {
    if (size > 0) markers.fill(1, Math.floor(at / PAGE), Math.floor((at + size - 1) / PAGE) + 1);
  };
  return {
    ...memory,
    // Callers write through the view.
    range(at, size) {
      mark(at, size);
      return memory.range(at, size);
    },
    get byteLength() {
      return memory.byteLength;
    },
    write(at, bytes) {
      mark(at, bytes.byteLength);
      memory.write(at, bytes);
    },
    writeText(at, text, size) {
      mark(at, size + 1);
      memory.writeText(at, text, size);
    },
    writeI32(at, value) {
      mark(at, 4);
      memory.writeI32(at, value);
    },
    writeI64(at, value) {
      mark(at, 8);
      memory.writeI64(at, value);
    },
    writePointer(at, value) {
      mark(at, memory.pointerBytes);
      memory.writePointer(at, value);
    },
    move(to, from, size) {
      mark(to, Math.min(size, memory.byteLength - to));
      memory.move(to, from, size);
    },
  };
}
