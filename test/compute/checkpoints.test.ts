/** Checkpoints as sets of pages: shared, complete, gone when nobody needs them, and safe at any moment. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { systemClock } from "../../src/base/clock.ts";
import { LoomError } from "../../src/base/errors.ts";
import { silentLogger } from "../../src/base/logger.ts";
import type { SavedCheckpoint } from "../../src/compute/checkpoint-file.ts";
import { type Checkpoints, createCheckpoints } from "../../src/compute/checkpoints.ts";
import { createFileBlobs } from "../../src/storage/files/blobs.ts";
import { createSqliteStore } from "../../src/storage/sqlite/store.ts";
import type { Batch, Store } from "../../src/storage/store.ts";
import { IMAGE_PAGE_BYTES } from "../../src/vm/memory-image.ts";
import type { PageSet } from "../../src/vm/page-set.ts";

const id = (letter: string): string => `${letter.repeat(42)}A`;
const [P, Q, MODULE] = [id("p"), id("q"), id("m")];

interface Bench {
  readonly dir: string;
  readonly store: Store;
  readonly checkpoints: Checkpoints;
  /** Files in the blob directory. */
  files(): Promise<string[]>;
  /** The same directory after a restart. */
  again(): Promise<Checkpoints>;
}

/** Runs on a store and a directory of its own. `before` sees each batch and may throw in its place. */
async function withCheckpoints(work: (bench: Bench) => Promise<void>, before: (batch: Batch) => void = () => {}): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "loom-checkpoints-"));
  const sqlite = createSqliteStore({ path: ":memory:", clock: systemClock });
  const store: Store = {
    ...sqlite,
    commit: async (batch) => {
      before(batch);
      return sqlite.commit(batch);
    },
  };
  const make = async (): Promise<Checkpoints> =>
    createCheckpoints({ store, blobs: await createFileBlobs({ dir }), clock: systemClock, logger: silentLogger });
  try {
    await work({
      dir,
      store,
      checkpoints: await make(),
      files: async () => (await readdir(dir, { recursive: true })).filter((name) => name.length > 60),
      again: make,
    });
  } finally {
    await sqlite.close();
    await rm(dir, { recursive: true, force: true });
  }
}

const sha = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();
/** Bytes that do not compress. */
const pageOf = (seed: string): Uint8Array =>
  Buffer.concat(Array.from({ length: IMAGE_PAGE_BYTES / 32 }, (_, nth) => sha(Buffer.from(`${seed} ${nth}`))));

type Pages = Readonly<Record<number, string>>;

/** A state by the seeds of its pages; those in `left` come without their bytes. */
function setOf(pages: Pages, left: Pages = {}): PageSet {
  const indexes = Object.keys(pages).map(Number);
  const all = indexes.map((page) => pageOf(pages[page] ?? ""));
  const fresh = indexes.flatMap((page, nth) => (left[page] === pages[page] ? [] : [nth]));
  return {
    memoryPages: 100,
    globals: [
      { index: 0, type: "i", value: -7 },
      { index: 3, type: "j", value: 2n ** 62n },
    ],
    pageIndexes: Uint32Array.from(indexes),
    pageHashes: Buffer.concat(all.map(sha)),
    fresh: Uint32Array.from(fresh),
    freshBytes: Buffer.concat(fresh.map((nth) => all[nth] ?? new Uint8Array())),
  };
}

const range = (count: number, seed: string, first = 0): Pages =>
  Object.fromEntries(Array.from({ length: count }, (_, nth) => [first + nth, `${seed}${nth}`]));

async function holds(checkpoints: Checkpoints, process: string, slot: number, pages: Pages): Promise<SavedCheckpoint> {
  const loaded = await checkpoints.load(process, slot, MODULE);
  assert.equal(loaded?.slot, slot);
  const wanted = setOf(pages);
  assert.deepEqual([...loaded.image.pageIndexes], [...wanted.pageIndexes]);
  assert.deepEqual(loaded.image.globals, wanted.globals);
  assert.equal(loaded.image.memoryPages, 100);
  assert.ok(Buffer.from(wanted.freshBytes).equals(loaded.image.pageBytes), "other bytes");
  assert.ok(Buffer.from(wanted.pageHashes).equals(loaded.image.pageHashes), "other hashes");
  return loaded;
}

const at = (process: string, slot: number) => ({ process, slot, module: MODULE });

