/**
 * A network in memory for unit tests: processes that exchange messages through a queue that the test holds in its hand. Time stands
 * still until the test moves it, ids follow from names, nothing is random: a failing test fails again.
 * @module
 */
import { readFile } from "node:fs/promises";
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { type Tag, tagValue } from "../base/tags.ts";
import { LUA_MODULE_PATH } from "../lua/bundled-module.ts";
import type { LuaModuleFile } from "../lua/lua-program.ts";
import { createInstancePool } from "../vm/instance-pool.ts";
import { type LoadedModule, loadModule } from "../vm/load-module.ts";
import { type Coverage, createCoverage } from "./coverage.ts";
import { sentMessage } from "./outbox.ts";
import { createTestGuest } from "./test-guest.ts";
import { testId } from "./test-ids.ts";
import type { Delivery, NetMessage, SentMessage, TestResult } from "./test-message.ts";
import { createTestProcess, type HostedProcess, type TestProcess } from "./test-process.ts";

export interface TestNetOptions {
  /** Wasm that processes run; the Lua environment that comes with the program when absent. */
  readonly module?: Uint8Array;
  /** Simulated time at the start, milliseconds since 1970; 2024-01-01 when absent. */
  readonly startMs?: number;
  readonly blockHeight?: number;
  /** Counts which lines of loaded Lua files run. */
  readonly coverage?: boolean;
}

export interface SpawnOptions {
  readonly name?: string;
  /** Wallet that owns it; the wallet "owner" when absent. */
  readonly owner?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Lua that is evaluated after the start. */
  readonly source?: string;
  /** Name of the source in errors and coverage. */
  readonly file?: string;
  /** What the source may require, beside the modules of the environment; `readLuaProgram` finds them. */
  readonly modules?: readonly LuaModuleFile[];
}

export interface TestNet {
  /** Address of the messenger; processes trust it. */
  readonly authority: string;
  /** Id that `Module` tags name: all processes run it. */
  readonly module: Id;
  readonly nowMs: number;
  readonly blockHeight: number;
  /** What waits for delivery, in order. */
  readonly queue: readonly Delivery[];
  /** All that processes emitted, oldest first. */
  readonly sent: readonly SentMessage[];
  readonly coverage: Coverage | null;
  /** Address of the wallet with this name. */
  wallet(name: string): string;
  /** @throws LoomError BAD_REQUEST when it does not start or its source raises */
  spawn(options?: SpawnOptions): TestProcess;
  /** The process with this id. @throws LoomError PROCESS_NOT_FOUND */
  process(id: Id): TestProcess;
  /** Messages that were delivered to a wallet or to an id that is nobody. */
  inbox(address: string): readonly SentMessage[];
  /** Moves the time on, and the block height by one for each two minutes that have passed. */
  advance(ms: number): void;
  /** Delivers what waits first; null when nothing waits. */
  step(): TestResult | null;
  /** Delivers until nothing waits. Gives the results. @throws LoomError LIMIT_EXCEEDED after `limit` deliveries */
  run(limit?: number): readonly TestResult[];
  /** Puts the queue into another order: `order` gives the deliveries to keep. */
  reorder(order: (queue: readonly Delivery[]) => readonly Delivery[]): void;
  /** Loses the deliveries that `which` picks, as a failing network would. Gives their number. */
  drop(which: (delivery: Delivery) => boolean): number;
}

const START_MS = 1_704_067_200_000;
const START_HEIGHT = 1_340_000;
const BLOCK_MS = 120_000;
const RUN_LIMIT = 10_000;
const IDLE_INSTANCES = 32;

/** @throws LoomError MODULE_INVALID, NOT_FOUND when the program has no built module */
export async function createTestNet(options: TestNetOptions = {}): Promise<TestNet> {
  const module = options.module === undefined ? await builtIn() : loadModule(options.module);
  return startNet(module, options, options.coverage === true ? await createCoverage() : null);
}

let loaded: LoadedModule | null = null;
const pool = createInstancePool({ idle: IDLE_INSTANCES });

async function builtIn(): Promise<LoadedModule> {
  loaded ??= loadModule(new Uint8Array(await readFile(LUA_MODULE_PATH)));
  return loaded;
}

