/** Kills a writing process again and again on one data directory, and checks what it left. */
import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { systemClock } from "../../../src/base/clock.ts";
import { openDataDir } from "../../../src/storage/sqlite/data-dir.ts";
import { LANES } from "./kill-batches.ts";
import { checkStore } from "./kill-check.ts";
import { bytesOf } from "./records.ts";
import { tempDir } from "./temp-dir.ts";

const CHILD = fileURLToPath(new URL("./kill-child.ts", import.meta.url));

export async function killRounds({ rounds, seed }: { readonly rounds: number; readonly seed: string }): Promise<void> {
  const dir = await tempDir();
  const path = join(dir.path, "data");
  const acked = Array.from({ length: LANES }, () => -1);
  let next = startChild(path);
  try {
    for (let round = 0; round < rounds; round++) {
      const child = next;
      const killed = killOne(child, acked, bytesOf(`${seed} ${round}`, 2));
      if (round + 1 < rounds) next = startChild(path);
      await killed;
      await checkDir(path, acked, round === rounds - 1 ? Number.POSITIVE_INFINITY : 3);
    }
    assert.ok(Math.min(...acked) > rounds, "every lane made progress");
  } finally {
    next.kill("SIGKILL");
    await dir.dispose();
  }
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

/** Loads the program (two thirds of the work of a round without the cache) and waits for "go": the next child starts while the last one is looked at. */
function startChild(path: string): Child {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(path, "..", "compiled") };
  return spawn(process.execPath, [CHILD, path], { stdio: ["pipe", "pipe", "inherit"], env });
}

/** Two seeded bytes choose the moment: after so many acknowledgements and so many milliseconds. */
async function killOne(child: Child, acked: number[], [count = 0, delay = 0]: Uint8Array): Promise<void> {
  child.stdin.write("go");
  const closed = once(child, "close");
  try {
    let left = 1 + (count % 32);
    for await (const line of createInterface({ input: child.stdout })) {
      const [lane = -1, n = -1] = line.split(" ").map(Number);
      acked[lane] = n;
      if (--left !== 0) continue;
      await sleep((delay % 64) / 4);
      child.kill("SIGKILL");
    }
  } finally {
    child.kill("SIGKILL");
  }
  const [, signal] = await closed;
  assert.equal(signal, "SIGKILL", "the child died of the kill and of nothing else");
}

async function checkDir(path: string, acked: readonly number[], depth: number): Promise<void> {
  const data = await openDataDir({ dir: path, clock: systemClock });
  try {
    await checkStore(data.store, data.blobs, { acked, depth });
  } finally {
    await data.close();
  }
  const database = new DatabaseSync(join(path, "store.db"));
  try {
    assert.deepEqual(
      database
        .prepare("PRAGMA integrity_check")
        .all()
        .map((row) => row["integrity_check"]),
      ["ok"],
    );
  } finally {
    database.close();
  }
}
