/** Stores of older formats are brought to the present one. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { createSqliteStore } from "../../src/storage/sqlite/store.ts";
import { idOf, resultOf, testClock } from "./support/records.ts";
import { tempDir } from "./support/temp-dir.ts";

const P = idOf("P");
const OLD_BLOB = "ab".repeat(32);

test("format 1: its checkpoints are dropped and their files are to be removed; all else stays", async () => {
  const dir = await tempDir();
  const path = join(dir.path, "store.db");
  const open = () => createSqliteStore({ path, clock: testClock() });
  const made = open();
  await made.commit([{ type: "result", result: resultOf(P, 0) }]);
  await made.close();
  const old = new DatabaseSync(path);
  old.exec("DROP TABLE checkpoint_blob; DROP TABLE checkpoint_garbage; PRAGMA user_version = 1;");
  old.prepare("INSERT INTO checkpoint (process, slot, blob, size) VALUES (?, 0, ?, 5)").run(P, Buffer.from(OLD_BLOB, "hex"));
  old.close();
  for (let round = 0; round < 2; round++) {
    const store = open();
    assert.deepEqual(await store.result(P, 0), resultOf(P, 0));
    assert.equal(await store.checkpoint(P, 9), null);
    assert.deepEqual(await store.garbage(9), [OLD_BLOB]);
    await store.close();
  }
  await dir.dispose();
});
