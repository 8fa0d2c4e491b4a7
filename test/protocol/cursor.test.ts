import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeCursor, parseCursor, type ResultCursor } from "../../src/protocol/cursor.ts";
import { codeOf, isCoded, property } from "./support.ts";

test("the text is what clients of the network expect", () => {
  assert.equal(
    encodeCursor({ timestamp: 1700000000000, ordinate: "7", cron: null, sort: "ASC" }),
    btoa('{"timestamp":1700000000000,"ordinate":"7","cron":null,"sort":"ASC"}'),
  );
  assert.equal(
    encodeCursor({ sort: "DESC", cron: "0-10-minutes", ordinate: "1", timestamp: 5 }),
    btoa('{"timestamp":5,"ordinate":"1","cron":"0-10-minutes","sort":"DESC"}'),
  );
});

test("cursors round-trip; a bare time is a time", () => {
  const cursors: fc.Arbitrary<ResultCursor> = fc
    .tuple(fc.nat(), fc.nat(), fc.option(fc.constantFrom("0-1-second", "12-5-blocks")), fc.constantFrom("ASC" as const, "DESC" as const))
    .map(([timestamp, ordinate, cron, sort]) => ({ timestamp, ordinate: String(ordinate), cron, sort }));
  fc.assert(
    fc.property(cursors, (cursor) => assert.deepEqual(parseCursor(encodeCursor(cursor)), cursor)),
    property(100),
  );
  assert.deepEqual(parseCursor("1700000000000"), { timestamp: 1700000000000, ordinate: null, cron: null, sort: null });
});

test("anything else is refused, naming the field", () => {
  const json = (value: unknown): string => btoa(JSON.stringify(value));
  const good = { timestamp: 1, ordinate: "1", cron: null, sort: "ASC" };
  for (const bad of [
    "",
    "abc",
    "-1",
    "1.5",
    "1e3",
    "99999999999999999",
    "null",
    json(null),
    json([]),
    json(1),
    json({}),
    json({ ...good, timestamp: "1" }),
    json({ ...good, timestamp: -1 }),
    json({ ...good, timestamp: 1.5 }),
    json({ ...good, ordinate: 1 }),
    json({ ...good, ordinate: "x" }),
    json({ ...good, cron: 1 }),
    json({ ...good, sort: "asc" }),
    json({ ...good, sort: null }),
    `${json(good)}junk!`,
  ]) {
    assert.equal(
      codeOf(() => parseCursor(bad)),
      "BAD_REQUEST",
      bad,
    );
  }
  assert.throws(
    () => parseCursor("x", "from"),
    (thrown) => isCoded(thrown) && String(thrown).includes("from"),
  );
  fc.assert(
    fc.property(fc.string(), (text) => codeOf(() => parseCursor(text)) !== ""),
    property(200),
  );
});
