/**
 * Out of memory and back: what an evicted process costs, with its checkpoint on the disk.
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { type Checkpoints, createCheckpoints } from "../../src/compute/checkpoints.ts";
import { createFileBlobs } from "../../src/storage/files/blobs.ts";
import { createSqliteStore } from "../../src/storage/sqlite/store.ts";
import { ENVIRONMENT_1 } from "../../src/vm/environment/1/environment.ts";
import { imageHash } from "../../src/vm/image-encoding.ts";
import { createInstancePool } from "../../src/vm/instance-pool.ts";
import { captureImage } from "../../src/vm/memory-image.ts";
import { capturePages, tableOf } from "../../src/vm/page-set.ts";
import { EVAL, type Size } from "./evaluation.ts";
import { createPair, load, MODULE_ID, message, send } from "./guest.ts";
import type { EngineRow } from "./row.ts";
import { median } from "./timing.ts";

const PROCESS = `${"p".repeat(42)}A`;

export async function evictionRow(size: Size): Promise<EngineRow> {
  const dir = await mkdtemp(join(tmpdir(), "loom-evict-"));
  const store = createSqliteStore({ path: join(dir, "store.db"), clock: systemClock });
  const blobs = await createFileBlobs({ dir: join(dir, "blobs") });
  try {
    return await measure(createCheckpoints({ store, blobs, clock: systemClock, logger: silentLogger }), size);
  } finally {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  }
}

async function measure(checkpoints: Checkpoints, { quick }: Size): Promise<EngineRow> {
  const module = await load();
  let { engine: live } = await createPair([]);
  const pool = createInstancePool({ idle: 4 });
  // As in a worker: what another process left is there to be used.
  pool.give((await createPair([])).engine);
  const options = { ...module, bootTimeMs: ENVIRONMENT_1.bootTimeMs };
  let nonce = 1;
  for (; nonce < 100; nonce++) send(live, message(nonce, EVAL));
  live.takeDirty();
  let base = await checkpoints.save({ process: PROCESS, slot: nonce, module: MODULE_ID }, capturePages(live, null, new Set()), null);
  const rounds: { readonly outMs: number; readonly backMs: number; readonly pages: number }[] = [];
  for (let round = 0; round < (quick ? 10 : 40); round++) {
    const slot = ++nonce;
    send(live, message(slot, EVAL));
    const before = imageHash(captureImage(live));
    const started = performance.now();
    const set = capturePages(live, tableOf(base.manifest), new Set(live.takeDirty()));
    base = await checkpoints.save({ process: PROCESS, slot, module: MODULE_ID }, set, base);
    const out = performance.now();
    const loaded = await checkpoints.load(PROCESS, slot, MODULE_ID);
    if (loaded === null) throw new Error("the checkpoint is gone");
    const other = pool.take(options, loaded.image);
    pool.give(live);
    live = other;
    live.takeDirty();
    rounds.push({ outMs: out - started, backMs: performance.now() - out, pages: base.manifest.ownPages });
    base = loaded;
    if (imageHash(captureImage(live)) !== before) throw new Error("the state is another one after eviction");
  }
  const part = (pick: (round: (typeof rounds)[number]) => number): string => median(rounds.map(pick)).toFixed(1);
  const detail = `out ${part((one) => one.outMs)} ms, durable; back ${part((one) => one.backMs)} ms; ${part((one) => one.pages)} pages written of ${base.manifest.pageIndexes.length}`;
  const measured = median(rounds.map(({ outMs, backMs }) => outMs + backMs));
  return { name: "evict and restore a small process", measured, unit: "ms", bar: 30, wanted: "at most", detail };
}
