/**
 * Makes signed ANS-104 items.
 * @module
 */
import { utf8 } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { type Id, idBytes, requireId } from "../base/ids.ts";
import type { Tag } from "../base/tags.ts";
import { addressOf } from "../crypto/address.ts";
import { deepHash } from "../crypto/deep-hash.ts";
import { sha256Base64Url } from "../crypto/hash.ts";
import { signatureType } from "../crypto/signature-types.ts";
import type { Signer } from "../crypto/signer.ts";
import type { Item } from "./item.ts";
import { headerSize, type SignedFields, signatureMessage } from "./item-header.ts";
import { encodeTags } from "./tags-avro.ts";

export interface ItemFields {
  readonly target?: Id | "";
  /** 32 bytes, or a text whose UTF-8 has 32 bytes. */
  readonly anchor?: Uint8Array | string;
  readonly tags: readonly Tag[];
  readonly data: Uint8Array;
}

/** What is signed of a new item, its signature and its id. */
export interface SignedItem extends SignedFields {
  readonly id: Id;
  readonly signature: Uint8Array;
}

/**
 * Signs a new item.
 * @throws LoomError BAD_REQUEST (target is not an id, anchor is not 32 bytes, signer of wrong lengths), ITEM_TAGS_INVALID,
 *   SIGNATURE_TYPE_UNSUPPORTED
 */
export function createItem(fields: ItemFields, signer: Signer): Item {
  const signed = signItem(fields, signer);
  const bytes = serializeItem({ ...signed, tagCount: fields.tags.length }, fields.data);
  const dataStart = bytes.byteLength - fields.data.byteLength;
  return {
    ...signed,
    ownerAddress: addressOf(signed.owner),
    // As they read back: `encodeTags` refuses texts that would not.
    tags: fields.tags.map(({ name, value }) => ({ name, value })),
    dataStart,
    nonCanonical: false,
    bytes,
    data: bytes.subarray(dataStart),
  };
}

/** As `createItem` without the bytes, for a caller that can do without them. @throws LoomError as `createItem` */
export function signItem(fields: ItemFields, signer: Signer): SignedItem {
  const { signatureBytes, ownerBytes } = signatureType(signer.type);
  const target = fields.target === undefined || fields.target === "" ? "" : requireId(fields.target, "target");
  const signed: SignedFields = {
    signatureType: signer.type,
    owner: signer.owner,
    target,
    anchor: anchorBytes(fields.anchor),
    rawTags: encodeTags(fields.tags),
  };
  const signature = signer.sign(signatureMessage(signed, deepHash(fields.data)));
  // Other lengths would move all that follows.
  if (signature.byteLength !== signatureBytes || signer.owner.byteLength !== ownerBytes)
    throw new LoomError("BAD_REQUEST", `signatures of type ${signer.type} have ${signatureBytes} bytes, their owners ${ownerBytes}`);
  return { ...signed, signature, id: sha256Base64Url(signature) };
}

/** The bytes of an item from its parts; nothing is checked or signed. */
export function serializeItem(
  header: SignedFields & { readonly signature: Uint8Array; readonly tagCount: number },
  data: Uint8Array,
): Uint8Array {
  const { signature, owner, target, anchor, rawTags, tagCount } = header;
  const dataStart = headerSize({ ...header, tagBytes: rawTags.byteLength });
  const out = new Uint8Array(dataStart + data.byteLength);
  let at = 2;
  const put = (part: Uint8Array): void => {
    out.set(part, at);
    at += part.byteLength;
  };
  out[0] = header.signatureType & 0xff;
  out[1] = header.signatureType >> 8;
  put(signature);
  put(owner);
  out[at++] = target === "" ? 0 : 1;
  if (target !== "") put(idBytes(target));
  out[at++] = anchor === null ? 0 : 1;
  if (anchor !== null) put(anchor);
  // Two counts of 64 bits of which limits leave the upper halves empty.
  writeU32(out, at, tagCount);
  writeU32(out, at + 8, rawTags.byteLength);
  at += 16;
  put(rawTags);
  put(data);
  return out;
}

function writeU32(out: Uint8Array, at: number, value: number): void {
  for (let i = 0; i < 4; i++) out[at + i] = (value >>> (8 * i)) & 0xff;
}

function anchorBytes(anchor: Uint8Array | string | undefined): Uint8Array | null {
  if (anchor === undefined) return null;
  const bytes = typeof anchor === "string" ? utf8(anchor) : anchor;
  if (bytes.byteLength !== 32) {
    throw new LoomError("BAD_REQUEST", `the anchor has ${bytes.byteLength} bytes, it must have 32`, { details: { field: "anchor" } });
  }
  return bytes;
}
