/**
 * Where the bytes of an upload go while it is not known yet whether it will be accepted: memory while small, a new blob from 64 KiB on.
 * @module
 */
import { concat } from "../base/bytes.ts";
import { LIMITS } from "../base/limits.ts";
import type { Blobs, BlobWriter } from "../storage/blobs.ts";
import type { ItemBytes } from "../storage/records.ts";

export interface BodySink {
  write(bytes: Uint8Array): Promise<void>;
  /** Gives the place of the bytes; a blob is durable then. */
  finish(): Promise<ItemBytes>;
  /** Leaves nothing behind. Does nothing after `finish`. */
  abort(): Promise<void>;
}

export function createBodySink(blobs: Pick<Blobs, "create">): BodySink {
  let held: Uint8Array[] = [];
  let size = 0;
  let writer: BlobWriter | null = null;
  return {
    write: async (bytes) => {
      size += bytes.byteLength;
      if (writer === null) {
        held.push(bytes);
        if (size < LIMITS.inlineBytes) return;
        writer = await blobs.create();
        const start = concat(...held);
        held = [];
        await writer.write(start);
        return;
      }
      await writer.write(bytes);
    },
    finish: async () => {
      if (writer === null) return { kind: "inline", bytes: concat(...held) };
      const open = writer;
      const { blob } = await open.finish();
      writer = null;
      return { kind: "blob", blob, offset: 0, size };
    },
    abort: async () => {
      const open = writer;
      writer = null;
      held = [];
      await open?.abort();
    },
  };
}