describe("checkpoints", () => {
  it("come back as they were, also those of many frames", () =>
    withCheckpoints(async ({ checkpoints }) => {
      const pages = range(1100, "a");
      const saved = await checkpoints.save(at(P, 4), setOf(pages), null);
      assert.equal(saved.manifest.ownPages, 1100);
      await holds(checkpoints, P, 4, pages);
      assert.equal(await checkpoints.load(P, 3, MODULE), null);
      assert.equal(await checkpoints.load(P, 9, id("n")), null, "of another module");
      await checkpoints.save(at(Q, 0), setOf({}), null);
      await holds(checkpoints, Q, 0, {});
    }));

  it("share pages between processes, and with the one before", () =>
    withCheckpoints(async ({ checkpoints, again }) => {
      const common = range(80, "c");
      const one = await checkpoints.save(at(P, 1), setOf({ ...common, ...range(10, "p", 200) }), null);
      const other = { ...common, ...range(10, "q", 300) };
      const two = await checkpoints.save(at(Q, 1), setOf(other), null);
      assert.deepEqual([one.manifest.ownPages, two.manifest.ownPages], [90, 10]);
      const changed = { ...other, 300: "new", 7: "new", 301: "q2" };
      const three = await checkpoints.save(at(Q, 2), setOf(changed, other), two);
      assert.equal(three.manifest.ownPages, 1, "two pages are the same bytes, and one moved");
      for (const reader of [checkpoints, await again()]) {
        await holds(reader, Q, 1, other);
        await holds(reader, Q, 2, changed);
      }
    }));

  it("do not keep a large file for a few of its pages", () =>
    withCheckpoints(async ({ checkpoints }) => {
      await checkpoints.save(at(P, 1), setOf(range(100, "x")), null);
      const few = await checkpoints.save(at(Q, 1), setOf(range(10, "x")), null);
      assert.deepEqual([few.manifest.ownPages, few.manifest.packs.length], [10, 0]);
    }));

  it("are removed with the last that needs them, and never before", () =>
    withCheckpoints(async ({ checkpoints, store, files }) => {
      const common = range(50, "c");
      await checkpoints.save(at(P, 1), setOf(common), null);
      const q = await checkpoints.save(at(Q, 1), setOf({ ...common, 90: "q" }), null);
      for (let slot = 2; slot < 6; slot++) await checkpoints.save(at(P, slot), setOf({ 1: `only ${slot}` }), null);
      await checkpoints.sweep();
      assert.equal((await files()).length, 4, "two of P, one of Q, and the one that holds its pages");
      await holds(checkpoints, Q, 1, { ...common, 90: "q" });
      await checkpoints.save(at(Q, 2), setOf({ 1: "z" }), q);
      await checkpoints.save(at(Q, 3), setOf({ 1: "y" }), q);
      await checkpoints.sweep();
      assert.equal((await files()).length, 4);
      assert.deepEqual(await store.garbage(9), []);
    }));

  it("leave no file behind when the power goes before the commit", async () => {
    let fail = false;
    const before = (batch: Batch): void => {
      if (fail && batch.some(({ type }) => type === "checkpoint")) throw new LoomError("STORE_FAILED", "no power");
    };
    await withCheckpoints(async ({ checkpoints, files, again }) => {
      await checkpoints.save(at(P, 1), setOf(range(3, "a")), null);
      fail = true;
      await assert.rejects(checkpoints.save(at(P, 2), setOf(range(3, "b")), null), { code: "STORE_FAILED" });
      assert.equal((await files()).length, 2);
      const restarted = await again();
      await restarted.sweep();
      assert.equal((await files()).length, 1);
      await holds(restarted, P, 1, range(3, "a"));
    }, before);
  });

  it("write a page again when the file that had it is gone", () =>
    withCheckpoints(async ({ checkpoints, store }) => {
      const common = range(20, "c");
      await checkpoints.save(at(P, 1), setOf(common), null);
      // Behind the back of the index.
      const elsewhere = (slot: number) => ({ process: P, slot, blob: String(slot).padStart(64, "0"), size: 1, packs: [] });
      await store.commit([2, 3].map((slot) => ({ type: "checkpoint", checkpoint: elsewhere(slot), keep: 2 })));
      const saved = await checkpoints.save(at(Q, 1), setOf(common), null);
      assert.equal(saved.manifest.ownPages, 20);
      await holds(checkpoints, Q, 1, common);
    }));

  it("that are damaged are passed over for the one before", () =>
    withCheckpoints(async ({ checkpoints, dir, again }) => {
      const first = await checkpoints.save(at(P, 1), setOf(range(3, "a")), null);
      const second = await checkpoints.save(at(P, 2), setOf(range(3, "b")), null);
      assert.notEqual(first.blob, second.blob);
      const path = join(dir, second.blob.slice(0, 2), second.blob.slice(2));
      await rm(path);
      await writeFile(path, "rubbish");
      assert.equal((await (await again()).load(P, 2, MODULE))?.slot, 1);
    }));
});
