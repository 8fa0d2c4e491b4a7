/**
 * Writes one blob under a temporary name and hands it over when its bytes are on the medium.
 * @module
 */
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { LoomError } from "../../base/errors.ts";
import type { BlobWriter } from "../blobs.ts";
import type { FileSystem } from "./file-system.ts";

/** Everybody may read, nobody may write: a blob never changes. */
const BLOB_MODE = 0o444;

/** `publish` gives the synced file its name, durably. */
export async function createBlobWriter(files: FileSystem, path: string, publish: (blob: string) => Promise<void>): Promise<BlobWriter> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
  const handle = await guard("a blob cannot be created", () => files.open(path, flags, BLOB_MODE));
  const hash = createHash("sha256");
  let size = 0;
  let state: "open" | "failed" | "closed" = "open";

  const abort = async (): Promise<void> => {
    if (state === "closed") return;
    state = "closed";
    await handle.close();
    await files.remove(path);
  };

  return {
    async write(bytes) {
      if (state !== "open") throw new LoomError("INTERNAL", "write to a blob that is finished, failed or dropped");
      const at = size;
      size += bytes.byteLength;
      hash.update(bytes);
      try {
        await guard("a blob cannot be written", () => handle.write(bytes, at));
      } catch (thrown) {
        // A hole in the file must never get a name.
        state = "failed";
        throw thrown;
      }
    },
    async finish() {
      try {
        if (state !== "open") throw new LoomError("INTERNAL", "finish of a blob that is finished, failed or dropped");
        const blob = hash.digest("hex");
        await guard("a blob cannot be finished", async () => {
          await handle.sync();
          await publish(blob);
        });
        state = "closed";
        await handle.close();
        return { blob, size };
      } catch (thrown) {
        await abort().catch(() => {});
        throw thrown;
      }
    },
    abort,
  };
}

/** Faults of the medium become STORE_FAILED. */
export async function guard<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof LoomError) throw thrown;
    throw new LoomError("STORE_FAILED", `${what}: ${thrown instanceof Error ? thrown.message : String(thrown)}`, { cause: thrown });
  }
}
