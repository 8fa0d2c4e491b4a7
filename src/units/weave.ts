/**
 * What siblings know of the weave. Types only.
 * @module
 */
import type { Id } from "../base/ids.ts";
import type { BlockRecord, ItemRecord } from "../storage/records.ts";

export interface Ingested {
  readonly id: Id;
  /** True when the weave had it already. */
  readonly duplicate: boolean;
  readonly ownerAddress: string;
  /** Size of the whole item in bytes. */
  readonly size: number;
}

export interface WeaveUnit {
  /**
   * Verifies, stores and indexes a streamed item; bundles are unbundled. Nothing is held in memory beyond the header.
   * @throws LoomError of parse and signature, ITEM_TOO_LARGE, STORE_FAILED
   */
  ingestItem(body: AsyncIterable<Uint8Array>): Promise<Ingested>;
  /** Item, transaction or assignment (rebuilt) head by id. */
  find(id: Id): Promise<ItemRecord | null>;
  /** Data [start, end) of an item, transaction or assignment, streamed. @throws LoomError NOT_FOUND */
  data(item: ItemRecord, start: number, end: number): AsyncIterable<Uint8Array>;
  /** Height of the last block. */
  height(): number;
  /** Seals everything that waits into a block (an empty one too); resolves when durable. */
  mine(): Promise<BlockRecord>;
}
