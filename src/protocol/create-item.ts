/**
 * Makes signed ANS-104 items.
 * @module
 */
import { concat, utf8 } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { type Id, idBytes, requireId } from "../base/ids.ts";
import type { Tag } from "../base/tags.ts";
import { deepHash } from "../crypto/deep-hash.ts";
import type { Signer } from "../crypto/signer.ts";
import { type Item, parseItem } from "./item.ts";
import { type SignedFields, signatureMessage } from "./item-header.ts";
import { encodeTags } from "./tags-avro.ts";

export interface ItemFields {
  readonly target?: Id | "";
  /** 32 bytes, or a text whose UTF-8 has 32 bytes. */
  readonly anchor?: Uint8Array | string;
  readonly tags: readonly Tag[];
  readonly data: Uint8Array;
}

/**
 * Signs a new item.
 * @throws LoomError BAD_REQUEST (target is not an id, anchor is not 32 bytes), ITEM_TAGS_INVALID
 */
export function createItem(fields: ItemFields, signer: Signer): Item {
  const target = fields.target === undefined || fields.target === "" ? "" : requireId(fields.target, "target");
  const signed: SignedFields = {
    signatureType: signer.type,
    owner: signer.owner,
    target,
    anchor: anchorBytes(fields.anchor),
    rawTags: encodeTags(fields.tags),
  };
  const signature = signer.sign(signatureMessage(signed, deepHash(fields.data)));
  return parseItem(serializeItem({ ...signed, signature, tagCount: fields.tags.length }, fields.data));
}

/** The bytes of an item from its parts; nothing is checked or signed. */
export function serializeItem(
  header: SignedFields & { readonly signature: Uint8Array; readonly tagCount: number },
  data: Uint8Array,
): Uint8Array {
  const counts = new DataView(new ArrayBuffer(16));
  counts.setUint32(0, header.tagCount, true);
  counts.setUint32(8, header.rawTags.byteLength, true);
  return concat(
    Uint8Array.of(header.signatureType & 0xff, header.signatureType >> 8),
    header.signature,
    header.owner,
    header.target === "" ? ABSENT : concat(PRESENT, idBytes(header.target)),
    header.anchor === null ? ABSENT : concat(PRESENT, header.anchor),
    new Uint8Array(counts.buffer),
    header.rawTags,
    data,
  );
}

const ABSENT = Uint8Array.of(0);
const PRESENT = Uint8Array.of(1);

function anchorBytes(anchor: Uint8Array | string | undefined): Uint8Array | null {
  if (anchor === undefined) return null;
  const bytes = typeof anchor === "string" ? utf8(anchor) : anchor;
  if (bytes.byteLength !== 32) {
    throw new LoomError("BAD_REQUEST", `the anchor has ${bytes.byteLength} bytes, it must have 32`, { details: { field: "anchor" } });
  }
  return bytes;
}
