/**
 * Items as rows. An item whose bytes are inline keeps its signature, owner and tags only there: the row holds their sizes.
 * @module
 */
import { bytesEqual } from "../../base/bytes.ts";
import type { Tag } from "../../base/tags.ts";
import type { ItemBytes, ItemRecord } from "../records.ts";
import { blobValue, keyValue, readRow } from "./row-reader.ts";
import type { SqlRow, SqlValue } from "./sql.ts";

/** Flag of a transaction. */
export const TX = 1;
const NON_CANONICAL = 2;
/** Signature, owner and raw tags are slices of the body. */
const PACKED = 4;

/** Of a data item the signature follows the two bytes of its type (ANS-104 section 2). */
const SIGNATURE_AT = 2;

const COLUMN_NAMES = [
  "id, flags, parent, signature_type, owner_address, target, tags, ingested_at, data_start, data_size, data_hash, data_root",
  "blob, blob_offset, blob_size, anchor, signature_size, owner_size, tags_size, signature, owner, raw_tags, tx_header, body",
].join(", ");

/** Changes no row when the item is known. */
export const INSERT_ITEM = `INSERT INTO item (seq, ${COLUMN_NAMES}) VALUES (?${", ?".repeat(24)}) ON CONFLICT (id) DO NOTHING`;
export const SELECT_ITEM = `SELECT ${COLUMN_NAMES} FROM item`;

/** Values of `INSERT_ITEM` after `seq`. */
export function itemValues(item: ItemRecord): SqlValue[] {
  const { bytes } = item;
  const inline = bytes?.kind === "inline" ? bytes.bytes : null;
  const packed = inline !== null && isPacked(item, inline);
  const blob = bytes?.kind === "blob" ? bytes : null;
  return [
    keyValue(item.id),
    (item.kind === "tx" ? TX : 0) | (item.nonCanonical ? NON_CANONICAL : 0) | (packed ? PACKED : 0),
    item.parent === null ? null : keyValue(item.parent),
    item.signatureType,
    keyValue(item.ownerAddress),
    keyValue(item.target),
    tagsText(item.tags),
    item.ingestedAt,
    item.dataStart,
    item.dataSize,
    item.dataHash,
    item.dataRoot === null ? null : keyValue(item.dataRoot),
    ...blobValues(blob),
    item.anchor,
    item.signature.byteLength,
    item.owner.byteLength,
    item.rawTags.byteLength,
    packed ? null : item.signature,
    packed ? null : item.owner,
    packed ? null : item.rawTags,
    item.txHeader,
    inline,
  ];
}

/** Values of blob, blob_offset, blob_size. */
export function blobValues(blob: Extract<ItemBytes, { kind: "blob" }> | null): SqlValue[] {
  return blob === null ? [null, null, null] : [blobValue(blob.blob), blob.offset, blob.size];
}

function isPacked(item: ItemRecord, body: Uint8Array): boolean {
  if (item.kind !== "item") return false;
  const ownerAt = SIGNATURE_AT + item.signature.byteLength;
  const ownerEnd = ownerAt + item.owner.byteLength;
  const tagsAt = item.dataStart - item.rawTags.byteLength;
  return (
    tagsAt >= ownerEnd &&
    bytesEqual(body.subarray(SIGNATURE_AT, ownerAt), item.signature) &&
    bytesEqual(body.subarray(ownerAt, ownerEnd), item.owner) &&
    bytesEqual(body.subarray(tagsAt, item.dataStart), item.rawTags)
  );
}

/** The record in a row of `SELECT_ITEM`. */
export function readItem(row: SqlRow): ItemRecord {
  const read = readRow(row);
  const id = read.key();
  const flags = read.number();
  const head = {
    id,
    kind: (flags & TX) === 0 ? ("item" as const) : ("tx" as const),
    nonCanonical: (flags & NON_CANONICAL) !== 0,
    parent: read.keyOrNull(),
    signatureType: read.number(),
    ownerAddress: read.key(),
    target: read.key(),
    tags: readTags(read.text()),
    ingestedAt: read.number(),
    dataStart: read.number(),
    dataSize: read.number(),
    dataHash: read.bytesOrNull(),
    dataRoot: read.keyOrNull(),
  };
  const [blob, offset, size] = [read.blobOrNull(), read.numberOrNull(), read.numberOrNull()];
  const anchor = read.bytesOrNull();
  const [signatureSize, ownerSize, tagsSize] = [read.number(), read.number(), read.number()];
  const [signature, owner, rawTags] = [read.bytesOrNull(), read.bytesOrNull(), read.bytesOrNull()];
  const txHeader = read.textOrNull();
  const body = read.bytesOrNull();
  const empty = new Uint8Array(0);
  const within = body ?? empty;
  const ownerAt = SIGNATURE_AT + signatureSize;
  return {
    ...head,
    anchor,
    txHeader,
    signature: signature ?? within.subarray(SIGNATURE_AT, ownerAt),
    owner: owner ?? within.subarray(ownerAt, ownerAt + ownerSize),
    rawTags: rawTags ?? within.subarray(head.dataStart - tagsSize, head.dataStart),
    bytes: readBytes(body, blob, offset, size),
  };
}

function readBytes(body: Uint8Array | null, blob: string | null, offset: number | null, size: number | null): ItemBytes | null {
  if (body !== null) return { kind: "inline", bytes: body };
  if (blob === null || offset === null || size === null) return null;
  return { kind: "blob", blob, offset, size };
}

/** Tags as one JSON array of names and values in turn; JSON keeps what SQLite texts would not (NUL, lone surrogates). */
export function tagsText(tags: readonly Tag[]): string {
  const flat: string[] = [];
  for (const tag of tags) flat.push(tag.name, tag.value);
  return JSON.stringify(flat);
}

export function readTags(json: string): Tag[] {
  const flat = JSON.parse(json) as string[];
  const tags: Tag[] = [];
  for (let at = 0; at < flat.length; at += 2) tags.push({ name: flat[at] ?? "", value: flat[at + 1] ?? "" });
  return tags;
}
