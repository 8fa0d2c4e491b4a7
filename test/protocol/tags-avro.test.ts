import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeTags, encodeRawTags, encodeTags, tagTexts } from "../../src/protocol/tags-avro.ts";
import { readVarint, varintSize, writeVarint } from "../../src/protocol/varint.ts";
import { anyTags, codeOf, isCoded, property } from "./support.ts";

function spell(value: number): Uint8Array {
  const out = new Uint8Array(varintSize(value));
  assert.equal(writeVarint(out, 0, value), out.byteLength);
  return out;
}

test("an encoding made by hand", () => {
  assert.deepEqual(
    encodeTags([
      { name: "ab", value: "c" },
      { name: "d", value: "ef" },
    ]),
    Uint8Array.of(4, 4, 97, 98, 2, 99, 2, 100, 4, 101, 102, 0),
  );
  assert.deepEqual(encodeTags([]), new Uint8Array(0));
  assert.deepEqual(decodeTags(new Uint8Array(0)), { tags: [], canonical: true });
  assert.deepEqual(decodeTags(Uint8Array.of(0)), { tags: [], canonical: true });
});

test("tags round-trip; strict and lenient readings agree on canonical sections", () => {
  fc.assert(
    fc.property(anyTags, (tags) => {
      const bytes = encodeTags(tags);
      const { tags: raw, canonical } = decodeTags(bytes);
      assert.equal(canonical, true);
      assert.deepEqual(tagTexts(raw), tags);
      assert.deepEqual(encodeRawTags(raw), bytes);
      assert.deepEqual(decodeTags(bytes, { lenient: true }), { tags: raw, canonical });
    }),
    property(100),
  );
});

test("what the strict reading accepts has one spelling only", () => {
  const small = fc.array(fc.constantFrom(0, 1, 2, 3, 4, 6, 97, 0x80, 0x82, 0xff), { maxLength: 14 }).map((bytes) => Uint8Array.from(bytes));
  let accepted = 0;
  fc.assert(
    fc.property(small, (bytes) => {
      let tags: ReturnType<typeof decodeTags>;
      try {
        tags = decodeTags(bytes);
      } catch (thrown) {
        assert.ok(isCoded(thrown), String(thrown));
        try {
          assert.equal(decodeTags(bytes, { lenient: true }).canonical, false);
        } catch (again) {
          assert.ok(isCoded(again), String(again));
        }
        return;
      }
      accepted++;
      if (bytes.byteLength > 1) assert.deepEqual(encodeRawTags(tags.tags), bytes);
    }),
    property(5000),
  );
  assert.ok(accepted > 20, `${accepted} accepted`);
});

test("a section that is too large is refused unread", () => {
  assert.equal(
    codeOf(() => decodeTags(new Uint8Array(600_000), { lenient: true })),
    "ITEM_TAGS_INVALID",
  );
});

test("varints: Avro's zig-zag, shortest form, nothing above a safe integer", () => {
  for (const [value, bytes] of [
    [0, [0]],
    [1, [2]],
    [63, [126]],
    [64, [128, 1]],
    [8192, [128, 128, 1]],
  ] as const) {
    assert.deepEqual(spell(value), Uint8Array.from(bytes));
    assert.deepEqual(readVarint(Uint8Array.from(bytes), 0), { value, end: bytes.length, shortest: true });
  }
  assert.deepEqual(readVarint(Uint8Array.of(1), 0), { value: -1, end: 1, shortest: true });
  assert.deepEqual(readVarint(Uint8Array.of(3), 0), { value: -2, end: 1, shortest: true });
  assert.deepEqual(readVarint(Uint8Array.of(0x80, 0), 0), { value: 0, end: 2, shortest: false });
  assert.equal(readVarint(Uint8Array.of(0x80), 0), null);
  assert.equal(readVarint(new Uint8Array(0), 0), null);
  assert.equal(readVarint(new Uint8Array(11).fill(0x80), 0), null);
  assert.equal(readVarint(Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 255, 1), 0), null);
  fc.assert(
    fc.property(fc.nat(), (value) => assert.equal(readVarint(spell(value), 0)?.value, value)),
    property(200),
  );
});
