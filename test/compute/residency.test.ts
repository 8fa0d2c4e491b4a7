/** Who has to leave when there is no room, against lanes that only count. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createResidency } from "../../src/compute/evict.ts";
import type { Lane } from "../../src/compute/lane.ts";

const MIB = 2 ** 20;

interface Fake {
  readonly lanes: Map<string, Lane>;
  /** Names of those that left, in order. */
  readonly left: string[];
  programBytes: number;
}

function fakes(count: number, bytes: number, busy: readonly string[] = [], stuck: readonly string[] = []): Fake {
  const left: string[] = [];
  const lanes = new Map<string, Lane>();
  for (let nth = 0; nth < count; nth++) {
    const name = `p${nth}`;
    const lane = {
      process: name,
      bytes,
      busy: busy.includes(name),
      backlog: 0,
      suspension: null,
      stuck: () => stuck.includes(name),
      get live() {
        return !left.includes(name);
      },
      async leave() {
        left.push(name);
      },
    };
    lanes.set(name, lane as unknown as Lane);
  }
  return { lanes, left, programBytes: 0 };
}

function residencyOf(fake: Fake, budget: { liveProcesses?: number; memoryBudgetBytes: number }) {
  let now = 0;
  const deps = { programBytes: () => fake.programBytes, monotonic: () => (now += 1000) };
  return createResidency(fake.lanes, { liveProcesses: 1000, ...budget }, deps);
}

test("room is made before a process comes, by those used longest ago that are idle", async () => {
  const fake = fakes(10, 10 * MIB, ["p1"]);
  await residencyOf(fake, { memoryBudgetBytes: 90 * MIB }).admit();
  assert.deepEqual(fake.left, ["p0", "p2"], "ten and the one that comes, less two");
});

test("no room is made when there is some", async () => {
  const fake = fakes(10, 10 * MIB);
  await residencyOf(fake, { memoryBudgetBytes: 200 * MIB }).admit();
  assert.deepEqual(fake.left, []);
});

test("the number of processes is bounded, too", async () => {
  const fake = fakes(10, MIB);
  await residencyOf(fake, { memoryBudgetBytes: 1e12, liveProcesses: 7 }).admit();
  assert.deepEqual(fake.left, ["p0", "p1", "p2", "p3"]);
});

test("what the program takes beside live states comes off the budget, but not all of it", async () => {
  const fake = fakes(10, 24 * MIB);
  fake.programBytes = 240 * MIB + 65 * MIB;
  residencyOf(fake, { memoryBudgetBytes: 300 * MIB }).settle();
  assert.deepEqual(fake.left, ["p0"], "235 MiB are left for ten of 24");
  const crowded = fakes(10, 10 * MIB);
  crowded.programBytes = 1e12;
  residencyOf(crowded, { memoryBudgetBytes: 80 * MIB }).settle();
  assert.equal(crowded.left.length, 4, "three quarters of the budget stay for them");
});

test("all are busy: the one that comes is let in", async () => {
  const fake = fakes(3, 10 * MIB, ["p0", "p1", "p2"]);
  await residencyOf(fake, { memoryBudgetBytes: MIB }).admit();
  assert.deepEqual(fake.left, []);
});

test("nobody waits for those whose worker is busy with another process", async () => {
  const fake = fakes(10, 10 * MIB, [], ["p0", "p1"]);
  await residencyOf(fake, { memoryBudgetBytes: 90 * MIB }).admit();
  assert.deepEqual(fake.left, ["p2", "p3"]);
});
