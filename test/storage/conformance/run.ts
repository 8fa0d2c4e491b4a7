/** How the conformance tests get a store, and what they say again and again. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ErrorCode } from "../../../src/base/errors.ts";
import { LoomError } from "../../../src/base/errors.ts";
import type { Batch, Store } from "../../../src/storage/store.ts";

export interface ConformanceStore {
  readonly store: Store;
  /** Transactions that became durable so far. */
  transactions(): number;
  /** Closes the store and gives it back opened again; null for adapters that keep nothing. */
  readonly reopen: (() => Promise<Store>) | null;
  dispose(): Promise<void>;
}

export type CreateStore = () => Promise<ConformanceStore>;

export function storeTest(name: string, create: CreateStore, body: (store: Store, all: ConformanceStore) => Promise<void>): void {
  test(name, async () => {
    const all = await create();
    try {
      await body(all.store, all);
    } finally {
      await all.dispose();
    }
  });
}

export function failsWith(code: ErrorCode): (thrown: unknown) => boolean {
  return (thrown) => {
    assert.ok(thrown instanceof LoomError, String(thrown));
    assert.equal(thrown.code, code);
    return true;
  };
}

export async function assertConflict(store: Store, batch: Batch): Promise<void> {
  await assert.rejects(store.commit(batch), failsWith("CONFLICT"));
}
