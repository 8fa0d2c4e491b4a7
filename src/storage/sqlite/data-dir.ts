/**
 * A data directory: lock, format, store and blobs, opened and closed together.
 * @module
 */
import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Clock } from "../../base/clock.ts";
import { LoomError } from "../../base/errors.ts";
import type { Blobs } from "../blobs.ts";
import { createFileBlobs } from "../files/blobs.ts";
import { nodeFiles } from "../files/file-system.ts";
import { checkDirFormat } from "./dir-format.ts";
import { lockFile } from "./dir-lock.ts";
import type { SqliteStore } from "./store.ts";
import { createSqliteStore } from "./store.ts";

export interface DataDir {
  readonly store: SqliteStore;
  readonly blobs: Blobs;
  /** Closes the store and releases the lock. */
  close(): Promise<void>;
}

/**
 * Makes the directory when it is not there: `format`, `lock.db`, `store.db`, `blobs/`. Only its owner can enter it (it holds keys).
 * @throws LoomError DATA_DIR_LOCKED (another process has it), DATA_DIR_VERSION, STORE_FAILED
 */
export async function openDataDir({ dir, clock }: { readonly dir: string; readonly clock: Clock }): Promise<DataDir> {
  await makeDurable(resolve(dir));
  const unlock = lockFile(join(dir, "lock.db"), dir);
  try {
    const path = join(dir, "store.db");
    await checkDirFormat(dir, path);
    const blobs = await createFileBlobs({ dir: join(dir, "blobs") });
    const store = createSqliteStore({ path, clock });
    const close = async (): Promise<void> => {
      try {
        await store.close();
      } finally {
        unlock();
      }
    };
    return { store, blobs, close };
  } catch (thrown) {
    unlock();
    throw failure(thrown, dir);
  }
}

/** A new directory is on the medium only when the one that names it is synced; several may be new. */
async function makeDurable(dir: string): Promise<void> {
  try {
    const first = await mkdir(dir, { recursive: true, mode: 0o700 });
    if (first === undefined) return;
    for (let made = dir; made.length >= first.length; made = dirname(made)) await nodeFiles.syncDir(dirname(made));
  } catch (thrown) {
    throw failure(thrown, dir);
  }
}

function failure(thrown: unknown, dir: string): LoomError {
  if (thrown instanceof LoomError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new LoomError("STORE_FAILED", `the data directory ${dir} cannot be used: ${reason}`, { details: { dir }, cause: thrown });
}
