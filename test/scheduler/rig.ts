/**
 * A scheduler on a real store, with a clock that stands still and randomness that repeats.
 * @module
 */
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import type { Tag } from "../../src/base/tags.ts";
import { createEd25519Signer } from "../../src/crypto/ed25519.ts";
import type { Signer } from "../../src/crypto/signer.ts";
import { createItem } from "../../src/protocol/create-item.ts";
import type { Item } from "../../src/protocol/item.ts";
import { createScheduler, type SchedulerOptions } from "../../src/scheduler/scheduler.ts";
import type { Blobs } from "../../src/storage/blobs.ts";
import { createFileBlobs } from "../../src/storage/files/blobs.ts";
import { itemChange } from "../../src/storage/item-change.ts";
import { createSqliteStore, type SqliteStore } from "../../src/storage/sqlite/store.ts";
import type { Store } from "../../src/storage/store.ts";
import type { SchedulerUnit } from "../../src/units/scheduler.ts";

export const START = 1_700_000_000_000;

export interface TestClock extends Clock {
  set(ms: number): void;
}

/** `after` calls back in the next turn: what waits for time only waits for its turn. */
export function testClock(start: number = START): TestClock {
  let now = start;
  let drawn = 0;
  return {
    now: () => now,
    monotonic: () => 0,
    sleep: async () => {},
    after: (_ms, callback) => {
      const timer = setImmediate(callback);
      return () => clearImmediate(timer);
    },
    random: (size) => new Uint8Array(createHash("sha512").update(`draw ${drawn++}`).digest().subarray(0, size)),
    set: (ms) => {
      now = ms;
    },
  };
}

export const signerOf = (name: string): Signer => createEd25519Signer(new Uint8Array(createHash("sha256").update(name).digest()));
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export const tag = (name: string, value: string): Tag => ({ name, value });
export const AO: readonly Tag[] = [tag("Data-Protocol", "ao"), tag("Variant", "ao.TN.1")];
export const MESSAGE: readonly Tag[] = [...AO, tag("Type", "Message")];

export interface Rig {
  readonly store: SqliteStore;
  readonly blobs: Blobs;
  readonly clock: TestClock;
  readonly user: Signer;
  readonly su: Signer;
  readonly module: Item;
  /** Height that the scheduler is told. */
  readonly height: () => number;
  scheduler(options?: SchedulerOptions, store?: Store): Promise<SchedulerUnit>;
  /** Unique per call unless `anchor` is given. */
  message(target: string, tags?: readonly Tag[], data?: string | Uint8Array, signer?: Signer): Item;
  process(tags?: readonly Tag[], options?: { readonly target?: string; readonly data?: string | Uint8Array }): Item;
  put(item: Item): Promise<void>;
  close(): Promise<void>;
}

export async function createRig(): Promise<Rig> {
  const dir = await mkdtemp(join(tmpdir(), "hyperloom-units-"));
  const clock = testClock();
  const store = createSqliteStore({ path: ":memory:", clock });
  const blobs = await createFileBlobs({ dir });
  const [user, su] = [signerOf("user"), signerOf("scheduler")];
  const module = createItem({ tags: [...AO, tag("Type", "Module")], data: bytesOf("wasm") }, user);
  const put = async (item: Item): Promise<void> => {
    await store.commit([await itemChange(item, blobs, { ingestedAt: clock.now() })]);
  };
  await put(module);
  let made = 0;
  const anchor = (): Uint8Array => bytesOf(String(made++).padStart(32, "0"));
  const data = (value: string | Uint8Array): Uint8Array => (typeof value === "string" ? bytesOf(value) : value);
  return {
    store,
    blobs,
    clock,
    user,
    su,
    module,
    height: () => 17,
    scheduler: (options = {}, other = store) =>
      createScheduler(options, { store: other, blobs, clock, logger: silentLogger, signer: su, height: () => 17 }),
    message: (target, tags = [], value = "hi", signer = user) =>
      createItem({ target, anchor: anchor(), tags: [...tags, ...MESSAGE], data: data(value) }, signer),
    process: (tags = [], options = {}) =>
      createItem(
        {
          ...(options.target === undefined ? {} : { target: options.target }),
          anchor: anchor(),
          tags: [...tags, ...AO, tag("Type", "Process"), tag("Module", module.id), tag("Scheduler", su.address)],
          data: data(options.data ?? "boot"),
        },
        user,
      ),
    put,
    close: async () => {
      await store.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
