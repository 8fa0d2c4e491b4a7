/**
 * The Blobs port on a directory: `ab/cdef...` by hex SHA-256. A blob is written beside its place, synced, renamed, and its
 * directory synced, so a name that exists has its whole bytes and a finished blob survives a power cut.
 * @module
 */
import { dirname, join } from "node:path";
import { LoomError } from "../../base/errors.ts";
import type { Blobs } from "../blobs.ts";
import { readWhole, streamRange } from "./blob-reader.ts";
import { createBlobWriter, guard } from "./blob-writer.ts";
import type { FileSystem } from "./file-system.ts";
import { nodeFiles } from "./file-system.ts";

export interface FileBlobsOptions {
  readonly dir: string;
  /** Tests pass one that records or fails. */
  readonly files?: FileSystem;
}

const TEMPORARY = "tmp";

/** Creates the directory (in one that is durable) and removes what a crash left half-written. @throws LoomError STORE_FAILED */
export async function createFileBlobs(options: FileBlobsOptions): Promise<Blobs> {
  const files = options.files ?? nodeFiles;
  const { dir } = options;
  const temporary = join(dir, TEMPORARY);
  const durableDirs = await guard("the blob directory cannot be used", () => prepare(files, dir, temporary));
  let counter = 0;

  async function publish(from: string, blob: string): Promise<void> {
    const { fanOut, path } = place(dir, blob);
    const isNew = !durableDirs.has(blob.slice(0, 2));
    if (isNew) await files.makeDirs(fanOut);
    await files.rename(from, path);
    await files.syncDir(fanOut);
    if (!isNew) return;
    await files.syncDir(dir);
    durableDirs.add(blob.slice(0, 2));
  }

  const create: Blobs["create"] = () => {
    const path = join(temporary, String(counter++));
    return createBlobWriter(files, path, (blob) => publish(path, blob));
  };

  return {
    create,
    async put(bytes) {
      const writer = await create();
      try {
        await writer.write(bytes);
      } catch (thrown) {
        await writer.abort().catch(() => {});
        throw thrown;
      }
      return (await writer.finish()).blob;
    },
    size: async (blob) => guard("a blob cannot be looked up", () => files.size(place(dir, blob).path)),
    stream: (blob, start, end) => streamRange(files, place(dir, blob).path, start, end),
    read: async (blob, start, end) => readWhole(files, place(dir, blob).path, start, end),
    async remove(blob) {
      const { path, fanOut } = place(dir, blob);
      await guard("a blob cannot be removed", async () => {
        if (await files.remove(path)) await files.syncDir(fanOut);
      });
    },
  };
}

/** Gives the fan-out directories whose own names are durable. */
async function prepare(files: FileSystem, dir: string, temporary: string): Promise<Set<string>> {
  await files.makeDirs(temporary);
  for (const name of await files.list(temporary)) await files.remove(join(temporary, name));
  await files.syncDir(dir);
  await files.syncDir(dirname(dir));
  return new Set(await files.list(dir));
}

function place(dir: string, blob: string): { readonly fanOut: string; readonly path: string } {
  if (!/^[0-9a-f]{64}$/.test(blob)) throw new LoomError("NOT_FOUND", "not the name of a blob", { details: { blob } });
  const fanOut = join(dir, blob.slice(0, 2));
  return { fanOut, path: join(fanOut, blob.slice(2)) };
}
