/** How SQLite finds what is read for every message: a plan that walks a log answers rightly, and slower with every slot. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { FIRST_OF_MESSAGE, SEQS_OF_MESSAGE } from "../../src/storage/sqlite/assignment-rows.ts";
import { SCHEMA } from "../../src/storage/sqlite/schema.ts";

function plan(text: string): string[] {
  const database = new DatabaseSync(":memory:");
  try {
    database.exec(SCHEMA);
    const key = new Uint8Array(32);
    const keys = Array.from({ length: text.split("?").length - 1 }, () => key);
    return database
      .prepare(`EXPLAIN QUERY PLAN ${text}`)
      .all(...keys)
      .map((row) => String(row["detail"]));
  } finally {
    database.close();
  }
}

describe("the plan of a read that every message needs", () => {
  it("finds the assignments of a message by keys alone", () => {
    const steps = plan(SEQS_OF_MESSAGE).filter((step) => /^(SCAN|SEARCH)/.test(step));
    assert.equal(steps.length, 3);
    for (const step of steps) assert.match(step, /^SEARCH \w+ USING (COVERING INDEX|INDEX|INTEGER PRIMARY KEY)/);
  });

  it("finds the first assignment of a message in a process without walking the log of the process", () => {
    const steps = plan(FIRST_OF_MESSAGE).filter((step) => /^(SCAN|SEARCH)/.test(step));
    assert.equal(steps[0], "SEARCH assignment USING INTEGER PRIMARY KEY (rowid=?)");
    for (const step of steps) assert.doesNotMatch(step, /^SCAN|process=\?/);
  });
});
