/**
 * The tag section of an item: an Avro array of {name: bytes, value: bytes}.
 * Canonical form: nothing at all (or the single byte 0) for no tags; else one block of positive count, shortest varints, a final 0.
 * Source: ANS-104 "Tag encoding"; Avro 1.11 "Arrays".
 * @module
 */
import { text } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { LIMITS } from "../base/limits.ts";
import type { Tag } from "../base/tags.ts";
import { readVarint, varintSize, writeVarint } from "./varint.ts";

/** A tag as it is signed; the bytes need not be UTF-8. */
export interface RawTag {
  readonly name: Uint8Array;
  readonly value: Uint8Array;
}

export interface DecodedTags {
  readonly tags: readonly RawTag[];
  /** False when only the lenient reading accepts the section. */
  readonly canonical: boolean;
}

/** How a reading of the section went: what the strict one refuses is collected instead of thrown. */
interface Reading {
  readonly bytes: Uint8Array;
  readonly lenient: boolean;
  readonly tags: RawTag[];
  at: number;
  canonical: boolean;
}

/**
 * Reads a tag section. Strict by default; `lenient` accepts what the network has stored: several or negative-count blocks, overlong
 * varints, a missing end, bytes after the end, more and longer tags, empty names and values. No tag is ever read past the section.
 * @throws LoomError ITEM_TAGS_INVALID
 */
export function decodeTags(bytes: Uint8Array, options: { readonly lenient?: boolean } = {}): DecodedTags {
  if (bytes.byteLength > LIMITS.tagSectionBytes)
    throw invalid(`the tag section has ${bytes.byteLength} bytes, more than ${LIMITS.tagSectionBytes}`);
  const reading: Reading = { bytes, lenient: options.lenient ?? false, tags: [], at: 0, canonical: true };
  if (bytes.byteLength > 0) readBlocks(reading);
  if (reading.at !== bytes.byteLength) deviate(reading, "bytes follow the end of the tags");
  if (reading.tags.length > LIMITS.itemTags) deviate(reading, `more than ${LIMITS.itemTags} tags`);
  return { tags: reading.tags, canonical: reading.canonical };
}

/** Canonical section of tags; empty for none. @throws LoomError ITEM_TAGS_INVALID when a limit is broken or a text is not Unicode */
export function encodeTags(tags: readonly Tag[]): Uint8Array {
  if (tags.length > LIMITS.itemTags) throw invalid(`${tags.length} tags, more than ${LIMITS.itemTags}`);
  const sizes: number[] = [];
  for (const { name, value } of tags) {
    if (!name.isWellFormed() || !value.isWellFormed()) throw invalid("a tag holds half of a surrogate pair");
    const nameBytes = Buffer.byteLength(name);
    const valueBytes = Buffer.byteLength(value);
    const broken = brokenLimit(nameBytes, valueBytes);
    if (broken !== null) throw invalid(`${broken} (tag ${JSON.stringify(name.slice(0, 64))})`);
    sizes.push(nameBytes, valueBytes);
  }
  return encode(tags, sizes, writeText);
}

/** As `encodeTags` without the limits, for tags given as bytes: those of foreign items, which are hashed but never sent. */
export function encodeRawTags(tags: readonly RawTag[]): Uint8Array {
  const sizes = tags.flatMap(({ name, value }) => [name.byteLength, value.byteLength]);
  return encode(tags, sizes, (out, at, part) => out.set(part, at));
}

const writeText = (out: Buffer, at: number, part: string): unknown => out.write(part, at);

/** `sizes`: bytes of each name and value in turn. The parts become bytes in place: an array for each would cost more than all the rest. */
function encode<T>(
  tags: readonly { readonly name: T; readonly value: T }[],
  sizes: readonly number[],
  write: (out: Buffer, at: number, part: T) => unknown,
): Uint8Array {
  if (tags.length === 0) return new Uint8Array(0);
  let total = varintSize(tags.length) + 1;
  for (const size of sizes) total += varintSize(size) + size;
  const out = Buffer.from(new ArrayBuffer(total));
  let at = writeVarint(out, 0, tags.length);
  let next = 0;
  const put = (part: T): void => {
    const size = sizes[next++] ?? 0;
    at = writeVarint(out, at, size);
    write(out, at, part);
    at += size;
  };
  for (const { name, value } of tags) {
    put(name);
    put(value);
  }
  return new Uint8Array(out.buffer);
}

/** Tags as text; invalid UTF-8 is shown as U+FFFD. */
export function tagTexts(tags: readonly RawTag[]): Tag[] {
  return tags.map(({ name, value }) => ({ name: text(name), value: text(value) }));
}

function readBlocks(reading: Reading): void {
  for (let blocks = 0; ; blocks++) {
    if (reading.at === reading.bytes.byteLength) return deviate(reading, "the end of the tags is missing");
    let count = next(reading);
    if (count === 0) return;
    if (blocks > 0) deviate(reading, "the tags have more than one block");
    if (count < 0) {
      deviate(reading, "a block of tags has a negative count");
      count = -count;
      // The byte size of the block: a hint to skip it, and nothing that is checked elsewhere.
      next(reading);
    }
    if (count > LIMITS.foreignItemTags - reading.tags.length) throw invalid(`more than ${LIMITS.foreignItemTags} tags`);
    for (let i = 0; i < count; i++) readTag(reading);
  }
}

function readTag(reading: Reading): void {
  const name = readBlob(reading);
  const value = readBlob(reading);
  const broken = brokenLimit(name.byteLength, value.byteLength);
  if (broken !== null) deviate(reading, broken);
  reading.tags.push({ name, value });
}

function readBlob(reading: Reading): Uint8Array {
  const size = next(reading);
  if (size < 0 || size > reading.bytes.byteLength - reading.at) throw invalid("a tag ends outside of the tag section");
  const start = reading.at;
  reading.at += size;
  return reading.bytes.subarray(start, reading.at);
}

function next(reading: Reading): number {
  const byte = reading.bytes[reading.at];
  // Nearly all are of one byte, which is the shortest spelling of 0..63; an odd one is negative.
  if (byte !== undefined && byte < 0x80 && (byte & 1) === 0) {
    reading.at++;
    return byte >> 1;
  }
  const number = readVarint(reading.bytes, reading.at);
  if (number === null) throw invalid("a number in the tag section is cut off or too large");
  if (!number.shortest) deviate(reading, "a number in the tag section is longer than needed");
  reading.at = number.end;
  return number.value;
}

function deviate(reading: Reading, why: string): void {
  if (!reading.lenient) throw invalid(why);
  reading.canonical = false;
}

function brokenLimit(nameBytes: number, valueBytes: number): string | null {
  if (nameBytes === 0) return "a tag name is empty";
  if (valueBytes === 0) return "a tag value is empty";
  if (nameBytes > LIMITS.tagNameBytes) return `a tag name has more than ${LIMITS.tagNameBytes} bytes`;
  if (valueBytes > LIMITS.tagValueBytes) return `a tag value has more than ${LIMITS.tagValueBytes} bytes`;
  return null;
}

function invalid(why: string): LoomError {
  return new LoomError("ITEM_TAGS_INVALID", why);
}
