/**
 * A compute unit on a real store with the real scheduler, in a directory of its own that survives restarts.
 * @module
 */
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { type Logger, silentLogger } from "../../src/base/logger.ts";
import type { Tag } from "../../src/base/tags.ts";
import { type Compute, createCompute } from "../../src/compute/compute.ts";
import type { ComputeOptions } from "../../src/compute/options.ts";
import { createEd25519Signer } from "../../src/crypto/ed25519.ts";
import { createItem } from "../../src/protocol/create-item.ts";
import { createScheduler } from "../../src/scheduler/scheduler.ts";
import type { Blobs } from "../../src/storage/blobs.ts";
import { createFileBlobs } from "../../src/storage/files/blobs.ts";
import { itemChange } from "../../src/storage/item-change.ts";
import type { OutboxRecord, ResultRecord } from "../../src/storage/records.ts";
import { createSqliteStore } from "../../src/storage/sqlite/store.ts";
import type { Batch, Change, Store, Urgency } from "../../src/storage/store.ts";
import type { EvaluationResult, OutboxBuilder } from "../../src/units/compute.ts";
import { aosWasm } from "../support/aos-wasm.ts";

export const AOS = "aos2_0_6.wasm";
export const AOS32 = "aos2_0_4_32.wasm";
const FORMATS: Readonly<Record<string, string>> = {
  [AOS]: "wasm64-unknown-emscripten-draft_2024_02_15",
  [AOS32]: "wasm32-unknown-emscripten4",
};

const signer = (name: string) => createEd25519Signer(new Uint8Array(createHash("sha256").update(name).digest()));
export const user = signer("user");
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const tag = (name: string, value: string): Tag => ({ name, value });
const AO = [tag("Data-Protocol", "ao"), tag("Variant", "ao.TN.1")];

export interface RigOptions extends ComputeOptions {
  readonly dir?: string;
  /** Sees each batch before the store does; may throw in its place. */
  readonly beforeCommit?: (batch: Batch) => void;
  readonly logger?: Logger;
}

export interface Rig {
  readonly dir: string;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly compute: Compute;
  /** Every announced result, in order of announcement. */
  readonly announced: { readonly result: ResultRecord; readonly entries: readonly OutboxRecord[] }[];
  /** Puts a module on the weave; gives its id. */
  module(name: string): Promise<string>;
  moduleOf(wasm: Uint8Array, tags?: readonly Tag[]): Promise<string>;
  upload(data: Uint8Array | string, tags?: readonly Tag[]): Promise<string>;
  spawn(module: string, tags?: readonly Tag[], data?: string): Promise<string>;
  /** Schedules a message; gives its slot and id. */
  send(process: string, tags: readonly Tag[], data: Uint8Array | string): Promise<{ slot: number; id: string }>;
  /** Schedules an Eval. */
  eval(process: string, code: string): Promise<number>;
  assign(process: string, message: string, exclude?: readonly string[]): Promise<number>;
  /** Schedules an Eval and gives its result. */
  run(process: string, code: string): Promise<EvaluationResult>;
  result(process: string, slot: number): Promise<EvaluationResult>;
  /** Output text of `code` as a dry-run. */
  dry(process: string, code: string, at?: number): Promise<string>;
  /** Closes everything and starts again on the same directory. */
  restart(options?: RigOptions): Promise<Rig>;
  close(): Promise<void>;
}

export const output = (result: EvaluationResult): string => {
  const { Output, Error: error } = result;
  if (error !== undefined) throw new Error(error);
  return String((Output as { data?: unknown }).data ?? Output);
};

