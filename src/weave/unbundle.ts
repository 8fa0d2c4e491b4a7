/**
 * Takes bundles apart: verified children, and theirs, as records that point into the parent's bytes.
 *
 * Children come before their bundle (post-order). So whoever commits the records in order, in any number of batches, keeps the rule
 * that a stored bundle has all of its children stored, at every moment and across a crash.
 * @module
 */
import { toLoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { LIMITS } from "../base/limits.ts";
import type { Logger } from "../base/logger.ts";
import { type BundleEntry, bundleHeaderSize, isBundle, parseBundleHeader } from "../protocol/bundle.ts";
import type { ItemRecord } from "../storage/records.ts";
import { type ByteSource, windowed } from "./byte-source.ts";
import { readChild } from "./read-child.ts";

export interface UnbundleContext {
  /** True when the weave has this item; it and what is in it are left out then. */
  readonly known: (id: Id) => Promise<boolean>;
  readonly ingestedAt: number;
  /** Accept items that the network holds although they break ANS-104, and say so in the record. */
  readonly lenient: boolean;
  readonly logger: Logger;
  readonly counts: UnbundleCounts;
}

export interface UnbundleCounts {
  children: number;
  /** Entries that were no valid item, and bundles that could not be read. */
  skipped: number;
}

/** Reads of one window serve many small items. */
const WINDOW_BYTES = 1024 * 1024;

/**
 * Entries of a bundle. @throws LoomError BUNDLE_MALFORMED, LIMIT_EXCEEDED (more than 100,000 items)
 */
export async function bundleEntries(data: ByteSource): Promise<BundleEntry[]> {
  const headerSize = bundleHeaderSize(await data.read(0, Math.min(32, data.size)), data.size);
  return parseBundleHeader(await data.read(0, headerSize), data.size, { lenient: true });
}

/** All descendants of a bundle, each after its own children. A bad one is counted, logged and left out; its siblings survive. */
export async function* unbundle(parent: Id, data: ByteSource, context: UnbundleContext, depth = 1): AsyncGenerator<ItemRecord> {
  const { counts, logger } = context;
  let entries: BundleEntry[];
  try {
    entries = await bundleEntries(data);
  } catch (thrown) {
    counts.skipped++;
    logger.warn({ bundle: parent, code: toLoomError(thrown).code }, "bundle cannot be read");
    return;
  }
  const source = windowed(data, WINDOW_BYTES);
  const seen = new Set<Id>();
  for (const entry of entries) {
    if (seen.has(entry.id) || (await context.known(entry.id))) continue;
    if (counts.children >= LIMITS.bundleItems) {
      counts.skipped++;
      logger.warn({ bundle: parent, limit: "bundleItems" }, "bundle has too many items");
      return;
    }
    const record = await readChild(source, entry, parent, context).catch((thrown: unknown) => {
      const { code } = toLoomError(thrown);
      // A fault of the store is no fault of the item.
      if (code === "STORE_FAILED" || code === "INTERNAL") throw thrown;
      counts.skipped++;
      logger.warn({ bundle: parent, item: entry.id, code }, "bundled item skipped");
      return null;
    });
    if (record === null) continue;
    seen.add(entry.id);
    counts.children++;
    if (isBundle(record.tags)) yield* nested(source, entry, record, context, depth);
    yield record;
  }
}

async function* nested(
  source: ByteSource,
  entry: BundleEntry,
  record: ItemRecord,
  context: UnbundleContext,
  depth: number,
): AsyncGenerator<ItemRecord> {
  if (depth >= LIMITS.bundleDepth) {
    context.counts.skipped++;
    context.logger.warn({ bundle: record.id, limit: "bundleDepth" }, "bundle is nested too deep");
    return;
  }
  yield* unbundle(record.id, within(source, entry.offset + record.dataStart, record.dataSize), context, depth + 1);
}

function within(source: ByteSource, start: number, size: number): ByteSource {
  return {
    size,
    read: (from, to) => source.read(start + from, start + to),
    stream: (from, to) => source.stream(start + from, start + to),
    place: (from, to) => source.place(start + from, start + to),
  };
}
