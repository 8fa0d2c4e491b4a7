/**
 * The weave: permanent storage of items and transactions, blocks over them, and their proofs.
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Id } from "../base/ids.ts";
import type { Logger } from "../base/logger.ts";
import type { Signer } from "../crypto/signer.ts";
import type { Blobs } from "../storage/blobs.ts";
import type { BlockRecord } from "../storage/records.ts";
import type { Store } from "../storage/store.ts";
import type { WeaveUnit } from "../units/weave.ts";
import { createBlocks } from "./blocks.ts";
import { dataSource } from "./byte-source.ts";
import { type ChunkProofs, createChunkProofs } from "./chunk-proofs.ts";
import { createChunkStore } from "./chunk-store.ts";
import { entryRecord } from "./entry-record.ts";
import { ingestChunk } from "./ingest-chunk.ts";
import { type IngestedItem, ingestItem } from "./ingest-item.ts";
import { type IngestedTx, ingestTx } from "./ingest-tx.ts";
import { createKeyedLock } from "./keyed-lock.ts";
import { type Receipt, signReceipt } from "./receipt.ts";
import { createWallets, type Wallets } from "./wallets.ts";

export interface WeaveOptions {
  /** Milliseconds between automatic blocks; 0: only on demand. */
  readonly blockTimeMs: number;
  /** Take bundled items that the network holds although they break ANS-104, marked `nonCanonical`. Default true. */
  readonly lenientImport?: boolean;
  /** Refuse transactions whose reward is not covered by the balance. Default false. */
  readonly strictBalances?: boolean;
  /** Name in GET /info. */
  readonly network?: string;
}

export interface WeaveDeps {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Signs receipts. */
  readonly signer: Signer;
  /** Newest assigned timestamp in milliseconds, those that wait for their commit included. */
  readonly lastTimestamp: () => number;
  /** Tells that assignments must not be before this time in milliseconds. */
  readonly notBefore: (timestampMs: number) => void;
}

export interface Weave extends WeaveUnit {
  readonly network: string;
  ingestItem(body: AsyncIterable<Uint8Array>): Promise<IngestedItem>;
  /** Body of POST /tx. @throws LoomError TX_INVALID, SIGNATURE_INVALID, SIGNATURE_TYPE_UNSUPPORTED, ITEM_TOO_LARGE, LIMIT_EXCEEDED, STORE_FAILED */
  ingestTx(json: unknown): Promise<IngestedTx>;
  /** Body of POST /chunk. @throws LoomError CHUNK_INVALID, STORE_FAILED */
  ingestChunk(json: unknown): Promise<void>;
  /** The last block. */
  current(): BlockRecord;
  /** Signed receipt of an item of the weave, null when it is not here. `gateway`: host that serves it. */
  receipt(id: Id, gateway: string): Promise<Receipt | null>;
  readonly wallets: Wallets;
  readonly chunks: ChunkProofs;
  close(): Promise<void>;
}

/** Opens the weave; makes the first block when there is none. */
export async function createWeave(options: WeaveOptions, deps: WeaveDeps): Promise<Weave> {
  const { store, blobs, clock, signer } = deps;
  const lock = createKeyedLock();
  const ingest = {
    ...deps,
    lock,
    chunks: createChunkStore(deps),
    lenientImport: options.lenientImport ?? true,
    strictBalances: options.strictBalances ?? false,
  };
  const blocks = await createBlocks({ blockTimeMs: options.blockTimeMs }, { ...deps, clock, lock });
  return {
    network: options.network ?? "hyperloom.1",
    ingestItem: (body) => ingestItem(body, ingest),
    ingestTx: (json) => ingestTx(json, ingest),
    ingestChunk: (json) => ingestChunk(json, ingest),
    find: async (id) => {
      const entry = await store.entry(id);
      return entry === null ? null : entryRecord(entry);
    },
    data: (item, start, end) => dataSource(item, blobs).stream(start, end),
    height: () => blocks.current().height,
    current: blocks.current,
    mine: blocks.mine,
    receipt: async (id, gateway) => {
      const entry = await store.entry(id);
      if (entry === null) return null;
      const { ownerAddress, ingestedAt } = entryRecord(entry);
      // What waits goes into the next block, so the receipt of an item does not change when it gets there.
      const height = (await store.blockOfSeq(entry.seq))?.height ?? blocks.current().height + 1;
      return signReceipt({ id, ownerAddress, timestamp: ingestedAt, height, gateway }, signer);
    },
    wallets: createWallets(store, lock),
    chunks: createChunkProofs({ store, blobs }),
    close: blocks.close,
  };
}