export async function createRig(options: RigOptions = {}): Promise<Rig> {
  const { dir = await mkdtemp(join(tmpdir(), "loom-compute-")), beforeCommit, logger = silentLogger, ...settings } = options;
  const sqlite = createSqliteStore({ path: join(dir, "store.db"), clock: systemClock });
  const commit = async (batch: Batch, urgency?: Urgency): Promise<number> => {
    beforeCommit?.(batch);
    return sqlite.commit(batch, urgency);
  };
  const store: Store = new Proxy(sqlite, { get: (target, name) => (name === "commit" ? commit : Reflect.get(target, name)) });
  const blobs = await createFileBlobs({ dir: join(dir, "blobs") });
  const unit = signer("scheduler");
  const shared = { store: sqlite, blobs, clock: systemClock, logger };
  const scheduler = await createScheduler({}, { ...shared, signer: unit, height: () => 7 });
  const compute = await createCompute({ workers: 1, ...settings }, { ...shared, store, outbox: outboxOf(blobs), address: unit.address });
  const announced: Rig["announced"] = [];
  compute.onResult((result, entries) => announced.push({ result, entries }));
  scheduler.onAssigned(({ process, slot }) => compute.notify(process, slot));

  const rig: Rig = {
    dir,
    store: sqlite,
    blobs,
    compute,
    announced,
    async module(name) {
      return rig.moduleOf(new Uint8Array(await readFile(await aosWasm(name))), [tag("Module-Format", FORMATS[name] ?? "")]);
    },
    moduleOf: (wasm, tags = [tag("Module-Format", "wasm32-unknown-emscripten3")]) =>
      rig.upload(wasm, [...AO, tag("Type", "Module"), tag("Input-Encoding", "JSON-1"), tag("Output-Encoding", "JSON-1"), ...tags]),
    async upload(data, tags = []) {
      const item = createItem({ tags, data: typeof data === "string" ? bytes(data) : data }, user);
      await sqlite.commit([await itemChange(item, blobs, { ingestedAt: 1 })]);
      return item.id;
    },
    async spawn(module, tags = [], data = " ") {
      const own = [tag("Type", "Process"), tag("Module", module), tag("Scheduler", unit.address)];
      // Ed25519 is deterministic: without something of its own a second process would be the first.
      const nonce = tag("Nonce-Of-Test", createHash("sha256").update(systemClock.random(8)).digest("hex"));
      return (await scheduler.assign(createItem({ tags: [...AO, ...own, ...tags, nonce], data: bytes(data) }, user))).process;
    },
    async send(process, tags, data) {
      const anchor = systemClock.random(32);
      const content = typeof data === "string" ? bytes(data) : data;
      const item = createItem({ target: process, anchor, tags: [...AO, tag("Type", "Message"), ...tags], data: content }, user);
      const { slot } = await scheduler.assign(item);
      return { slot, id: item.id };
    },
    eval: async (process, code) => (await rig.send(process, [tag("Action", "Eval")], code)).slot,
    assign: async (process, message, exclude = []) =>
      (await scheduler.assignExisting({ process, message, exclude, baseLayer: false })).slot,
    run: async (process, code) => rig.result(process, await rig.eval(process, code)),
    result: async (process, slot) => JSON.parse((await compute.evaluate(process, slot)).json) as EvaluationResult,
    async dry(process, code, at) {
      return output(await compute.dryRun(process, { Owner: user.address, Tags: [tag("Action", "Eval")], Data: code }, at));
    },
    async restart(next = {}) {
      await rig.compute.close();
      await sqlite.close();
      return createRig({ ...options, ...next, dir });
    },
    async close() {
      await compute.close();
      await sqlite.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return rig;
}

/** Signs what a process emits, as a messenger does, without its rules. */
function outboxOf(blobs: Blobs): OutboxBuilder {
  const messenger = signer("messenger");
  return {
    async build({ process, slot, result, origin }) {
      const changes: Change[] = [];
      const entries: OutboxRecord[] = [];
      for (const [index, message] of result.Messages.entries()) {
        const target = String(message["Target"]);
        const item = createItem(
          {
            target,
            anchor: createHash("sha256").update(`${process} ${slot} ${index}`).digest(),
            tags: AO,
            data: bytes(String(message["Data"] ?? " ")),
          },
          messenger,
        );
        const entry: OutboxRecord = {
          process,
          slot,
          index,
          kind: "message",
          target,
          item: item.id,
          exclude: [],
          ...origin,
          state: "pending",
          reason: "",
        };
        changes.push(await itemChange(item, blobs, { ingestedAt: 1 }), { type: "outbox", entry });
        entries.push(entry);
      }
      return { changes, entries };
    },
  };
}
