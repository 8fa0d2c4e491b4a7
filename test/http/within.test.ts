import assert from "node:assert/strict";
import { test } from "node:test";
import { LoomError } from "../../src/base/errors.ts";
import { createWithin } from "../../src/http/compute/within.ts";
import type { Leaving } from "../../src/http/core/types.ts";

/** A clock that stands still until it is moved. */
function handClock() {
  let now = 0;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];
  return {
    monotonic: () => now,
    after: (ms: number, callback: () => void) => {
      const timer = { at: now + ms, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    timers: () => timers.length,
    moveTo: (ms: number) => {
      now = ms;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { callback } of due) callback();
    },
  };
}

function client() {
  const listeners = new Set<(reason: LoomError) => void>();
  const leaving: Leaving = {
    onLeave: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { leaving, listeners };
}

const never = new Promise<number>(() => {});
const code = async (work: Promise<unknown>): Promise<string> => {
  const thrown = await work.then(
    () => assert.fail("resolved"),
    (reason: unknown) => reason,
  );
  return thrown instanceof LoomError ? thrown.code : String(thrown);
};

test("each wait ends at its own limit, whoever armed the timer", async () => {
  const clock = handClock();
  const within = createWithin(1000, clock);
  const { leaving, listeners } = client();
  const first = code(within(never, leaving));
  clock.moveTo(400);
  let ended = false;
  const second = code(within(never, leaving)).finally(() => {
    ended = true;
  });
  assert.equal(clock.timers(), 1);
  clock.moveTo(1000);
  assert.equal(await first, "TIMED_OUT");
  clock.moveTo(1399);
  await Promise.resolve();
  assert.deepEqual([ended, listeners.size], [false, 1]);
  clock.moveTo(1400);
  assert.equal(await second, "TIMED_OUT");
  assert.deepEqual([listeners.size, clock.timers()], [0, 0]);
});

test("what is done in time ends its wait, and the timer ends with nobody to serve", async () => {
  const clock = handClock();
  const within = createWithin(1000, clock);
  const { leaving, listeners } = client();
  assert.equal(await within(Promise.resolve(7), leaving), 7);
  assert.equal(await code(within(Promise.reject(new LoomError("NOT_FOUND", "no")), leaving)), "NOT_FOUND");
  assert.equal(listeners.size, 0);
  clock.moveTo(1000);
  assert.equal(clock.timers(), 0);
  // The next one arms it again.
  const late = code(within(never, leaving));
  clock.moveTo(2000);
  assert.equal(await late, "TIMED_OUT");
});

test("a client that leaves ends its own wait only, and what fails later is heard by nobody", async () => {
  const clock = handClock();
  const within = createWithin(1000, clock);
  const [one, other] = [client(), client()];
  const work = Promise.withResolvers<number>();
  const gone = code(within(work.promise, one.leaving));
  const stays = within(Promise.resolve(1), other.leaving);
  for (const listener of one.listeners) listener(new LoomError("BAD_REQUEST", "the client went away"));
  assert.equal(await gone, "BAD_REQUEST");
  assert.equal(await stays, 1);
  work.reject(new Error("too late"));
  await new Promise((resolve) => setImmediate(resolve));
});