function startNet(module: LoadedModule, options: TestNetOptions, coverage: Coverage | null): TestNet {
  const { startMs = START_MS, blockHeight = START_HEIGHT } = options;
  const instances = module === loaded ? pool : createInstancePool({ idle: IDLE_INSTANCES });
  const authority = testId("unit", "messenger");
  const scheduler = testId("unit", "scheduler");
  const moduleId = testId("module", "built-in");
  const processes = new Map<Id, HostedProcess>();
  const messages = new Map<Id, NetMessage>();
  const inboxes = new Map<string, SentMessage[]>();
  const sent: SentMessage[] = [];
  let queue: Delivery[] = [];
  let nowMs = startMs;
  let spawned = 0;

  const height = (): number => blockHeight + Math.floor((nowMs - startMs) / BLOCK_MS);
  const world = {
    authority,
    nowMs: () => nowMs,
    blockHeight: height,
    find: (id: Id) => messages.get(id) ?? null,
    isProcess: (id: string) => processes.has(id),
    seen: (message: NetMessage) => void messages.set(message.id, message),
    enqueue(deliveries: readonly Delivery[]) {
      queue.push(...deliveries);
      for (const delivery of deliveries) if (delivery.kind === "message") sent.push(sentMessage(delivery.message));
    },
  };

  const begin = (own: NetMessage): HostedProcess => {
    const started = createTestProcess({ own, module: moduleId, scheduler, guest: createTestGuest(module, instances), coverage }, world);
    processes.set(own.id, started);
    return started;
  };

  const give = (target: string, message: NetMessage): TestResult | null => {
    const process = processes.get(target);
    if (process !== undefined) return process.deliver(message);
    const inbox = inboxes.get(target) ?? [];
    inbox.push(sentMessage(message));
    inboxes.set(target, inbox);
    return null;
  };

  const NOTHING: TestResult = {
    error: null,
    output: "",
    messages: [],
    spawns: [],
    gasUsed: 0,
    raw: { Messages: [], Assignments: [], Spawns: [], Output: "", GasUsed: 0 },
  };

  const deliver = (delivery: Delivery): TestResult => {
    switch (delivery.kind) {
      case "message":
        return give(delivery.message.target, delivery.message) ?? NOTHING;
      case "assign":
        return give(delivery.process, delivery.message) ?? NOTHING;
      case "spawn":
        begin(delivery.message);
        queue.push({ kind: "message", message: delivery.notice });
        return NOTHING;
    }
  };

  const net: TestNet = {
    authority,
    module: moduleId,
    get nowMs() {
      return nowMs;
    },
    get blockHeight() {
      return height();
    },
    get queue() {
      return queue;
    },
    sent,
    coverage,
    wallet: (name) => testId("wallet", name),
    spawn({ name, owner = testId("wallet", "owner"), tags = {}, source, file = "source.lua", modules } = {}) {
      const given = Object.entries(tags).map(([tagName, value]): Tag => ({ name: tagName, value }));
      const own: NetMessage = {
        id: testId("process", String(spawned++)),
        target: "",
        from: owner,
        owner,
        data: " ",
        anchor: null,
        tags: [
          ...(name === undefined ? [] : [{ name: "Name", value: name }]),
          ...given,
          ...(tagValue(given, "Authority") === undefined ? [{ name: "Authority", value: authority }] : []),
          { name: "Data-Protocol", value: "ao" },
          { name: "Variant", value: "ao.TN.1" },
          { name: "Type", value: "Process" },
          { name: "Module", value: moduleId },
          { name: "Scheduler", value: scheduler },
        ],
      };
      const process = begin(own);
      if (source !== undefined) {
        const { error } = process.load(source, file, modules);
        if (error !== null) throw new LoomError("BAD_REQUEST", `${file} raised an error: ${error}`);
      }
      return process;
    },
    process(id) {
      const process = processes.get(id);
      if (process === undefined) throw new LoomError("PROCESS_NOT_FOUND", `this network has no process ${id}`);
      return process;
    },
    inbox: (address) => inboxes.get(address) ?? [],
    advance(ms) {
      if (!(Number.isSafeInteger(ms) && ms >= 0))
        throw new LoomError("BAD_REQUEST", "time is moved by a whole number of milliseconds, forwards");
      nowMs += ms;
    },
    step() {
      const first = queue.shift();
      return first === undefined ? null : deliver(first);
    },
    run(limit = RUN_LIMIT) {
      const results: TestResult[] = [];
      for (let next = net.step(); next !== null; next = net.step()) {
        results.push(next);
        if (results.length > limit)
          throw new LoomError("LIMIT_EXCEEDED", `more than ${limit} messages were delivered: do processes answer each other for ever?`);
      }
      return results;
    },
    reorder(order) {
      queue = [...order(queue)];
    },
    drop(which) {
      const before = queue.length;
      queue = queue.filter((delivery) => !which(delivery));
      return before - queue.length;
    },
  };
  return net;
}
