/**
 * A power cut at every moment. The adapter runs on a SQLite (same version, WebAssembly) whose writes and syncs are recorded, together with
 * those of the blobs. For every prefix of the record the files are built as a power cut could leave them, opened with the real adapter
 * on native SQLite, and checked: every batch acknowledged before the cut is whole, no batch is half, and the next one can be committed.
 *
 * It proves that what the adapter and SQLite ask of the disk is enough: order, syncs, checkpoints, format creation, blob renames.
 * It does not prove that the disk keeps a promise of a sync, nor that native SQLite asks for the same (the sources are the same release,
 * but its own file layer differs; of that layer kill.test.ts sees the writes, nobody sees the syncs).
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createFileBlobs } from "../../src/storage/files/blobs.ts";
import { prepareDatabase } from "../../src/storage/sqlite/open.ts";
import { createSqliteStore, createStoreOn } from "../../src/storage/sqlite/store.ts";
import { createDiskLog, type DiskLog } from "./support/disk-log.ts";
import { createDiskModel, type DiskModel, type Luck } from "./support/disk-model.ts";
import { commitBatch } from "./support/kill-batches.ts";
import { checkStore } from "./support/kill-check.ts";
import { recordedFiles } from "./support/recorded-files.ts";
import { recordedSql } from "./support/recorded-sql.ts";
import { bytesOf, testClock } from "./support/records.ts";
import { tempDir } from "./support/temp-dir.ts";

const LANES = 2;

/** Few pages in the log, so that it is written back and begun anew several times. */
const SMALL_LOG = "PRAGMA wal_autocheckpoint = 40;";

async function record(dir: string, log: DiskLog, batches: number, pragmas: string, synced = true): Promise<void> {
  const path = join(dir, "store.db");
  const { sql, restore } = await recordedSql(path, log);
  try {
    prepareDatabase(sql, path);
    sql.exec(pragmas);
    const store = createStoreOn(sql, testClock(), { sync: () => (synced ? syncLater(path, log) : Promise.resolve()), close: () => {} });
    const blobs = await createFileBlobs({ dir: join(dir, "blobs"), files: recordedFiles(log) });
    const lane = async (number: number): Promise<void> => {
      for (let n = 0; n < batches; n++) {
        await commitBatch(store, blobs, number, n);
        log.add({ type: "acked", lane: number, n });
      }
    };
    await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
    await store.close();
  } finally {
    restore();
  }
}

/** The sync that the store asks of another thread: what it was asked for may be on the medium only when it answers. */
async function syncLater(path: string, log: DiskLog): Promise<void> {
  await nextTurn();
  log.add({ type: "sync", path: `${path}-wal` });
}

/** Luck from a seed: every sector and name on its own. */
function seededLuck(seed: string): Luck {
  let [at, bits] = [0, bytesOf(seed, 4096)];
  return () => {
    if (at === bits.byteLength * 8) [at, bits] = [0, bytesOf(Buffer.from(bits).toString("hex"), 4096)];
    const bit = ((bits[at >> 3] ?? 0) >> (at & 7)) & 1;
    at++;
    return bit === 1;
  };
}

async function checkImage(model: DiskModel, luck: Luck, from: string, to: string, acked: readonly number[]): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  const files = model.image(luck);
  for (const [path, content] of files) {
    const place = join(to, path.slice(from.length));
    const lost = [...parents(path, from)].some((dir) => files.get(dir) !== "dir");
    if (lost) continue;
    await mkdir(content === "dir" ? place : dirname(place), { recursive: true });
    if (content !== "dir") await writeFile(place, content);
  }
  const blobs = await createFileBlobs({ dir: join(to, "blobs") });
  const store = createSqliteStore({ path: join(to, "store.db"), clock: testClock() });
  try {
    const heads = await checkStore(store, blobs, { acked, depth: 2 });
    await commitBatch(store, blobs, 0, (heads[0] ?? -1) + 1);
  } finally {
    await store.close();
  }
}

function* parents(path: string, root: string): Iterable<string> {
  for (let dir = dirname(path); dir.length > root.length; dir = dirname(dir)) yield dir;
}

/** Checks the prefixes (those with an acknowledgement, when `minAcked` is 1); gives the number of power cuts. */
async function replay(from: string, log: DiskLog, seed: string, minAcked = 0): Promise<number> {
  // Memory when there is some: an image lives for milliseconds.
  const to = join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), `loom-crash-${process.pid}`);
  const model = createDiskModel();
  const acked = Array.from({ length: LANES }, () => -1);
  let cuts = 0;
  try {
    for (const [at, event] of log.events.entries()) {
      model.feed(event);
      if (event.type === "acked") acked[event.lane] = event.n;
      if (Math.max(...acked) + 1 < minAcked) continue;
      const lucks: Luck[] = [seededLuck(`${seed} ${at}`), () => false, () => true];
      // All three after a promise was given; in turn between them.
      const chosen = event.type === "acked" ? lucks : lucks.slice(at % 3, (at % 3) + 1);
      for (const luck of chosen) {
        cuts++;
        await checkImage(model, luck, from, to, acked).catch((cause: unknown) => {
          const about = JSON.stringify({ at, event: { ...event, bytes: undefined }, luck: lucks.indexOf(luck), acked });
          throw new Error(`after a power cut at ${about}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
        });
      }
    }
  } finally {
    await rm(to, { recursive: true, force: true });
  }
  return cuts;
}

describe("power cuts", () => {
  test("the test sees a missing sync", { timeout: 60_000 }, async () => {
    const dir = await tempDir();
    try {
      const log = createDiskLog();
      await record(dir.path, log, 2, "PRAGMA synchronous = OFF;", false);
      await assert.rejects(replay(dir.path, log, "cut", 1), /was acknowledged/);
    } finally {
      await dir.dispose();
    }
  });

  test("at every write and sync: what was acknowledged is whole, nothing is half", { timeout: 120_000 }, async () => {
    const dir = await tempDir();
    try {
      const log = createDiskLog();
      await record(dir.path, log, 4, SMALL_LOG);
      const has = (type: string, name: string): number =>
        log.events.filter((event) => event.type === type && "path" in event && event.path.endsWith(name)).length;
      assert.ok(has("sync", "store.db") >= 2, "the log was written back to the main file while batches came");
      assert.ok(has("sync", "store.db-wal") >= 8, "the log was synced in commits");
      assert.ok((await replay(dir.path, log, "cut")) > 400);
    } finally {
      await dir.dispose();
    }
  });
});
