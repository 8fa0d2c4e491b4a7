import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { toBase64Url, utf8 } from "../../src/base/bytes.ts";
import { LoomError } from "../../src/base/errors.ts";
import { LIMITS } from "../../src/base/limits.ts";
import type { Tag } from "../../src/base/tags.ts";
import { sha256 } from "../../src/crypto/hash.ts";
import { BUNDLE_TAGS, createBundle } from "../../src/protocol/bundle.ts";
import { createItem } from "../../src/protocol/create-item.ts";
import type { Item } from "../../src/protocol/item.ts";
import type { Store } from "../../src/storage/store.ts";
import { expected, vector } from "../protocol/support.ts";
import { codeOf, idsOf, inPieces, openWeave, readAll, seededSigner, type TestWeave } from "./support.ts";

const signer = seededSigner(1);
let count = 0;
const item = (data: Uint8Array, tags: readonly Tag[] = []): Item =>
  createItem({ anchor: utf8(String(count++).padStart(32, "0")), tags, data }, signer);
const bundle = (items: readonly Pick<Item, "id" | "bytes">[]): Item => item(createBundle(items), BUNDLE_TAGS);
const pattern = (size: number): Uint8Array => new Uint8Array(size).map((_, i) => (i * 31 + (i >> 8)) % 251);
const forged = ({ bytes, id }: Item): Item => {
  const copy = new Uint8Array(bytes);
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
  return { bytes: copy, id } as Item;
};

describe("an item", () => {
  let t: TestWeave;
  beforeEach(async () => {
    t = await openWeave();
  });
  afterEach(() => t.close());

  for (const size of [0, 1, 1000, LIMITS.inlineBytes - 200, LIMITS.inlineBytes, 700_000]) {
    test(`of ${size} bytes comes back as it was, in any range`, async () => {
      const data = pattern(size);
      const made = item(data, [{ name: "Size", value: String(size) }]);
      const taken = await t.weave.ingestItem(inPieces(made.bytes, 50_001));
      assert.deepEqual(taken, {
        id: made.id,
        duplicate: false,
        ownerAddress: signer.address,
        size: made.bytes.length,
        children: 0,
        skipped: 0,
      });
      const found = await t.weave.find(made.id);
      assert.ok(found);
      assert.equal(found.bytes?.kind, made.bytes.length < LIMITS.inlineBytes ? "inline" : "blob");
      assert.deepEqual(found.tags, made.tags);
      assert.deepEqual(found.dataHash, sha256(data));
      assert.deepEqual(await readAll(t.weave.data(found, 0, size)), data);
      const [from, to] = [Math.floor(size / 3), Math.floor(size / 2)];
      assert.deepEqual(await readAll(t.weave.data(found, from, to)), data.subarray(from, to));
      assert.equal((await t.files()).length, found.bytes?.kind === "blob" ? 1 : 0);
    });
  }

  for (const size of [10, 300_000]) {
    test(`of ${size} bytes that is forged is refused and leaves nothing`, async () => {
      assert.equal(await codeOf(() => t.weave.ingestItem(inPieces(forged(item(pattern(size))).bytes))), "SIGNATURE_INVALID");
      assert.deepEqual([await idsOf(t.store), await t.files()], [[], []]);
    });

    test(`of ${size} bytes that breaks off is refused and leaves nothing`, async () => {
      const { bytes } = item(pattern(size));
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield* inPieces(bytes.subarray(0, bytes.length - 5));
        throw new LoomError("BAD_REQUEST", "the body ended before it was complete");
      }
      assert.equal(await codeOf(() => t.weave.ingestItem(broken())), "BAD_REQUEST");
      assert.equal(await codeOf(() => t.weave.ingestItem(inPieces(bytes.subarray(0, bytes.length - 5)))), "SIGNATURE_INVALID");
      assert.deepEqual([await idsOf(t.store), await t.files()], [[], []]);
    });

    test(`of ${size} bytes that comes again is a duplicate, and a forgery of it is told`, async () => {
      const made = item(pattern(size));
      await t.weave.ingestItem(inPieces(made.bytes));
      const before = [await idsOf(t.store), await t.files()];
      assert.equal((await t.weave.ingestItem(inPieces(made.bytes))).duplicate, true);
      assert.equal(await codeOf(() => t.weave.ingestItem(inPieces(forged(made).bytes))), "SIGNATURE_INVALID");
      assert.deepEqual([await idsOf(t.store), await t.files()], before);
    });

    test(`of ${size} bytes that comes twice at the same time is stored once`, async () => {
      const made = item(pattern(size));
      const both = await Promise.all([t.weave.ingestItem(inPieces(made.bytes)), t.weave.ingestItem(inPieces(made.bytes))]);
      assert.deepEqual(
        both.map(({ duplicate }) => duplicate).sort((a, b) => Number(a) - Number(b)),
        [false, true],
      );
      assert.deepEqual(await idsOf(t.store), [made.id]);
    });
  }

  test("whose tags break ANS-104 is refused by itself and taken, marked, within a bundle", async () => {
    const name = "turbo-upload-service/stubDataItemWithEmptyStringsForTagNamesAndValues";
    const [bytes, id] = [vector(name), expected[name]?.item?.id ?? ""];
    assert.equal(await codeOf(() => t.weave.ingestItem(inPieces(bytes))), "ITEM_TAGS_INVALID");
    await t.weave.ingestItem(inPieces(bundle([{ id, bytes }]).bytes));
    assert.equal((await t.store.item(id))?.nonCanonical, true);
  });
});

