import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { toBase64Url } from "../../src/base/bytes.ts";
import { sha256 } from "../../src/crypto/hash.ts";
import { createBundle, isBundle, parseBundle, readBundle } from "../../src/protocol/bundle.ts";
import { type Item, parseItem, verifyItem } from "../../src/protocol/item.ts";
import { codeOf, type ExpectedItem, eachVector, expected, vector } from "./support.ts";

/** Valid signatures whose tags break ANS-104: accepted only as foreign items. */
const NOT_CANONICAL = new Set(["hSIHAdxTDUpW9oJb26nb2zhQkJn3yNBtTakMOwJuXC0"]);

function assertItem(item: Item, want: ExpectedItem): void {
  assert.equal(item.id, want.id);
  assert.equal(item.signatureType, want.sigType);
  assert.equal(item.ownerAddress, want.owner);
  assert.equal(item.target, want.target);
  assert.equal(item.anchor === null ? "" : toBase64Url(item.anchor), want.anchor);
  assert.equal(item.tags.length, want.tagCount);
  assert.equal(item.rawTags.byteLength, want.tagBytes);
  assert.deepEqual(item.tags.slice(0, 8), want.tags);
  assert.equal(item.data.byteLength, want.dataSize);
  assert.equal(toBase64Url(sha256(item.data)), want.dataSha256);
}

test("the vector files are the ones that were published", () => {
  const names = Object.keys(expected);
  assert.ok(names.length > 25, `${names.length} vectors`);
  for (const name of names) assert.equal(createHash("sha256").update(vector(name)).digest("hex"), expected[name]?.sha256, name);
});

test("every real item parses to the expected fields and verifies, or is refused", () => {
  let invalid = 0;
  eachVector("item", (name, bytes, want) => {
    const odd = NOT_CANONICAL.has(want.id);
    const item = parseItem(bytes, { lenient: odd });
    assert.equal(item.nonCanonical, odd, name);
    if (odd)
      assert.equal(
        codeOf(() => parseItem(bytes)),
        "ITEM_TAGS_INVALID",
        name,
      );
    if (!want.valid) {
      invalid++;
      assert.equal(item.id, want.id);
      assert.equal(
        codeOf(() => verifyItem(item)),
        "SIGNATURE_INVALID",
        name,
      );
      return;
    }
    assertItem(item, want);
    verifyItem(item);
  });
  assert.equal(invalid, 1);
});

test("every real bundle yields its items; PSS salts 0, 32 and 478 all verify", () => {
  eachVector("bundle", (name, bytes, want) => {
    const { items, invalid } = readBundle(bytes);
    assert.deepEqual(invalid, [], name);
    assert.equal(items.length, want.count);
    items.forEach(({ entry, item }, i) => {
      const one = want.items[i];
      assert.ok(one);
      assert.equal(entry.id, one.headerId);
      assert.equal(entry.size, one.size);
      assert.equal(one.pssSalt, 0);
      assertItem(item, one);
    });
    assert.deepEqual(createBundle(items.map(({ item }) => item)), bytes, `${name} made again from its items`);
  });
});

test("items that carry bundles yield the nested items", () => {
  eachVector("nested", (name, bytes, want) => {
    const carrier = parseItem(bytes);
    assert.ok(isBundle(carrier.tags), name);
    const { items, invalid } = readBundle(carrier.data);
    assert.deepEqual(invalid, []);
    assert.deepEqual(
      items.map(({ item }) => item.id),
      want.items.map(({ id }) => id),
    );
  });
});

test("a bundle header followed by its item is the published bundle", () => {
  const header = vector("turbo-upload-service/bundleHeaderStub");
  const item = parseItem(vector("turbo-upload-service/stub1115ByteDataItem"));
  const bundle = createBundle([item]);
  assert.deepEqual(bundle.slice(0, 96), header);
  assert.deepEqual(parseBundle(bundle), [{ id: item.id, offset: 96, size: 1115 }]);
});
