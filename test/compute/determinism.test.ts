import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { aosWasm } from "../support/aos-wasm.ts";
import { AOS, AOS32, createRig, type Rig, tag } from "./rig.ts";

const MAIN = fileURLToPath(new URL("determinism-main.ts", import.meta.url));
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  "V8 as it is": [],
  "Liftoff only": ["--liftoff", "--no-wasm-tier-up"],
  "TurboFan only": ["--no-liftoff"],
};

type Runs = Readonly<Record<string, readonly ({ readonly json: string; readonly root: string } | null)[]>>;

async function runs(flags: readonly string[], wasm: string, what: "all" | "hot"): Promise<Runs> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, MAIN, wasm, what], { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as Runs;
}

describe("the same log gives the same results and roots", () => {
  for (const name of [AOS, AOS32]) {
    it(`of ${name}: hot, evicted, disturbed by dry-runs, from checkpoints, under any compiler tier`, async () => {
      const wasm = await aosWasm(name);
      const reference = (await runs(FLAGS["V8 as it is"] ?? [], wasm, "hot"))["hot"] ?? [];
      const errors = reference.filter((one) => one !== null && "Error" in (JSON.parse(one.json) as object));
      assert.equal(reference.length, 14);
      assert.ok(errors.length >= 2, "the log is to hold messages that fail");
      assert.ok(new Set(reference.map((one) => one?.root)).size > 8, "roots are to follow the state");
      for (const [tier, flags] of Object.entries(FLAGS)) {
        // One run of each is enough of the dear kind; the other module shows that the pointer size does not matter.
        const all = await runs(flags, wasm, tier === "V8 as it is" && name === AOS ? "all" : "hot");
        for (const [way, seen] of Object.entries(all)) {
          for (const [slot, one] of seen.entries()) {
            // A run from a checkpoint has nothing before it.
            if (one !== null) assert.deepEqual(one, reference[slot], `${tier}, ${way}, slot ${slot}`);
          }
        }
      }
    });
  }

  it("in the unit: one worker or several, after eviction, crash, restart, and of the past", async () => {
    let rig: Rig = await createRig({ workers: 1, checkpointEvery: 6 });
    const process = await rig.spawn(await rig.module(AOS), [tag("Compute-Limit", "1000000000")]);
    const other = await rig.spawn(await rig.module(AOS));
    const roots: string[] = [];
    const results: string[] = [];
    const codes = [
      "N = 0",
      "while true do end",
      "T = {} for i = 1, 500 do T[i] = i end",
      "Big = ('x'):rep(3e7) return #Big",
      "N = N + 1",
      "return N",
    ];
    for (const [i, code] of [...codes, ...codes].entries()) {
      await rig.run(process, code);
      await rig.run(other, "return 1");
      const { stateRoot, slot } = await rig.compute.stateRoot(process);
      assert.equal(slot, i + 1);
      roots[slot] = stateRoot;
      results[slot] = (await rig.compute.evaluate(process, slot)).json;
      if (i % 4 === 1) await rig.compute.evict(process);
      if (i % 4 === 3) await rig.compute.crash(process);
    }
    const check = async (): Promise<void> => {
      for (const [slot, root] of roots.entries())
        if (root !== undefined) assert.equal((await rig.compute.stateRoot(process, slot)).stateRoot, root, `slot ${slot}`);
    };
    await check();
    rig = await rig.restart({ workers: 3 });
    await check();
    await rig.close();
  });
});
