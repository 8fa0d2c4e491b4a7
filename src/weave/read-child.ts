/**
 * One item of a bundle: read, verified, as a record.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { LIMITS } from "../base/limits.ts";
import { sha256 } from "../crypto/hash.ts";
import type { BundleEntry } from "../protocol/bundle.ts";
import { parseItem, verifyItem } from "../protocol/item.ts";
import { createItemVerifier, type VerifiedItem } from "../protocol/item-stream.ts";
import type { ItemBytes, ItemRecord } from "../storage/records.ts";
import type { ByteSource } from "./byte-source.ts";

/**
 * Small items are read at once, large ones stream by.
 * @throws LoomError of the item verifier; BUNDLE_MALFORMED when the bundle's header names another id
 */
export async function readChild(
  source: ByteSource,
  entry: BundleEntry,
  parent: Id,
  options: { readonly ingestedAt: number; readonly lenient: boolean },
): Promise<ItemRecord> {
  const { offset, size, id } = entry;
  const verified =
    size < LIMITS.inlineBytes ? verifyWhole(await source.read(offset, offset + size), options) : await verifyStream(source, entry, options);
  if (verified.header.id !== id)
    throw new LoomError("BUNDLE_MALFORMED", `the bundle's header says ${id} where item ${verified.header.id} is`);
  return streamedRecord(verified, source.place(offset, offset + size), { parent, ingestedAt: options.ingestedAt });
}

async function verifyStream(
  source: ByteSource,
  { offset, size }: BundleEntry,
  { lenient }: { readonly lenient: boolean },
): Promise<VerifiedItem> {
  const verifier = createItemVerifier({ size, lenient });
  for await (const piece of source.stream(offset, offset + size)) verifier.push(piece);
  return verifier.finish();
}

/** Verifies an item in memory. @throws LoomError of `parseItem` and `verifyItem` */
export function verifyWhole(bytes: Uint8Array, options: { readonly lenient?: boolean } = {}): VerifiedItem {
  const item = parseItem(bytes, options);
  verifyItem(item);
  return { header: item, dataSize: item.data.byteLength, dataHash: sha256(item.data) };
}

/** The record of an item that was verified while it streamed by and is kept at `bytes`. */
export function streamedRecord(
  verified: VerifiedItem,
  bytes: ItemBytes,
  place: { readonly parent: Id | null; readonly ingestedAt: number },
): ItemRecord {
  const { header, dataSize, dataHash } = verified;
  return {
    id: header.id,
    kind: "item",
    parent: place.parent,
    signatureType: header.signatureType,
    signature: header.signature,
    owner: header.owner,
    ownerAddress: header.ownerAddress,
    target: header.target,
    anchor: header.anchor,
    rawTags: header.rawTags,
    tags: header.tags,
    bytes,
    dataStart: header.dataStart,
    dataSize,
    dataHash,
    dataRoot: null,
    txHeader: null,
    ingestedAt: place.ingestedAt,
    nonCanonical: header.nonCanonical,
  };
}
