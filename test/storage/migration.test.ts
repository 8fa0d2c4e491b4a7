/** Stores of older formats are brought to the present one. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { createSqliteStore } from "../../src/storage/sqlite/store.ts";
import type { Batch } from "../../src/storage/store.ts";
import { assignmentOf, idOf, itemOf, resultOf, testClock } from "./support/records.ts";
import { tempDir } from "./support/temp-dir.ts";

const P = idOf("P");
const OLD_BLOB = "ab".repeat(32);
/** What format 3 changed, taken back. */
const TO_FORMAT_2 = `DROP INDEX assignment_message; ALTER TABLE assignment DROP COLUMN beside;
  CREATE INDEX assignment_message ON assignment (message);
  CREATE INDEX process_behind ON process (process) WHERE result_slot < head_slot; PRAGMA user_version = 2;`;

test("format 1: its checkpoints are dropped and their files are to be removed; all else stays", async () => {
  const dir = await tempDir();
  const path = join(dir.path, "store.db");
  const open = () => createSqliteStore({ path, clock: testClock() });
  const made = open();
  await made.commit([{ type: "result", result: resultOf(P, 0) }]);
  await made.close();
  const old = new DatabaseSync(path);
  old.exec(`${TO_FORMAT_2} DROP TABLE checkpoint_blob; DROP TABLE checkpoint_garbage; PRAGMA user_version = 1;`);
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

test("format 2: the assignments of a message are found, old and new", async () => {
  const dir = await tempDir();
  const path = join(dir.path, "store.db");
  const open = () => createSqliteStore({ path, clock: testClock() });
  const [first, second] = [itemOf("first"), itemOf("second")];
  const batch = (slot: number, item: typeof first): Batch => [
    { type: "item", item },
    { type: "assignment", assignment: assignmentOf(P, slot, { message: item.id, own: false }), dedupeKey: null },
  ];
  const made = open();
  await made.commit(batch(0, first));
  await made.close();
  const old = new DatabaseSync(path);
  old.exec(TO_FORMAT_2);
  old.close();
  for (let round = 0; round < 2; round++) {
    const store = open();
    if (round === 0) await store.commit(batch(1, second));
    for (const [slot, { id }] of [first, second].entries()) {
      assert.equal((await store.assignmentOfMessage(P, id))?.slot, slot);
      assert.equal(await store.countEntries({ tags: [{ name: "Message", values: [id] }] }, 9), 1);
    }
    assert.deepEqual(await store.unevaluated("", 9), [{ process: P, headSlot: 1, resultSlot: -1 }]);
    await store.close();
  }
  await dir.dispose();
});
