/**
 * Chunks of data that is not complete yet.
 *
 * A chunk is kept in a blob of its own behind 32 random bytes: blobs are named by content, so without them two uploads with one chunk in
 * common would share it, and the first to be completed would take it from the other.
 * @module
 */
import { concat } from "../base/bytes.ts";
import type { Clock } from "../base/clock.ts";
import type { Blobs } from "../storage/blobs.ts";
import type { ChunkRecord } from "../storage/records.ts";
import type { Store } from "../storage/store.ts";
import { createLru } from "./lru.ts";

const SALT_BYTES = 32;

export interface ChunkStore {
  /** Keeps a verified chunk; true when all bytes of the data are here now. */
  add(root: DataKey, left: number, chunk: Uint8Array): Promise<boolean>;
  /** The chunks in order. */
  list(root: DataKey): Promise<ChunkRecord[]>;
  /** The data in pieces. */
  stream(chunks: readonly ChunkRecord[]): AsyncIterable<Uint8Array>;
  /** Removes the files of chunks that the store has forgotten. */
  remove(chunks: readonly ChunkRecord[]): Promise<void>;
  /** Forgets what is remembered of the progress. */
  forget(root: DataKey): void;
}

export interface DataKey {
  /** base64url. */
  readonly dataRoot: string;
  readonly dataSize: number;
}

/** Uploads whose progress is remembered; that of others is read again. */
const REMEMBERED_UPLOADS = 256;

export function createChunkStore({
  store,
  blobs,
  clock,
}: {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly clock: Clock;
}): ChunkStore {
  const progress = createLru<string, { readonly lefts: Set<number>; bytes: number }>(REMEMBERED_UPLOADS);
  const list = ({ dataRoot, dataSize }: DataKey): Promise<ChunkRecord[]> => store.chunks(dataRoot, dataSize);
  const keyOf = ({ dataRoot, dataSize }: DataKey): string => `${dataRoot}:${dataSize}`;

  const progressOf = async (root: DataKey): Promise<{ readonly lefts: Set<number>; bytes: number }> => {
    const known = progress.get(keyOf(root));
    if (known !== undefined) return known;
    const chunks = await list(root);
    const read = { lefts: new Set(chunks.map(({ left }) => left)), bytes: chunks.reduce((sum, { left, right }) => sum + right - left, 0) };
    progress.set(keyOf(root), read);
    return read;
  };

  return {
    list,
    add: async (root, left, chunk) => {
      const here = await progressOf(root);
      if (!here.lefts.has(left)) {
        const blob = await blobs.put(concat(clock.random(SALT_BYTES), chunk));
        await store.commit([{ type: "chunk", chunk: { ...root, left, right: left + chunk.byteLength, blob } }]);
        here.lefts.add(left);
        here.bytes += chunk.byteLength;
      }
      // Proofs fix the borders of chunks under a root, so they never overlap and their sizes tell whether all are here.
      return here.bytes === root.dataSize;
    },
    stream: async function* (chunks) {
      for (const { blob, left, right } of chunks) yield* blobs.stream(blob, SALT_BYTES, SALT_BYTES + right - left);
    },
    remove: async (chunks) => {
      for (const { blob } of chunks) await blobs.remove(blob);
    },
    forget: (root) => progress.delete(keyOf(root)),
  };
}
