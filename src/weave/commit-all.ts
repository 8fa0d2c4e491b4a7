/**
 * Commits a stream of records in bounded batches, the change that makes their upload visible last and together with the last of them.
 * Usual uploads are one batch.
 * @module
 */
import type { ItemRecord } from "../storage/records.ts";
import type { Change, Store } from "../storage/store.ts";

/** A batch is closed at either of these, so that a large bundle costs no more memory than a small one. */
const BATCH_ITEMS = 512;
const BATCH_BYTES = 4 * 1024 * 1024;

/** @throws LoomError STORE_FAILED; `last` is not applied then */
export async function commitAll(records: AsyncIterable<ItemRecord>, last: readonly Change[], store: Pick<Store, "commit">): Promise<void> {
  let batch: Change[] = [];
  let bytes = 0;
  for await (const item of records) {
    batch.push({ type: "item", item });
    bytes += item.bytes?.kind === "inline" ? item.bytes.bytes.byteLength : item.dataStart;
    if (batch.length < BATCH_ITEMS && bytes < BATCH_BYTES) continue;
    await store.commit(batch);
    batch = [];
    bytes = 0;
  }
  await store.commit([...batch, ...last]);
}

/** Of what is no bundle. */
export async function* noRecords(): AsyncGenerator<ItemRecord> {}