describe("a bundle", () => {
  let t: TestWeave;
  before(async () => {
    t = await openWeave();
  });
  after(() => t.close());

  for (const name of ["bdiDataItem", "bdiDataItemWithTwoNestedItems"]) {
    test(`of the network (${name}) is taken apart`, async () => {
      const path = `turbo-upload-service/${name}`;
      const { item: outer, nested } = expected[path] ?? {};
      const taken = await t.weave.ingestItem(inPieces(vector(path)));
      assert.deepEqual([taken.id, taken.children, taken.skipped], [outer?.id, nested?.count, 0]);
      assert.ok(nested && nested.items.length > 0);
      for (const child of nested.items) {
        const found = await t.store.item(child.id);
        assert.deepEqual([found?.parent, found?.ownerAddress, found?.dataSize], [outer?.id, child.owner, child.dataSize]);
        assert.ok(found);
        assert.equal(toBase64Url(sha256(await readAll(t.weave.data(found, 0, found.dataSize)))), child.dataSha256);
      }
    });
  }

  test("keeps the good children of a bad one, at every depth, and parents come after children", async () => {
    const [good, deep, large] = [item(utf8("good")), item(utf8("deep")), item(pattern(200_000))];
    const inner = bundle([deep, forged(item(utf8("forged deep")))]);
    const wrongId = { ...item(utf8("other")), id: good.id.replace(/^./, (c) => (c === "A" ? "B" : "A")) };
    const outer = bundle([good, forged(item(utf8("forged"))), inner, wrongId, large]);
    const before = await idsOf(t.store);
    const taken = await t.weave.ingestItem(inPieces(outer.bytes));
    assert.deepEqual([taken.children, taken.skipped], [4, 3]);
    assert.deepEqual((await idsOf(t.store)).slice(before.length), [good.id, deep.id, inner.id, large.id, outer.id]);
    assert.deepEqual([(await t.store.item(deep.id))?.parent, (await t.store.item(large.id))?.parent], [inner.id, outer.id]);
    const { bytes } = (await t.store.item(large.id)) ?? {};
    assert.equal(bytes?.kind === "blob" ? bytes.size : 0, large.bytes.length);
    const [of, inOuter] = [await t.weave.find(large.id), (await t.store.item(outer.id))?.bytes];
    assert.ok(of && bytes?.kind === "blob" && inOuter?.kind === "blob");
    assert.equal(bytes.blob, inOuter.blob, "a child is a range of its parent's file");
    assert.deepEqual(await readAll(t.weave.data(of, 0, of.dataSize)), large.data);
  });

  test("whose body is no bundle is an item like any other", async () => {
    const odd = item(pattern(500), BUNDLE_TAGS);
    const taken = await t.weave.ingestItem(inPieces(odd.bytes));
    assert.deepEqual([taken.children, taken.skipped, await t.store.hasItem(odd.id)], [0, 1, true]);
  });

  test("is followed down to the depth limit and not beyond", async () => {
    let inner = item(utf8("innermost"));
    const innermost = inner;
    for (let depth = 0; depth < LIMITS.bundleDepth + 1; depth++) inner = bundle([inner]);
    const taken = await t.weave.ingestItem(inPieces(inner.bytes));
    assert.deepEqual([taken.children, taken.skipped, await t.store.hasItem(innermost.id)], [LIMITS.bundleDepth, 1, false]);
  });

  test("with more items than allowed is refused whole", async () => {
    const header = new Uint8Array(32 + 64 * (LIMITS.bundleItems + 1));
    new DataView(header.buffer).setUint32(0, LIMITS.bundleItems + 1, true);
    const before = await idsOf(t.store);
    assert.equal(await codeOf(() => t.weave.ingestItem(inPieces(item(header, BUNDLE_TAGS).bytes))), "LIMIT_EXCEEDED");
    assert.deepEqual(await idsOf(t.store), before);
  });
});

describe("a store that fails", () => {
  test("in the middle of a large bundle loses no child: the bundle is not there until all of it is", async () => {
    let failAt = Number.POSITIVE_INFINITY;
    let commits = 0;
    const wrap = (store: Store): Store => ({
      ...store,
      commit: (batch) => {
        if (++commits >= failAt) throw new LoomError("STORE_FAILED", "disk full");
        return store.commit(batch);
      },
    });
    let t = await openWeave({ wrap });
    const children = Array.from({ length: 700 }, (_, i) => item(utf8(`child ${i}`)));
    const outer = bundle(children);
    failAt = commits + 2;
    assert.equal(await codeOf(() => t.weave.ingestItem(inPieces(outer.bytes))), "STORE_FAILED");
    assert.equal(await t.store.hasItem(outer.id), false);
    failAt = Number.POSITIVE_INFINITY;
    t = await t.reopen();
    const taken = await t.weave.ingestItem(inPieces(outer.bytes));
    assert.equal(taken.duplicate, false);
    assert.deepEqual(new Set(await idsOf(t.store)), new Set([...children.map(({ id }) => id), outer.id]));
    for (const { id, data } of [children[0], children[699]].flatMap((child) => child ?? [])) {
      const found = await t.weave.find(id);
      assert.ok(found);
      assert.deepEqual(await readAll(t.weave.data(found, 0, found.dataSize)), data);
    }
    await t.close();
  });
});
