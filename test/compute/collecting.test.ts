/** Garbage that the engine does not see is collected when it is much, and really. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { collectGarbage, createCollecting } from "../../src/compute/worker/collecting.ts";

const MIB = 2 ** 20;

test("many bytes make one collection", () => {
  let collected = 0;
  const discarded = createCollecting(() => collected++);
  for (let nth = 0; nth < 10; nth++) discarded(16 * MIB);
  assert.equal(collected, 2);
});

test("a collection takes what nobody holds", () => {
  const collect = collectGarbage();
  let held: object | null = { bytes: new Uint8Array(1000) };
  const seen = new WeakRef(held);
  held = null;
  // A WeakRef keeps its target until the turn in which it was made has ended.
  return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
    collect();
    assert.equal(seen.deref(), undefined);
  });
});
