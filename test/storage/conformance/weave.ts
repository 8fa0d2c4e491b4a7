import assert from "node:assert/strict";
import { describe } from "node:test";
import { idOf } from "../support/records.ts";
import { type CreateStore, storeTest } from "./run.ts";

export function weaveConformance(create: CreateStore): void {
  describe("chunks, wallets, metadata", () => {
    storeTest("chunks of a data root and size, by their place", create, async (store) => {
      const [dataRoot, other] = [idOf("root"), idOf("other")];
      const chunk = (left: number, right: number, root = dataRoot, dataSize = 500) => ({
        dataRoot: root,
        dataSize,
        left,
        right,
        blob: `${left}`.padStart(64, "a"),
      });
      const all = [chunk(0, 100), chunk(100, 256), chunk(256, 500)];
      await store.commit([...all].reverse().map((one) => ({ type: "chunk", chunk: one })));
      await store.commit([
        { type: "chunk", chunk: chunk(100, 256) },
        { type: "chunk", chunk: chunk(0, 9, other) },
        { type: "chunk", chunk: chunk(0, 9, dataRoot, 9) },
      ]);
      assert.deepEqual(await store.chunks(dataRoot, 500), all);
      await store.commit([{ type: "chunks-drop", dataRoot, dataSize: 500 }]);
      assert.deepEqual(await store.chunks(dataRoot, 500), []);
      assert.deepEqual(await store.chunks(other, 500), [chunk(0, 9, other)]);
      assert.deepEqual(await store.chunks(dataRoot, 9), [chunk(0, 9, dataRoot, 9)]);
    });

    storeTest("the last wallet and the last metadata of a key count", create, async (store) => {
      assert.equal(await store.wallet(idOf("w")), null);
      assert.equal(await store.meta("k"), null);
      const balance = "123456789012345678901234567890";
      await store.commit([
        { type: "wallet", wallet: { address: idOf("w"), balance: "1", lastTx: "" } },
        { type: "wallet", wallet: { address: idOf("w"), balance, lastTx: idOf("tx") } },
        { type: "meta", key: "k", value: "1" },
        { type: "meta", key: "k", value: "zwei \u0000 ü" },
      ]);
      assert.deepEqual(await store.wallet(idOf("w")), { address: idOf("w"), balance, lastTx: idOf("tx") });
      assert.equal(await store.meta("k"), "zwei \u0000 ü");
    });
  });
}
