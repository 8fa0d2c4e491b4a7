/**
 * The header of an ANS-104 data item: everything before the data. All integers little-endian.
 * `type u16 | signature | owner | 0 or 1 target(32) | 0 or 1 anchor(32) | tag count u64 | tag bytes u64 | tags | data ...`
 * @module
 */
import { toBase64Url, utf8 } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { LIMITS } from "../base/limits.ts";
import type { Tag } from "../base/tags.ts";
import { addressOf } from "../crypto/address.ts";
import { deepHash, deepHashRest, deepHashStart } from "../crypto/deep-hash.ts";
import { sha256Base64Url } from "../crypto/hash.ts";
import { createOwnerCache } from "../crypto/owner-cache.ts";
import { signatureType } from "../crypto/signature-types.ts";
import { decodeTags, tagTexts } from "./tags-avro.ts";

export interface ItemHeader {
  /** base64url of SHA-256 of the signature. */
  readonly id: Id;
  readonly signatureType: number;
  readonly signature: Uint8Array;
  /** Raw public key. */
  readonly owner: Uint8Array;
  /** base64url of SHA-256 of the owner. */
  readonly ownerAddress: string;
  readonly target: Id | "";
  /** 32 bytes, or null when absent. */
  readonly anchor: Uint8Array | null;
  /** The tag section as it is signed: never made again from `tags`. */
  readonly rawTags: Uint8Array;
  /** Tags as text, in order, repetitions kept; invalid UTF-8 shown as U+FFFD. */
  readonly tags: readonly Tag[];
  /** Offset of the data, which is the size of the header. */
  readonly dataStart: number;
  /** True when only the lenient reading accepts the item. */
  readonly nonCanonical: boolean;
}

/** The largest header: type 6, target, anchor and a full tag section. */
export const MAX_HEADER_BYTES = 2 + 2052 + 1025 + 33 + 33 + 16 + LIMITS.tagSectionBytes;

const DATA_ITEM = deepHash(utf8("dataitem"));
const VERSION = deepHash(utf8("1"));
const LIST_LENGTH = 8;
/** Signers of each type whose part of the hashing is kept. */
const SIGNERS = 1024;

/**
 * Reads the header at the start of `prefix`. `totalSize`: size of the whole item, Infinity while unknown.
 * Null: the prefix is too short, more bytes are needed (never when `prefix` is the whole item).
 * @throws LoomError ITEM_MALFORMED, ITEM_TAGS_INVALID, SIGNATURE_TYPE_UNSUPPORTED
 */
export function parseItemHeader(prefix: Uint8Array, totalSize: number, options: { readonly lenient?: boolean } = {}): ItemHeader | null {
  const cursor = { bytes: prefix, totalSize, at: 0 };
  const typeBytes = take(cursor, 2);
  if (typeBytes === null) return null;
  const type = (typeBytes[0] ?? 0) + 256 * (typeBytes[1] ?? 0);
  const { signatureBytes, ownerBytes } = signatureType(type);
  const signature = take(cursor, signatureBytes);
  const owner = take(cursor, ownerBytes);
  const target = signature && owner && takeOptional(cursor, "target");
  const anchor = target && takeOptional(cursor, "anchor");
  const counts = anchor && take(cursor, 16);
  if (!signature || !owner || !target || !anchor || !counts) return null;
  const tagCount = readU64(counts, 0);
  const tagBytes = readU64(counts, 8);
  if (tagBytes > LIMITS.tagSectionBytes) throw tagsInvalid(`the tag section has more than ${LIMITS.tagSectionBytes} bytes`);
  const rawTags = take(cursor, tagBytes);
  if (rawTags === null) return null;
  const decoded = decodeTags(rawTags, options);
  // The count is not signed: two counts would be two byte strings with one id.
  if (decoded.tags.length !== tagCount) throw tagsInvalid(`${tagCount} tags are announced, ${decoded.tags.length} are there`);
  return {
    id: sha256Base64Url(signature),
    signatureType: type,
    signature,
    owner,
    ownerAddress: addressOf(owner),
    target: target.byteLength === 0 ? "" : toBase64Url(target),
    anchor: anchor.byteLength === 0 ? null : anchor,
    rawTags,
    tags: tagTexts(decoded.tags),
    dataStart: cursor.at,
    nonCanonical: !decoded.canonical || hasForeignV(type, signature, options.lenient ?? false),
  };
}

