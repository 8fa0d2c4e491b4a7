/**
 * From a parsed item to the change that stores it.
 * @module
 */

import type { Id } from "../base/ids.ts";
import { LIMITS } from "../base/limits.ts";
import { sha256 } from "../crypto/hash.ts";
import type { Item } from "../protocol/item.ts";
import type { Blobs } from "./blobs.ts";
import type { ItemBytes, ItemRecord } from "./records.ts";
import type { Change, StoreReads } from "./store.ts";

/**
 * Stores the bytes of a verified item where they belong (in the row, or as a durable blob from 64 KiB on) and gives the change to commit.
 * `at`: the bytes are part of a blob already.
 */
export async function itemChange(
  item: Item,
  blobs: Blobs,
  options: { readonly ingestedAt: number; readonly parent?: Id; readonly at?: Extract<ItemBytes, { kind: "blob" }> },
): Promise<Extract<Change, { type: "item" }>> {
  return { type: "item", item: itemRecord(item, options.at ?? (await place(item.bytes, blobs)), options) };
}

async function place(bytes: Uint8Array, blobs: Blobs): Promise<ItemBytes> {
  if (bytes.byteLength < LIMITS.inlineBytes) return { kind: "inline", bytes };
  return { kind: "blob", blob: await blobs.put(bytes), offset: 0, size: bytes.byteLength };
}

/** The record of a verified item whose bytes are at `bytes`. */
export function itemRecord(item: Item, bytes: ItemBytes, options: { readonly ingestedAt: number; readonly parent?: Id }): ItemRecord {
  return {
    id: item.id,
    kind: "item",
    parent: options.parent ?? null,
    signatureType: item.signatureType,
    signature: item.signature,
    owner: item.owner,
    ownerAddress: item.ownerAddress,
    target: item.target,
    anchor: item.anchor,
    rawTags: item.rawTags,
    tags: item.tags,
    bytes,
    dataStart: item.dataStart,
    dataSize: item.data.byteLength,
    dataHash: sha256(item.data),
    dataRoot: null,
    txHeader: null,
    ingestedAt: options.ingestedAt,
    nonCanonical: item.nonCanonical,
  };
}

/** Whole data of a stored item or transaction, null when it is not (completely) here. */
export async function readData(record: ItemRecord, blobs: Blobs): Promise<Uint8Array | null> {
  const { bytes, dataStart, dataSize } = record;
  if (bytes === null) return dataSize === 0 ? new Uint8Array(0) : null;
  if (bytes.kind === "inline") return bytes.bytes.subarray(dataStart, dataStart + dataSize);
  return blobs.read(bytes.blob, bytes.offset + dataStart, bytes.offset + dataStart + dataSize);
}

/** The signed bytes of a stored item, null for transactions and unknown ids. */
export async function readItemBytes(id: Id, store: StoreReads, blobs: Blobs): Promise<Uint8Array | null> {
  const record = await store.item(id);
  if (record === null || record.kind !== "item" || record.bytes === null) return null;
  const { bytes } = record;
  return bytes.kind === "inline" ? bytes.bytes : blobs.read(bytes.blob, bytes.offset, bytes.offset + bytes.size);
}
