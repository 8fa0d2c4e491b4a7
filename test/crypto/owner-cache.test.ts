import assert from "node:assert/strict";
import { test } from "node:test";
import { toHex } from "../../src/base/bytes.ts";
import { deepHash, deepHashList, deepHashRest, deepHashStart } from "../../src/crypto/deep-hash.ts";
import { createOwnerCache } from "../../src/crypto/owner-cache.ts";

function counted(slots: number) {
  let made = 0;
  const cache = createOwnerCache(slots, (owner) => {
    made++;
    if (owner[0] === 0xff) throw new Error("no such key");
    return toHex(owner);
  });
  return { cache, made: () => made };
}

test("owners that share a slot are not mixed up, and the last one is kept", () => {
  const { cache, made } = counted(1);
  const [a, b] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  assert.deepEqual([cache(a), cache(a.slice()), cache(b), cache(b), cache(a)], [a, a, b, b, a].map(toHex));
  assert.equal(made(), 3);
  // One is the beginning of the other.
  assert.equal(cache(new Uint8Array(33).fill(1)), "01".repeat(33));
});

test("what an owner's bytes become later does not change what is kept", () => {
  const { cache } = counted(1);
  const owner = new Uint8Array(32).fill(1);
  cache(owner);
  owner.fill(2);
  assert.equal(cache(owner), toHex(owner));
  assert.equal(cache(new Uint8Array(32).fill(1)), "01".repeat(32));
});

test("neither a failure nor an owner of no known length is kept", () => {
  const { cache, made } = counted(4);
  const bad = new Uint8Array(32).fill(0xff);
  for (let i = 0; i < 2; i++) assert.throws(() => cache(bad), /no such key/);
  const long = new Uint8Array(1026).fill(1);
  for (let i = 0; i < 2; i++) assert.equal(cache(long), toHex(long));
  assert.equal(made(), 4);
});

test("a list may be hashed from any state on, again and again", () => {
  const children = [1, 2, 3].map((byte) => deepHash(Uint8Array.of(byte)));
  const whole = deepHashList(children);
  for (let cut = 0; cut <= 3; cut++) {
    const start = deepHashStart(3, children.slice(0, cut));
    for (let i = 0; i < 2; i++) assert.deepEqual(deepHashRest(start, children.slice(cut)), whole);
  }
});
