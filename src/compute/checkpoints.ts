/**
 * Saved states: a file each, named by a row of the store. Pages that another file holds already are not written again.
 *
 * Crash safety: the name of a file is noted as garbage before it is written, and taken off that list by the commit that needs it. Files
 * that no checkpoint needs any more come on the list by the commit that drops the last one. So at any moment a file is needed, or on
 * the list, or was never begun.
 * @module
 */
import { promisify } from "node:util";
import { constants, zstdCompress } from "node:zlib";
import { toHex } from "../base/bytes.ts";
import type { Clock } from "../base/clock.ts";
import { LoomError, toLoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import type { Logger } from "../base/logger.ts";
import { sha256 } from "../crypto/hash.ts";
import type { Blobs } from "../storage/blobs.ts";
import type { Store } from "../storage/store.ts";
import { IMAGE_PAGE_BYTES } from "../vm/memory-image.ts";
import type { PageSet, SavedImage } from "../vm/page-set.ts";
import { encodeCheckpoint, FRAME_PAGES, type Manifest, type SavedCheckpoint, type SavedState } from "./checkpoint-file.ts";
import { createPageIndex } from "./page-index.ts";
import { learnPages, placePages } from "./page-places.ts";
import { createPageReader } from "./page-reader.ts";

/** Checkpoints kept of each process: the newest, and one to fall back on. */
const KEEP = 2;
/** Pages whose places are remembered, about 100 bytes each. */
const INDEX_PAGES = 256 * 1024;
/** Files removed at a time, so that the commit that forgets them is shared. */
const SWEEP = 64;
const LEVEL = 1;
const compress = promisify(zstdCompress);

export interface LoadedCheckpoint extends SavedCheckpoint {
  readonly image: SavedImage;
}

export interface Checkpoints {
  /**
   * Resolves when the checkpoint is durable. `base`: the checkpoint that the set was taken against, null when it has all its bytes.
   * @throws LoomError STORE_FAILED, CONFLICT
   */
  save(state: SavedState, set: PageSet, base: SavedCheckpoint | null): Promise<SavedCheckpoint>;
  /** Newest usable state at or before `slot`; null when there is none. */
  load(process: Id, slot: number, module: Id): Promise<LoadedCheckpoint | null>;
  /** Removes files that nobody needs. @throws LoomError STORE_FAILED */
  sweep(): Promise<void>;
}

export interface CheckpointsDeps {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly clock: Pick<Clock, "random">;
  readonly logger: Logger;
}

export function createCheckpoints({ store, blobs, clock, logger }: CheckpointsDeps): Checkpoints {
  const index = createPageIndex({ pages: INDEX_PAGES });
  const reader = createPageReader({ blobs });
  const beingWritten = new Set<string>();
  let saved = 0;
  let sweeping: Promise<void> | null = null;

  const write = async (state: SavedState, set: PageSet, base: SavedCheckpoint | null): Promise<SavedCheckpoint> => {
    const { written, ...places } = placePages(set, base, index);
    const frames = await compressPages(set, written);
    const { memoryPages, globals, pageIndexes, pageHashes } = set;
    const nonce = toHex(clock.random(8));
    const manifest: Manifest = { state, nonce, memoryPages, globals, pageIndexes, pageHashes, ownPages: written.length, ...places };
    const bytes = encodeCheckpoint(manifest, frames);
    const blob = toHex(sha256(bytes));
    beingWritten.add(blob);
    try {
      // Both wait for the disk, so they wait together: a power cut between them may leave a file that nobody lists, never one that is
      // named and missing.
      await Promise.all([store.commit([{ type: "garbage", action: "add", blobs: [blob] }]), blobs.put(bytes)]);
      const { process, slot } = state;
      const packs = manifest.packs.map((pack) => pack.blob).sort();
      await store.commit([{ type: "checkpoint", checkpoint: { process, slot, blob, size: bytes.byteLength, packs }, keep: KEEP }]);
    } finally {
      beingWritten.delete(blob);
    }
    learnPages(blob, manifest, index);
    return { slot: state.slot, blob, manifest };
  };

  const sweep = async (): Promise<void> => {
    for (;;) {
      const unused = (await store.garbage(SWEEP + beingWritten.size)).filter((blob) => !beingWritten.has(blob));
      if (unused.length === 0) return;
      for (const blob of unused) {
        index.forget(blob);
        await blobs.remove(blob);
      }
      await store.commit([{ type: "garbage", action: "drop", blobs: unused }]);
    }
  };
  const sweepOnce = (): Promise<void> => {
    sweeping ??= sweep().finally(() => {
      sweeping = null;
    });
    return sweeping;
  };

  return {
    async save(state, set, base) {
      const done = await write(state, set, base).catch((thrown: unknown) => {
        if (!(thrown instanceof LoomError) || thrown.code !== "CONFLICT") throw thrown;
        // A file that was to be shared has lost its last checkpoint meanwhile.
        index.clear();
        return write(state, set, base);
      });
      saved++;
      if (saved % SWEEP === 0)
        void sweepOnce().catch((thrown: unknown) => logger.warn({ err: toLoomError(thrown) }, "old checkpoints could not be removed"));
      return done;
    },
    async load(process, slot, module) {
      for (let before = slot; before >= 0; ) {
        const checkpoint = await store.checkpoint(process, before);
        if (checkpoint === null) return null;
        const { blob } = checkpoint;
        try {
          const { manifest, bytes } = await reader.pages(blob);
          const { state, memoryPages, globals, pageIndexes, pageHashes } = manifest;
          if (state.process !== process || state.slot !== checkpoint.slot || state.module !== module)
            throw new LoomError("CHECKPOINT_INVALID", "checkpoint: of another state");
          learnPages(blob, manifest, index);
          const image = { memoryPages, globals, pageIndexes, pageBytes: bytes, pageHashes };
          return { slot: checkpoint.slot, blob, manifest, image };
        } catch (thrown) {
          logger.warn({ process, slot: checkpoint.slot, err: toLoomError(thrown) }, "a checkpoint cannot be read");
          before = checkpoint.slot - 1;
        }
      }
      return null;
    },
    sweep: sweepOnce,
  };
}

/** `written`: positions in `freshBytes` of the pages, in order. Off this thread. */
function compressPages({ freshBytes }: PageSet, written: readonly number[]): Promise<Uint8Array[]> {
  const frames: Promise<Uint8Array>[] = [];
  for (let first = 0; first < written.length; first += FRAME_PAGES) {
    const pages = written.slice(first, first + FRAME_PAGES);
    const raw = Buffer.allocUnsafeSlow(pages.length * IMAGE_PAGE_BYTES);
    for (const [nth, fresh] of pages.entries())
      raw.set(freshBytes.subarray(fresh * IMAGE_PAGE_BYTES, (fresh + 1) * IMAGE_PAGE_BYTES), nth * IMAGE_PAGE_BYTES);
    // One chunk of output: each more is a turn between two threads.
    const sizes = { pledgedSrcSize: raw.byteLength, chunkSize: Math.max(raw.byteLength, 64 * 1024) };
    frames.push(compress(raw, { ...sizes, params: { [constants.ZSTD_c_compressionLevel]: LEVEL } }));
  }
  return Promise.all(frames);
}
