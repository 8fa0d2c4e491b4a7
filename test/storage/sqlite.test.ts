import { join } from "node:path";
import { createSqliteStore } from "../../src/storage/sqlite/store.ts";
import type { CreateStore } from "./conformance/run.ts";
import { storeConformance } from "./store-conformance.ts";
import { testClock } from "./support/records.ts";
import { tempDir } from "./support/temp-dir.ts";

const inMemory: CreateStore = async () => {
  const store = createSqliteStore({ path: ":memory:", clock: testClock() });
  return { store, transactions: () => store.stats().transactions, reopen: null, dispose: () => store.close() };
};

const inFile: CreateStore = async () => {
  const dir = await tempDir();
  const open = () => createSqliteStore({ path: join(dir.path, "store.db"), clock: testClock() });
  let store = open();
  return {
    store,
    transactions: () => store.stats().transactions,
    async reopen() {
      await store.close();
      store = open();
      return store;
    },
    async dispose() {
      await store.close();
      await dir.dispose();
    },
  };
};

storeConformance("sqlite in memory", inMemory);
storeConformance("sqlite in a file", inFile);
