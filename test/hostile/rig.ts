/**
 * One compute unit for hostile processes and a well-behaved one. While something hostile runs, the good process is asked again and
 * again, and how often it answered is counted.
 */
import assert from "node:assert/strict";
import { AOS, createRig, output, type Rig, type RigOptions } from "../compute/rig.ts";

export interface Hostile {
  readonly rig: Rig;
  /** Runs `work` while the good process counts on: the number of answers that it gave before `work` ended. */
  meanwhile<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly answers: number }>;
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
        let answers = 0;
        do {
          count += 1;
          assert.equal(output(await rig.run(good, "N = N + 1 return N")), String(count));
          if (running) answers += 1;
        } while (running);
        return { value: await done, answers };
      },
    });
  } finally {
    await rig.close();
  }
}