/**
 * What the owner signs, 48 bytes: deep hash of "dataitem", "1", signature type in decimal, owner, target, anchor, tag section, data.
 * `dataLeafHash` is the deep hash of the data alone.
 */
export function signatureMessage(header: SignedFields, dataLeafHash: Uint8Array): Uint8Array {
  return deepHashRest(signerStart(header.signatureType, header.owner), [
    deepHash(header.target === "" ? EMPTY : Buffer.from(header.target, "base64url")),
    deepHash(header.anchor ?? EMPTY),
    deepHash(header.rawTags),
    dataLeafHash,
  ]);
}

const signerStarts = new Map<number, (owner: Uint8Array) => Uint8Array>();

/** The list up to the owner: of an item of a known signer a third of the hashing is done. */
function signerStart(type: number, owner: Uint8Array): Uint8Array {
  let startOf = signerStarts.get(type);
  if (startOf === undefined) {
    const typeStart = deepHashStart(LIST_LENGTH, [DATA_ITEM, VERSION, deepHash(utf8(String(type)))]);
    startOf = createOwnerCache(SIGNERS, (bytes) => deepHashRest(typeStart, [deepHash(bytes)]));
    signerStarts.set(type, startOf);
  }
  return startOf(owner);
}

export type SignedFields = Pick<ItemHeader, "signatureType" | "owner" | "target" | "anchor" | "rawTags">;

const EMPTY = new Uint8Array(0);

/** Size of the header of an item with these fields. */
export function headerSize(fields: {
  readonly signatureType: number;
  readonly target: string;
  readonly anchor: Uint8Array | null;
  readonly tagBytes: number;
}): number {
  const { signatureBytes, ownerBytes } = signatureType(fields.signatureType);
  return 2 + signatureBytes + ownerBytes + (fields.target === "" ? 1 : 33) + (fields.anchor === null ? 1 : 33) + 16 + fields.tagBytes;
}

interface Cursor {
  readonly bytes: Uint8Array;
  readonly totalSize: number;
  at: number;
}

/** The next bytes, or null when they have not arrived yet. */
function take(cursor: Cursor, size: number): Uint8Array | null {
  const end = cursor.at + size;
  if (end > cursor.totalSize) throw malformed("the item ends within its header");
  if (end > cursor.bytes.byteLength) return null;
  const part = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return part;
}

/** A field that a byte of 0 or 1 announces: empty, 32 bytes, or null when not arrived. Other values of the byte would be a second spelling. */
function takeOptional(cursor: Cursor, name: string): Uint8Array | null {
  const flag = take(cursor, 1);
  if (flag === null) return null;
  if (flag[0] === 0) return EMPTY;
  if (flag[0] !== 1) throw malformed(`the presence byte of the ${name} is ${flag[0]}, not 0 or 1`);
  return take(cursor, 32);
}

function readU64(bytes: Uint8Array, at: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 8);
  return view.getUint32(0, true) + view.getUint32(4, true) * 0x1_0000_0000;
}

function hasForeignV(type: number, signature: Uint8Array, lenient: boolean): boolean {
  return lenient && (type === 3 || type === 7 || type === 101) && (signature[64] ?? 0) < 2;
}

function malformed(why: string): LoomError {
  return new LoomError("ITEM_MALFORMED", why);
}

function tagsInvalid(why: string): LoomError {
  return new LoomError("ITEM_TAGS_INVALID", why);
}
