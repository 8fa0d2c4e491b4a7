/**
 * One compute unit for hostile processes and a well-behaved one. While something hostile runs, the good process is asked again and
 * again, and how long it waited is measured.
 */
import assert from "node:assert/strict";
import { AOS, createRig, output, type Rig, type RigOptions } from "../compute/rig.ts";

/** Far above what an idle machine needs; what hangs takes longer. */
const PATIENCE_MS = 3000;

export interface Hostile {
  readonly rig: Rig;
  /** Runs `work` while the good process counts on. The number of its answers, and the longest wait for one. */
  meanwhile<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly answers: number; readonly longestMs: number }>;
}

export async function withHostile(options: RigOptions, body: (hostile: Hostile) => Promise<void>): Promise<void> {
  const rig = await createRig({ workers: 2, stuckMs: 200, ...options });
  try {
    const good = await rig.spawn(await rig.module(AOS));
    let count = 1;
    assert.equal(output(await rig.run(good, "N = 1 return N")), "1");
    await body({
      rig,
      async meanwhile(work) {
        let running = true;
        const done = work().finally(() => {
          running = false;
        });
        // Whoever awaits `done` below sees its failure; this keeps it from being unhandled until then.
        done.catch(() => {});
        let [answers, longestMs] = [0, 0];
        do {
          const asked = performance.now();
          count += 1;
          assert.equal(output(await rig.run(good, "N = N + 1 return N")), String(count));
          longestMs = Math.max(longestMs, performance.now() - asked);
          answers += 1;
        } while (running);
        const value = await done;
        assert.ok(longestMs < PATIENCE_MS, `the good process waited ${Math.round(longestMs)} ms`);
        return { value, answers, longestMs };
      },
    });
  } finally {
    await rig.close();
  }
}
