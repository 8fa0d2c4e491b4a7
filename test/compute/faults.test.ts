import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LoomError } from "../../src/base/errors.ts";
import { createItem } from "../../src/protocol/create-item.ts";
import { itemChange } from "../../src/storage/item-change.ts";
import { answering, RUNTIME, tiny } from "../vm/tiny-wasm.ts";
import { AOS, createRig, output, type Rig, type RigOptions, tag, user } from "./rig.ts";

async function using(options: RigOptions, body: (rig: Rig) => Promise<void>): Promise<void> {
  const rig = await createRig(options);
  try {
    await body(rig);
  } finally {
    await rig.close();
  }
}

/** Some seconds of a loop, and a fraction of one. */
const LONG = tag("Compute-Limit", "40000000000");
const SHORT = tag("Compute-Limit", "2000000000");

describe("an endless loop", () => {
  it("leaves others served while it runs, ends as an error by its gas, and its process goes on", async () => {
    await using({ workers: 1, stuckMs: 200 }, async (rig) => {
      const module = await rig.module(AOS);
      const [bad, good] = [await rig.spawn(module, [LONG]), await rig.spawn(module)];
      assert.equal(output(await rig.run(bad, "N = 5; return N")), "5");
      assert.equal(output(await rig.run(good, "N = 1; return N")), "1");
      const slot = await rig.eval(bad, "N = 6; while true do end");
      let looping = true;
      const ended = rig.result(bad, slot).finally(() => {
        looping = false;
      });
      for (let i = 2; i <= 6; i++) assert.equal(output(await rig.run(good, "N = N + 1; return N")), String(i));
      assert.ok(looping, "the others were served only after the loop had been ended");
      assert.deepEqual(await ended, {
        Messages: [],
        Assignments: [],
        Spawns: [],
        Output: "",
        GasUsed: 40_000_000_000,
        Error: "out of gas",
      });
      assert.equal(output(await rig.run(bad, "return N")), "5");
      assert.notEqual((await rig.compute.status(bad)).state, "suspended");
    });
  });

  it("in a dry-run is ended without harm", async () => {
    await using({ stuckMs: 200 }, async (rig) => {
      const process = await rig.spawn(await rig.module(AOS), [SHORT]);
      await rig.run(process, "N = 5");
      await assert.rejects(rig.dry(process, "N = 6; while true do end"), /out of gas/);
      assert.equal(output(await rig.run(process, "return N")), "5");
    });
  });

  it("longer than the watchdog waits is a fault of this machine, never a result", async () => {
    await using({ evaluateMs: 400, stuckMs: 200 }, async (rig) => {
      const module = await rig.module(AOS);
      const [bad, good] = [await rig.spawn(module), await rig.spawn(module)];
      await rig.run(bad, "N = 5");
      const slot = await rig.eval(bad, "while true do end");
      await assert.rejects(rig.result(bad, slot), { code: "PROCESS_SUSPENDED", message: /ran longer/ });
      const status = await rig.compute.status(bad);
      assert.deepEqual([status.state, status.resultSlot], ["suspended", slot - 1]);
      assert.equal(output(await rig.run(good, "return 1")), "1");
      await rig.compute.resumeProcess(bad);
      await assert.rejects(rig.compute.evaluate(bad, slot), { code: "PROCESS_SUSPENDED" });
    });
  });
});

describe("declared limits", () => {
  it("of gas: more than this node lends is refused before anything runs, less is enforced", async () => {
    await using({ maxGas: 7e10 }, async (rig) => {
      const module = await rig.module(AOS);
      const greedy = await rig.spawn(module, [tag("Gas-Limit", "70000000001")]);
      await assert.rejects(rig.compute.evaluate(greedy, 0), { code: "LIMIT_EXCEEDED", message: /Gas-Limit/ });
      const poor = await rig.spawn(module, [tag("Gas-Limit", "1000000")]);
      const { Error: error, GasUsed } = await rig.result(poor, 0);
      assert.deepEqual([error, GasUsed], ["out of gas", 1_000_000]);
      const rich = await rig.spawn(module, [tag("Gas-Limit", "70000000000"), tag("Compute-Limit", "1")]);
      assert.equal(output(await rig.run(rich, "return 'ran'")), "ran");
    });
  });

  it("of memory: a module that starts with more is refused, growth beyond is an error", async () => {
    await using({}, async (rig) => {
      const module = await rig.module(AOS);
      const small = await rig.spawn(module, [tag("Memory-Limit", "10-mb")]);
      await assert.rejects(rig.compute.evaluate(small, 0), { code: "LIMIT_EXCEEDED" });
      const process = await rig.spawn(module, [tag("Memory-Limit", "80-mb")]);
      const hog = "local t = {} for i = 1, 1e6 do t[i] = ('x'):rep(1000) .. i end return #t";
      assert.ok(!JSON.stringify(await rig.run(process, hog)).includes('"1000000"'));
      assert.equal(output(await rig.run(process, "return 'still here'")), "still here");
    });
  });
});

