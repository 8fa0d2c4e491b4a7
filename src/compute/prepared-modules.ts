/**
 * Prepared modules on disk: rewriting a module takes a second or so, reading it back a few milliseconds. Only a cache: whatever is wrong
 * with an entry, the module is prepared again.
 * @module
 */
import { toLoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import type { Logger } from "../base/logger.ts";
import type { Blobs } from "../storage/blobs.ts";
import type { Store } from "../storage/store.ts";
import { ENVIRONMENT_1 } from "../vm/environment/1/environment.ts";

export interface PreparedModules {
  /** Null when it is not there or cannot be read. */
  read(module: Id, maximumPages: number | null): Promise<Uint8Array | null>;
  /** Never rejects. */
  write(module: Id, maximumPages: number | null, prepared: Uint8Array): Promise<void>;
}

export interface PreparedModulesDeps {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly logger: Logger;
}

export function createPreparedModules({ store, blobs, logger }: PreparedModulesDeps): PreparedModules {
  return {
    async read(module, maximumPages) {
      const value = await store.meta(keyOf(module, maximumPages));
      const [blob = "", size = ""] = value?.split(" ") ?? [];
      if (blob === "") return null;
      try {
        return await blobs.read(blob, 0, Number(size));
      } catch (thrown) {
        logger.warn({ module, err: toLoomError(thrown) }, "a prepared module cannot be read");
        return null;
      }
    },
    async write(module, maximumPages, prepared) {
      try {
        const blob = await blobs.put(prepared);
        await store.commit([{ type: "meta", key: keyOf(module, maximumPages), value: `${blob} ${prepared.byteLength}` }]);
      } catch (thrown) {
        logger.warn({ module, err: toLoomError(thrown) }, "a prepared module could not be kept");
      }
    },
  };
}

const keyOf = (module: Id, maximumPages: number | null): string => `prepared:${module}:${maximumPages ?? ""}:${ENVIRONMENT_1.version}`;
