/**
 * Serves chunks with their proofs. No chunk is kept: it is a range of the data, and its proofs are rebuilt from the hashes of all chunks.
 * @module
 */
import { bytesEqual, fromBase64Url, toBase64Url } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { createDataRootBuilder, type DataTree } from "../protocol/chunks.ts";
import type { TxTree } from "../protocol/tx-tree.ts";
import type { Blobs } from "../storage/blobs.ts";
import type { TxOffsetRecord } from "../storage/records.ts";
import type { StoreReads } from "../storage/store.ts";
import { txTreeOf } from "./block-content.ts";
import { blockRest } from "./block-header.ts";
import { type ByteSource, dataSource } from "./byte-source.ts";
import { createLru } from "./lru.ts";

export interface ServedChunk {
  readonly chunk: Uint8Array;
  readonly dataPath: Uint8Array;
  readonly txPath: Uint8Array;
  /** Weave offset of the chunk's last byte, counted from 1. */
  readonly absoluteEndOffset: number;
}

export interface ChunkProofs {
  /** Chunk that holds the byte at a weave offset (from 1). @throws LoomError NOT_FOUND */
  at(offset: number): Promise<ServedChunk>;
}

/** Trees of this many transactions and blocks are remembered; one takes about 1 MiB for each GiB of data. */
const REMEMBERED_TREES = 64;

export function createChunkProofs({ store, blobs }: { readonly store: StoreReads; readonly blobs: Blobs }): ChunkProofs {
  const dataTrees = createLru<string, DataTree>(REMEMBERED_TREES);
  const txTrees = createLru<number, { readonly tree: TxTree; readonly ids: readonly string[] }>(REMEMBERED_TREES);

  const dataTreeFor = async (place: TxOffsetRecord, source: ByteSource): Promise<DataTree> => {
    const known = dataTrees.get(place.dataRoot);
    if (known !== undefined) return known;
    const builder = createDataRootBuilder();
    for await (const piece of source.stream(0, source.size)) builder.push(piece);
    const tree = builder.finish();
    // Legal, but rare: the last two chunks were cut in another way than every library cuts them.
    if (!bytesEqual(tree.root, fromBase64Url(place.dataRoot)))
      throw absent(`the data of ${place.id} was cut into chunks in a way of its own; read it whole`);
    dataTrees.set(place.dataRoot, tree);
    return tree;
  };

  const txPathFor = async (place: TxOffsetRecord): Promise<Uint8Array> => {
    let known = txTrees.get(place.height);
    if (known === undefined) {
      const block = await store.block(place.height);
      const offsets = await Promise.all((block === null ? [] : blockRest(block).txs).map((id) => store.txOffset(id)));
      const placed = offsets.filter((offset) => offset !== null);
      known = { tree: txTreeOf(placed), ids: placed.map(({ id }) => id) };
      txTrees.set(place.height, known);
    }
    return known.tree.path(known.ids.indexOf(place.id));
  };

  return {
    at: async (offset) => {
      const place = await store.txOffsetAt(offset);
      const start = place === null ? 0 : place.endOffset - place.size + 1;
      if (place === null || offset > place.endOffset) throw absent(`no data at offset ${offset}`);
      const record = await store.item(place.id);
      if (record === null) throw absent(`no data at offset ${offset}`);
      const source = dataSource(record, blobs);
      const tree = await dataTreeFor(place, source);
      const index = tree.leaves.findIndex(({ end }) => offset - start < end);
      const [left, right] = [tree.leaves[index - 1]?.end ?? 0, tree.leaves[index]?.end ?? 0];
      const [chunk, txPath] = await Promise.all([source.read(left, right), txPathFor(place)]);
      return { chunk, dataPath: tree.path(index), txPath, absoluteEndOffset: start + right - 1 };
    },
  };
}

/** Serving form of GET /chunk/:offset. */
export function chunkJson({ chunk, dataPath, txPath, absoluteEndOffset }: ServedChunk): Readonly<Record<string, string>> {
  return {
    chunk: toBase64Url(chunk),
    data_path: toBase64Url(dataPath),
    tx_path: toBase64Url(txPath),
    packing: "unpacked",
    absolute_end_offset: String(absoluteEndOffset),
    chunk_size: String(chunk.byteLength),
  };
}

function absent(why: string): LoomError {
  return new LoomError("NOT_FOUND", why);
}
