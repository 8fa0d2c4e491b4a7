/**
 * Files of the weave for modules that read them (WeaveDrive). A file that is absent is a fault of this node, never an answer: another
 * node may have it.
 * @module
 */

import { utf8 } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { LIMITS } from "../base/limits.ts";
import type { Blobs } from "../storage/blobs.ts";
import { readData } from "../storage/item-change.ts";
import type { StoreReads } from "../storage/store.ts";
import type { JobFiles } from "./worker/protocol.ts";

export interface WeaveFilesDeps {
  readonly store: StoreReads;
  readonly blobs: Blobs;
}

/**
 * Reads the files at these paths (`/data/<id>`, `/tx/<id>`).
 * @throws LoomError HOST_FAULT when one is not on this weave, LIMIT_EXCEEDED when it is too large to be given to a module
 */
export async function readWeaveFiles(paths: readonly string[], deps: WeaveFilesDeps): Promise<JobFiles> {
  const files: Record<string, Uint8Array> = {};
  for (const path of paths) files[path] = await readFile(path, deps);
  return files;
}

async function readFile(path: string, { store, blobs }: WeaveFilesDeps): Promise<Uint8Array> {
  const [, kind = "", id = ""] = path.split("/");
  if (kind !== "data" && kind !== "tx") throw absent(path, "this node does not serve such files to modules");
  const item = await store.item(id);
  if (item === null) throw absent(path, "it is not on this weave");
  if (kind === "tx") {
    if (item.txHeader === null) throw absent(path, "it is no transaction");
    const header: unknown = JSON.parse(item.txHeader);
    return utf8(JSON.stringify({ ...(header as Record<string, unknown>), ownerAddress: item.ownerAddress }));
  }
  if (item.dataSize > LIMITS.moduleFileBytes) {
    throw new LoomError("LIMIT_EXCEEDED", `${path} is larger than ${LIMITS.moduleFileBytes} bytes`, {
      details: { path, limit: LIMITS.moduleFileBytes },
    });
  }
  const data = await readData(item, blobs);
  if (data === null) throw absent(path, "its data is not completely on this weave");
  // Copied: what is posted to a worker must not share memory with the store.
  return data.slice();
}

function absent(path: string, why: string): LoomError {
  return new LoomError("HOST_FAULT", `the process reads ${path}: ${why}`, { details: { path } });
}
