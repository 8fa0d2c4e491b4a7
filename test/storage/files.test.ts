import assert from "node:assert/strict";
import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { createFileBlobs } from "../../src/storage/files/blobs.ts";
import type { FileSystem } from "../../src/storage/files/file-system.ts";
import { nodeFiles } from "../../src/storage/files/file-system.ts";
import { blobsConformance } from "./blobs-conformance.ts";
import { failsWith } from "./conformance/run.ts";
import { tempDir } from "./support/temp-dir.ts";

blobsConformance("files", async () => {
  const dir = await tempDir();
  return { blobs: await createFileBlobs({ dir: join(dir.path, "blobs") }), dispose: dir.dispose };
});

async function inTempDir(body: (dir: string) => Promise<void>): Promise<void> {
  const dir = await tempDir();
  try {
    await body(dir.path);
  } finally {
    await dir.dispose();
  }
}

describe("file blobs", () => {
  test("are read-only and leave no temporary files", () =>
    inTempDir(async (dir) => {
      const blobs = await createFileBlobs({ dir });
      const blob = await blobs.put(new Uint8Array(9));
      assert.equal((await stat(join(dir, blob.slice(0, 2), blob.slice(2)))).mode & 0o777, 0o444);
      const writer = await blobs.create();
      await writer.write(new Uint8Array(3));
      await writer.abort();
      assert.deepEqual(await readdir(join(dir, "tmp")), []);
    }));

  test("temporary files of a crash are removed at the next start, blobs stay", () =>
    inTempDir(async (dir) => {
      const blob = await (await createFileBlobs({ dir })).put(new Uint8Array(9));
      await writeFile(join(dir, "tmp", "0"), "half");
      const blobs = await createFileBlobs({ dir });
      assert.deepEqual(await readdir(join(dir, "tmp")), []);
      assert.equal(await blobs.size(blob), 9);
      await blobs.put(new Uint8Array(10));
    }));

  for (const failing of ["write", "sync", "rename", "syncDir"] as const) {
    test(`a fault of ${failing} is STORE_FAILED and leaves no temporary file`, () =>
      inTempDir(async (dir) => {
        let broken = false;
        const fault = async <T>(at: string, work: () => Promise<T>): Promise<T> => {
          if (broken && at === failing) throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
          return work();
        };
        const files: FileSystem = {
          ...nodeFiles,
          async open(path, flags, mode) {
            const handle = await nodeFiles.open(path, flags, mode);
            return {
              ...handle,
              write: (bytes, at) => fault("write", () => handle.write(bytes, at)),
              sync: () => fault("sync", () => handle.sync()),
            };
          },
          rename: (from, to) => fault("rename", () => nodeFiles.rename(from, to)),
          syncDir: (path) => fault("syncDir", () => nodeFiles.syncDir(path)),
        };
        const blobs = await createFileBlobs({ dir, files });
        broken = true;
        await assert.rejects(blobs.put(new Uint8Array(9)), failsWith("STORE_FAILED"));
        assert.deepEqual(await readdir(join(dir, "tmp")), []);
        broken = false;
        assert.equal(await blobs.size(await blobs.put(new Uint8Array(9))), 9);
      }));
  }
});