describe("a failing store", () => {
  it("loses no slot, doubles none, and announces in order", async () => {
    let broken = 0;
    let results = 0;
    const beforeCommit: RigOptions["beforeCommit"] = (batch) => {
      if (!batch.some((change) => change.type === "result")) return;
      results++;
      if (results % 4 === 3 && broken < 8) {
        broken++;
        throw new LoomError("STORE_FAILED", "injected");
      }
    };
    await using({ beforeCommit }, async (rig) => {
      const process = await rig.spawn(await rig.module(AOS));
      let last = 0;
      await rig.eval(process, "N = 0");
      for (let i = 1; i <= 20; i++) last = await rig.eval(process, `N = N + 1; Send({Target = ao.id, Data = tostring(N)}); return N`);
      const patient = async (): Promise<string> => {
        for (;;) {
          try {
            return output(await rig.result(process, last));
          } catch (thrown) {
            assert.equal((thrown as LoomError).code, "STORE_FAILED");
          }
        }
      };
      assert.equal(await patient(), "20");
      assert.ok(broken >= 5, `only ${broken} commits failed`);
      assert.deepEqual(
        rig.announced.map((one) => one.result.slot),
        Array.from({ length: 22 }, (_, slot) => slot),
      );
      for (let slot = 2; slot <= 21; slot++) {
        const result = await rig.result(process, slot);
        assert.deepEqual(
          result.Messages.map((one) => one["Data"]),
          [String(slot - 1)],
        );
        assert.equal((await rig.store.outbox(process, slot)).length, 1);
      }
    });
  });

  it("that committed although it said it did not is believed by its content", async () => {
    let lie = true;
    let rig: Rig | null = null;
    const beforeCommit: RigOptions["beforeCommit"] = (batch) => {
      if (!lie || !batch.some((change) => change.type === "result" && change.result.slot === 1)) return;
      lie = false;
      void rig?.store.commit(batch);
      throw new LoomError("STORE_FAILED", "injected after the fact");
    };
    rig = await createRig({ beforeCommit });
    try {
      const process = await rig.spawn(await rig.module(AOS));
      const slot = await rig.eval(process, "N = (N or 0) + 1; return N");
      await rig.compute.evaluate(process, slot).catch(() => {});
      assert.equal(output(await rig.run(process, "N = N + 1; return N")), "2");
      assert.deepEqual(
        rig.announced.map((one) => one.result.slot),
        [0, 1, 2],
      );
    } finally {
      await rig.close();
    }
  });
});

describe("a worker that dies", () => {
  it("in the middle of a message loses nothing", async () => {
    await using({}, async (rig) => {
      const process = await rig.spawn(await rig.module(AOS));
      await rig.run(process, "N = 0");
      for (let round = 1; round <= 3; round++) {
        const slot = await rig.eval(process, "local x = 0; for i = 1, 3e6 do x = x + i end; N = N + 1; return N");
        const result = rig.result(process, slot);
        // The message is posted by the time its assignment is announced; give it a moment to be running.
        await new Promise((resolve) => setTimeout(resolve, 30));
        await rig.compute.crash(process);
        assert.equal(output(await result), String(round));
      }
      assert.deepEqual(
        rig.announced.map((one) => one.result.slot),
        [0, 1, 2, 3, 4],
      );
    });
  });
});

/** A module whose `handle` calls itself for ever. Where the engine's own stack would overflow is different on every machine. */
const recursing = (): Uint8Array => {
  const call = [0x41, 0, 0x41, 0, 0x10, RUNTIME.length, 0x1a, 0x41, 16];
  return tiny({ functions: answering([]).map((one) => (one.export === "handle" ? { ...one, body: call } : one)), data: "{}" });
};

describe("unbounded recursion", () => {
  it("ends as an error at the same depth everywhere, and its process goes on", async () => {
    await using({}, async (rig) => {
      const process = await rig.spawn(await rig.moduleOf(recursing()));
      const first = await rig.result(process, 0);
      assert.equal(first.Error, "trap: call stack too deep");
      assert.ok((first.GasUsed ?? 0) > 0);
      const { slot } = await rig.send(process, [], "again");
      assert.equal((await rig.result(process, slot)).Error, first.Error);
    });
  });
});

describe("a fault of this machine", () => {
  it("is data that is not on this weave; once it is there the process goes on", async () => {
    await using({}, async (rig) => {
      const module = await rig.module(AOS);
      const data = "Booted = 'from the weave'";
      const id = await rig.upload(data);
      const process = await rig.spawn(module, [tag("On-Boot", id)]);
      assert.equal(output(await rig.run(process, "return Booted")), "from the weave");
      const missing = await rig.spawn(module, [tag("On-Boot", "A".repeat(43))]);
      await assert.rejects(rig.compute.evaluate(missing, 0), { code: "PROCESS_SUSPENDED", message: /is not on this weave/ });
      assert.equal((await rig.compute.status(missing)).resultSlot, -1);
      const again = await rig.restart();
      assert.equal(output(await again.run(process, "return Booted")), "from the weave");
      await again.close();
    });
  });

  it("is a module that is not on this weave: asking again looks again", async () => {
    await using({}, async (rig) => {
      const sample = await rig.store.assignment(await rig.spawn(await rig.module(AOS)), 0);
      assert.ok(sample);
      const wasm = tiny({ data: '{"ok":true,"response":{"Output":"late"}}' });
      const module = createItem({ tags: [tag("Module-Format", "wasm32-unknown-emscripten3")], data: wasm }, user);
      const item = createItem({ tags: [tag("Module", module.id)], data: new Uint8Array(1) }, user);
      const { id } = item;
      // The scheduler would refuse such a process; an imported log may hold one.
      const assignment = { ...sample, id: `${"B".repeat(42)}A`, process: id, message: id };
      await rig.store.commit([await itemChange(item, rig.blobs, { ingestedAt: 1 }), { type: "assignment", assignment, dedupeKey: null }]);
      await assert.rejects(rig.compute.evaluate(id, 0), { code: "MODULE_NOT_FOUND" });
      await rig.store.commit([await itemChange(module, rig.blobs, { ingestedAt: 1 })]);
      assert.equal((await rig.result(id, 0)).Output, "late");
    });
  });
});
