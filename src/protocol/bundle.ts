/**
 * ANS-104 bundles: `count u256 | count x (size u256, id 32) | items back to back`, little-endian.
 * @module
 */
import { concat, toBase64Url } from "../base/bytes.ts";
import { LoomError, toLoomError } from "../base/errors.ts";
import { type Id, idBytes } from "../base/ids.ts";
import { LIMITS } from "../base/limits.ts";
import { type Tag, tagValue } from "../base/tags.ts";
import { type Item, type ParseOptions, parseItem, verifyItem } from "./item.ts";

/** Where an item is within the bundle body. */
export interface BundleEntry {
  /** As the bundle's header says. */
  readonly id: Id;
  readonly offset: number;
  readonly size: number;
}

export interface BundleOptions {
  readonly maxItems?: number;
  /** Accept bytes after the last item, as deployed readers do. */
  readonly lenient?: boolean;
}

export interface BundleContent {
  readonly items: readonly { readonly entry: BundleEntry; readonly item: Item }[];
  readonly invalid: readonly { readonly entry: BundleEntry; readonly error: LoomError }[];
}

/** True when these tags, of an item or a transaction, say that its data is a bundle. The data itself never tells. */
export function isBundle(tags: readonly Tag[]): boolean {
  return tagValue(tags, "Bundle-Format") === "binary" && tagValue(tags, "Bundle-Version") === "2.0.0";
}

/**
 * Number of bytes before the first item, from the first 32 bytes of a body of `bodySize` bytes. Checked before anything is allocated.
 * @throws LoomError BUNDLE_MALFORMED, LIMIT_EXCEEDED (more than `maxItems`)
 */
export function bundleHeaderSize(first32: Uint8Array, bodySize: number, options: BundleOptions = {}): number {
  if (first32.byteLength < 32 || bodySize < 32) throw malformed("shorter than its item count");
  const count = readU256(first32, 0);
  const maxItems = options.maxItems ?? LIMITS.bundleItems;
  if (count === null || 32 + 64 * count > bodySize) throw malformed("its item count does not fit its size");
  if (count > maxItems)
    throw new LoomError("LIMIT_EXCEEDED", `the bundle has ${count} items, more than ${maxItems}`, { details: { limit: "bundleItems" } });
  return 32 + 64 * count;
}

/**
 * Entries of a bundle from the start of its body (at least the header) and the size of the whole body.
 * @throws LoomError BUNDLE_MALFORMED, LIMIT_EXCEEDED
 */
export function parseBundleHeader(prefix: Uint8Array, bodySize: number, options: BundleOptions = {}): BundleEntry[] {
  const headerSize = bundleHeaderSize(prefix, bodySize, options);
  if (prefix.byteLength < headerSize) throw malformed("its header is cut off");
  const entries: BundleEntry[] = [];
  let offset = headerSize;
  for (let at = 32; at < headerSize; at += 64) {
    const size = readU256(prefix, at);
    if (size === null || size > bodySize - offset) throw malformed("an item reaches past its end");
    entries.push({ id: toBase64Url(prefix.subarray(at + 32, at + 64)), offset, size });
    offset += size;
  }
  if (offset !== bodySize && !(options.lenient ?? false)) throw malformed(`${bodySize - offset} bytes follow the last item`);
  return entries;
}

/** Entries of a whole bundle body. @throws LoomError BUNDLE_MALFORMED, LIMIT_EXCEEDED */
export function parseBundle(bytes: Uint8Array, options: BundleOptions = {}): BundleEntry[] {
  return parseBundleHeader(bytes, bytes.byteLength, options);
}

/**
 * Parses and verifies every item; one that is bad is reported and its siblings survive.
 * @throws LoomError BUNDLE_MALFORMED, LIMIT_EXCEEDED when the bundle itself cannot be read
 */
export function readBundle(bytes: Uint8Array, options: BundleOptions = {}): BundleContent {
  const items: { entry: BundleEntry; item: Item }[] = [];
  const invalid: { entry: BundleEntry; error: LoomError }[] = [];
  for (const entry of parseBundle(bytes, options)) {
    try {
      items.push({ entry, item: readEntry(bytes, entry, options) });
    } catch (thrown) {
      invalid.push({ entry, error: toLoomError(thrown) });
    }
  }
  return { items, invalid };
}

/** One verified item of a bundle. @throws LoomError of `parseItem` and `verifyItem`; BUNDLE_MALFORMED when the header names another id */
export function readEntry(bytes: Uint8Array, entry: BundleEntry, options: ParseOptions = {}): Item {
  const item = parseItem(bytes.subarray(entry.offset, entry.offset + entry.size), options);
  if (item.id !== entry.id) throw malformed(`its header says ${entry.id} where item ${item.id} is`);
  verifyItem(item);
  return item;
}

/** Body of a bundle of these items, in order. */
export function createBundle(items: readonly Pick<Item, "id" | "bytes">[]): Uint8Array {
  const header = new Uint8Array(32 + 64 * items.length);
  writeU256(header, 0, items.length);
  items.forEach(({ id, bytes }, i) => {
    writeU256(header, 32 + 64 * i, bytes.byteLength);
    header.set(idBytes(id), 64 + 64 * i);
  });
  return concat(header, ...items.map((item) => item.bytes));
}

/** The tags of an item or transaction that carries a bundle. */
export const BUNDLE_TAGS: readonly Tag[] = [
  { name: "Bundle-Format", value: "binary" },
  { name: "Bundle-Version", value: "2.0.0" },
];

/** Null when the number is not a safe integer. */
function readU256(bytes: Uint8Array, at: number): number | null {
  let value = 0;
  // Rounds above 2^53, but never back below it.
  for (let i = 31; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0);
  return value <= Number.MAX_SAFE_INTEGER ? value : null;
}

function writeU256(bytes: Uint8Array, at: number, value: number): void {
  let rest = value;
  for (let i = 0; i < 8; i++) {
    bytes[at + i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
}

function malformed(why: string): LoomError {
  return new LoomError("BUNDLE_MALFORMED", `the bundle is malformed: ${why}`);
}
