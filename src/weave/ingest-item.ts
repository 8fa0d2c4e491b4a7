/**
 * Takes an item from a stream: verified while it is written, committed only when it is good, taken apart when it is a bundle.
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { LIMITS } from "../base/limits.ts";
import type { Logger } from "../base/logger.ts";
import { isBundle } from "../protocol/bundle.ts";
import { createItemVerifier, type ItemVerifier, type VerifiedItem } from "../protocol/item-stream.ts";
import type { Blobs } from "../storage/blobs.ts";
import type { ItemRecord } from "../storage/records.ts";
import type { Store } from "../storage/store.ts";
import type { Ingested } from "../units/weave.ts";
import { type BodySink, createBodySink } from "./body-sink.ts";
import { dataSource } from "./byte-source.ts";
import { commitAll, noRecords } from "./commit-all.ts";
import type { KeyedLock } from "./keyed-lock.ts";
import { streamedRecord, verifyWhole } from "./read-child.ts";
import { bundleEntries, type UnbundleCounts, unbundle } from "./unbundle.ts";

export interface IngestedItem extends Ingested {
  /** Items that were unbundled from it, and entries of bundles that were no valid items. */
  readonly children: number;
  readonly skipped: number;
}

export interface IngestDeps {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lock: KeyedLock;
  /** Read bundled items leniently. */
  readonly lenientImport: boolean;
}

/**
 * First bytes win: an item whose id is here is verified, so that a forgery is told, and then left as it was.
 * @throws LoomError of parse and signature, ITEM_TOO_LARGE, LIMIT_EXCEEDED (items of a bundle), STORE_FAILED, and what `body` throws;
 * nothing is kept then
 */
export async function ingestItem(body: AsyncIterable<Uint8Array>, deps: IngestDeps): Promise<IngestedItem> {
  const { store, blobs, lock } = deps;
  const sink = createBodySink(blobs);
  try {
    const streamed = await receive(body, sink, (id) => isKnown(id, store));
    // A small item is verified at once when it is whole: one call of each hash instead of many.
    const verified = streamed ?? verifyWhole(await inlineBytes(sink));
    const { id } = verified.header;
    return await lock.run(id, async () => {
      if (await isKnown(id, store)) return { ...described(verified), duplicate: true, children: 0, skipped: 0 };
      const record = streamedRecord(verified, await sink.finish(), { parent: null, ingestedAt: deps.clock.now() });
      const counts = await storeItem(record, deps);
      return { ...described(verified), duplicate: false, ...counts };
    });
  } finally {
    await sink.abort();
  }
}

/** Hashes and writes a large item, nothing of it once its header shows that it is here already. Null for a small one, which the sink holds. */
async function receive(
  body: AsyncIterable<Uint8Array>,
  sink: BodySink,
  isHere: (id: Id) => Promise<boolean>,
): Promise<VerifiedItem | null> {
  const held: Uint8Array[] = [];
  let received = 0;
  let verifier: ItemVerifier | null = null;
  let known: boolean | null = null;
  for await (const piece of body) {
    received += piece.byteLength;
    if (received > LIMITS.uploadBytes) {
      throw new LoomError("ITEM_TOO_LARGE", `the item has more than ${LIMITS.uploadBytes} bytes`, {
        details: { limit: LIMITS.uploadBytes },
      });
    }
    if (verifier === null && received < LIMITS.inlineBytes) {
      held.push(piece);
      await sink.write(piece);
      continue;
    }
    if (verifier === null) {
      verifier = createItemVerifier();
      for (const early of held.splice(0)) verifier.push(early);
    }
    verifier.push(piece);
    const header = verifier.header();
    if (known === null && header !== null) {
      known = await isHere(header.id);
      if (known) await sink.abort();
    }
    if (known !== true) await sink.write(piece);
  }
  return verifier === null ? null : verifier.finish();
}

async function inlineBytes(sink: BodySink): Promise<Uint8Array> {
  const bytes = await sink.finish();
  if (bytes.kind !== "inline") throw new LoomError("INTERNAL", "a small body was put into a blob");
  return bytes.bytes;
}

/** An assignment of our own scheduler that somebody uploads is an entry already. */
async function isKnown(id: Id, store: Store): Promise<boolean> {
  return (await store.hasItem(id)) || (await store.assignmentById(id)) !== null;
}

function described({ header, dataSize }: VerifiedItem): Pick<Ingested, "id" | "ownerAddress" | "size"> {
  return { id: header.id, ownerAddress: header.ownerAddress, size: header.dataStart + dataSize };
}

async function storeItem(record: ItemRecord, deps: IngestDeps): Promise<UnbundleCounts> {
  await refuseTooMany(record, deps.blobs);
  const counts: UnbundleCounts = { children: 0, skipped: 0 };
  await commitAll(descendants(record, counts, deps), [{ type: "item", item: record }], deps.store);
  return counts;
}

/**
 * An upload of too many items is refused whole. One that is no bundle in spite of its tags is an item like any other.
 * @throws LoomError LIMIT_EXCEEDED
 */
export async function refuseTooMany(record: ItemRecord, blobs: Blobs): Promise<void> {
  if (record.bytes === null || !isBundle(record.tags)) return;
  await bundleEntries(dataSource(record, blobs)).catch((thrown: unknown) => {
    if (thrown instanceof LoomError && thrown.code === "BUNDLE_MALFORMED") return;
    throw thrown;
  });
}

/** What is in an item or transaction: nothing when it is no bundle or its data is not here. */
export function descendants(record: ItemRecord, counts: UnbundleCounts, deps: IngestDeps): AsyncIterable<ItemRecord> {
  if (record.bytes === null || !isBundle(record.tags)) return noRecords();
  return unbundle(record.id, dataSource(record, deps.blobs), {
    known: (id) => isKnown(id, deps.store),
    ingestedAt: deps.clock.now(),
    lenient: deps.lenientImport,
    logger: deps.logger,
    counts,
  });
}
