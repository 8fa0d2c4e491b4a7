/**
 * Saved states: a blob each, named by a row of the store.
 *
 * Blob: length of the header (4, big-endian) · header as JSON {process, slot, module} · image. The header makes every blob different,
 * so removing the blob of an old checkpoint never takes that of a newer one with the same state.
 * @module
 */
import { concat, strictText, utf8 } from "../base/bytes.ts";
import { toLoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import type { Logger } from "../base/logger.ts";
import type { Blobs } from "../storage/blobs.ts";
import type { CheckpointRecord } from "../storage/records.ts";
import type { Store } from "../storage/store.ts";

/** Checkpoints kept of each process: the newest, and one to fall back on. */
const KEEP = 2;
const LENGTH_BYTES = 4;

export interface SavedState {
  readonly process: Id;
  /** Slot after which it is the state. */
  readonly slot: number;
  readonly module: Id;
}

export interface Checkpoints {
  /** Resolves when the checkpoint is durable. @throws LoomError STORE_FAILED */
  save(state: SavedState, image: Uint8Array): Promise<void>;
  /** Newest usable image at or before `slot`; null when there is none. */
  load(process: Id, slot: number, module: Id): Promise<{ readonly slot: number; readonly image: Uint8Array } | null>;
}

export function createCheckpoints({
  store,
  blobs,
  logger,
}: {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly logger: Logger;
}): Checkpoints {
  const outdated = async (process: Id): Promise<CheckpointRecord[]> => {
    const found: CheckpointRecord[] = [];
    for (let before = Number.MAX_SAFE_INTEGER; ; ) {
      const checkpoint = await store.checkpoint(process, before);
      if (checkpoint === null) return found.slice(KEEP - 1);
      found.push(checkpoint);
      before = checkpoint.slot - 1;
    }
  };

  const read = async (checkpoint: CheckpointRecord, module: Id): Promise<Uint8Array | null> => {
    try {
      return unpack(await blobs.read(checkpoint.blob, 0, checkpoint.size), { process: checkpoint.process, slot: checkpoint.slot, module });
    } catch (thrown) {
      logger.warn({ process: checkpoint.process, slot: checkpoint.slot, err: toLoomError(thrown) }, "a checkpoint cannot be read");
      return null;
    }
  };

  return {
    async save(state, image) {
      const bytes = pack(state, image);
      const { process, slot } = state;
      const old = (await outdated(process)).filter((checkpoint) => checkpoint.slot !== slot);
      const blob = await blobs.put(bytes);
      await store.commit([{ type: "checkpoint", checkpoint: { process, slot, blob, size: bytes.byteLength }, keep: KEEP }]);
      for (const checkpoint of old) await blobs.remove(checkpoint.blob);
    },
    async load(process, slot, module) {
      for (let before = slot; before >= 0; ) {
        const checkpoint = await store.checkpoint(process, before);
        if (checkpoint === null) return null;
        const image = await read(checkpoint, module);
        if (image !== null) return { slot: checkpoint.slot, image };
        before = checkpoint.slot - 1;
      }
      return null;
    },
  };
}

function pack({ process, slot, module }: SavedState, image: Uint8Array): Uint8Array {
  const header = utf8(JSON.stringify({ process, slot, module }));
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, header.byteLength);
  return concat(length, header, image);
}

/** Null when the blob is not the state it should be. */
function unpack(bytes: Uint8Array, { process, slot, module }: SavedState): Uint8Array | null {
  if (bytes.byteLength < LENGTH_BYTES) return null;
  const start = LENGTH_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const header = strictText(bytes.subarray(LENGTH_BYTES, start));
  return header === JSON.stringify({ process, slot, module }) ? bytes.slice(start) : null;
}
