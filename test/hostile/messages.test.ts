import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { AOS, AOS32, tag, user } from "../compute/rig.ts";
import { withHostile } from "./rig.ts";

/** What a hostile author sends to a process of his own, and how it must end. */
interface Attack {
  readonly code: string;
  readonly ends: RegExp;
}

const ATTACKS: Readonly<Record<string, Attack>> = {
  "an endless loop": { code: "while true do end", ends: /^out of gas$/ },
  "an endless loop inside pcall": { code: "while true do pcall(function() while true do end end) end", ends: /^out of gas$/ },
  "an endless loop of copies": { code: "local s = ('x'):rep(1e6) while true do local t = s .. 'y' end", ends: /^out of gas$/ },
  "unbounded recursion": { code: "local function f() return 1 + f() end return f()", ends: /stack overflow|not enough memory|out of gas/ },
  "unbounded recursion through pcall": {
    code: "local function f() local ok, e = pcall(f) error(e, 0) end f()",
    ends: /stack overflow|error in error handling|not enough memory|out of gas/,
  },
  "a string doubled until memory ends": { code: "local s = 'x' while true do s = s .. s end", ends: /not enough memory|out of gas/ },
  "20 MB appended to for ever": {
    code: "local s = ('x'):rep(20 * 1024 * 1024) while true do s = s .. 'y' end",
    ends: /not enough memory|out of gas/,
  },
  "a million messages": {
    code: "for i = 1, 1000000 do Send({ Target = ao.id, Data = 'x' }) end",
    ends: /out of gas|not enough memory|the outbox has more than/,
  },
  "a result of 50 MB": { code: "return ('x'):rep(50 * 1024 * 1024)", ends: /not enough memory|out of gas|larger than/ },
};

const GAS = 600_000_000;
/** A fraction of a second of work, and room for a few of the large strings. */
const LIMITS = [tag("Compute-Limit", String(GAS)), tag("Memory-Limit", "160-mb")];

const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

for (const name of [AOS, AOS32]) {
  describe(`hostile messages to ${name}`, { timeout: 120_000 }, () => {
    it("end as the same error each time, change nothing, and delay nobody", async () => {
      await withHostile({}, async ({ rig, meanwhile }) => {
        const module = await rig.module(name);
        const process = await rig.spawn(module, LIMITS);
        await rig.run(process, "N = 5");
        const before = hash((await rig.compute.state(process)).memory);
        let served = 0;
        for (const [what, { code, ends }] of Object.entries(ATTACKS)) {
          const { value: result, answers } = await meanwhile(() => rig.run(process, code));
          served += answers;
          assert.match(result.Error ?? "no error", ends, what);
          assert.deepEqual([result.Messages, result.Spawns, result.Assignments, result.Output], [[], [], [], ""], what);
          assert.ok(result.GasUsed !== undefined && result.GasUsed > 0 && result.GasUsed <= GAS, what);
          // The same message on the same state, twice: nothing of the result may differ.
          const again = () => rig.compute.dryRun(process, { Owner: user.address, Tags: [tag("Action", "Eval")], Data: code });
          const [first, second] = [await again(), await again()];
          assert.deepEqual(second, first, what);
          assert.match(first.Error ?? "no error", ends, what);
          assert.equal(hash((await rig.compute.state(process)).memory), before, `${what} changed the state`);
        }
        // A neighbour that had to wait would have been served once an attack at most, and none before its end.
        assert.ok(served > Object.keys(ATTACKS).length, `${served} answers of the neighbour`);
        assert.equal((await rig.compute.status(process)).state, "live");
        assert.equal((await rig.run(process, "return N")).Error, undefined);
      });
    });
  });
}
