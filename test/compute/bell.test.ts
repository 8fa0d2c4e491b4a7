import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createBell, createListening } from "../../src/compute/worker/bell.ts";

describe("a worker at the bell", () => {
  it("takes what is there and leaves when nothing more comes", () => {
    const bell = createBell();
    const waiting = [1, 2, 3];
    const taken: number[] = [];
    createListening(bell.counter, () => 0).stay(() => {
      const next = waiting.shift();
      if (next !== undefined) taken.push(next);
      return next !== undefined;
    });
    assert.deepEqual(taken, [1, 2, 3]);
  });

  it("does not miss what comes after it looked", () => {
    const bell = createBell();
    const waiting: number[] = [];
    let looks = 0;
    createListening(bell.counter, () => 0).stay(() => {
      const found = waiting.shift() !== undefined;
      if (++looks === 1) {
        waiting.push(1);
        bell.ring();
      }
      return found;
    });
    // It looked in vain, heard the bell at once, took the one that had come, and looked in vain again.
    assert.equal(looks, 3);
  });

  it("goes back to its event loop though there is always more", () => {
    const bell = createBell();
    let now = 0;
    let taken = 0;
    createListening(bell.counter, () => now++).stay(() => {
      taken++;
      return true;
    });
    assert.ok(taken > 0);
  });
});
