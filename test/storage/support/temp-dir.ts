import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new directory that is removed by `dispose`. */
export async function tempDir(): Promise<{ readonly path: string; dispose(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "loom-storage-"));
  return { path, dispose: () => rm(path, { recursive: true, force: true }) };
}
