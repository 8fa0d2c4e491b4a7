import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { AOS, createRig, output, type Rig, tag } from "./rig.ts";

/** A comparison of megabytes: an assertion would print them. */
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** Every way in which aos lets a message fail after it has changed the state. */
const FAILURES: Readonly<Record<string, string>> = {
  "an error": "N = 99; error('boom')",
  "an error after memory has grown": "N = 99; Big = {}; for i = 1, 5e4 do Big[i] = 'text ' .. i end; error('boom')",
  "an error in nested tables": "Deep = {a = {b = {c = 1}}}; N = nil; error({1, 2})",
};

describe("a message that fails", () => {
  let rig: Rig;
  let module: string;
  before(async () => {
    rig = await createRig();
    module = await rig.module(AOS);
  });
  after(() => rig.close());

  it("stores its error, uses its slot, emits nothing and leaves the state bit for bit", async () => {
    const process = await rig.spawn(module);
    // aos reports an Eval's error in Output; a handler's error is an Error of the result.
    await rig.run(process, "N = 0; Handlers.add('fail', 'Fail', function(m) Send({Target = ao.id, Data = 'never'}); load(m.Data)() end)");
    for (const [name, code] of Object.entries(FAILURES)) {
      for (let good = 0; good < 2; good++) {
        await rig.run(process, "N = N + 1");
        const before = await rig.compute.state(process);
        const { slot } = await rig.send(process, [tag("Action", "Fail")], code);
        const result = await rig.result(process, slot);
        assert.ok(result.Error, name);
        assert.deepEqual([result.Messages, result.Spawns, result.Assignments], [[], [], []], name);
        const afterwards = await rig.compute.state(process);
        assert.equal(afterwards.slot, slot);
        assert.ok(same(afterwards.memory, before.memory), name);
      }
    }
    assert.equal(output(await rig.run(process, "return N")), String(2 * Object.keys(FAILURES).length));
  });

  it("leaves the same state as a replay without it", async () => {
    const process = await rig.spawn(module);
    await rig.run(process, "N = 0; Handlers.add('fail', 'Fail', function(m) N = 99; error('boom') end)");
    for (let i = 0; i < 12; i++) {
      if (i % 3 === 1) await rig.send(process, [tag("Action", "Fail")], "x");
      await rig.run(process, "N = N + 1; T = T or {}; T[N] = ('x'):rep(N * 100)");
    }
    const live = await rig.compute.state(process);
    await rig.compute.crash(process);
    const rebuilt = await rig.compute.state(process);
    assert.equal(rebuilt.slot, live.slot);
    assert.ok(same(rebuilt.memory, live.memory));
  });

  it("of the very first kind leaves a process that boots with the next message", async () => {
    const process = await rig.spawn(module, [], "x");
    await rig.compute.evaluate(process, 0);
    const wrong = await rig.moduleOf(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
    const broken = await rig.spawn(wrong);
    await assert.rejects(rig.compute.evaluate(broken, 0), { code: "MODULE_INVALID" });
    assert.equal((await rig.compute.status(broken)).state, "suspended");
    assert.equal(output(await rig.run(process, "return 'fine'")), "fine");
  });
});

describe("a dry-run", () => {
  let rig: Rig;
  let process: string;
  before(async () => {
    rig = await createRig();
    process = await rig.spawn(await rig.module(AOS));
  });
  after(() => rig.close());

  it("changes nothing, whatever it does", async () => {
    await rig.run(process, "N = 1");
    const before = (await rig.compute.state(process)).memory;
    assert.equal(await rig.dry(process, "N = N + 1; return N"), "2");
    assert.equal(await rig.dry(process, "N = N + 1; return N"), "2");
    await rig.dry(process, "Big = {}; for i = 1, 5e4 do Big[i] = 'text ' .. i end; return #Big");
    await rig.dry(process, "Send({Target = ao.id, Data = 'x'}); return 1");
    assert.ok(same((await rig.compute.state(process)).memory, before));
    assert.equal(output(await rig.run(process, "return N")), "1");
    assert.equal((await rig.store.outbox(process, 1)).length, 0);
  });

  it("sees everything scheduled before it", async () => {
    await rig.run(process, "N = 0");
    for (let i = 1; i <= 20; i++) {
      await rig.eval(process, "N = N + 1");
      assert.equal(await rig.dry(process, "return N"), String(i));
    }
  });

  it("sees an old state when asked for one", async () => {
    await rig.run(process, "N = 'old'");
    const slot = await rig.eval(process, "N = N .. '!'");
    await rig.run(process, "N = 'new'");
    assert.equal(await rig.dry(process, "return N", slot), "old!");
    assert.equal(await rig.dry(process, "return N", slot - 1), "old");
    assert.equal(await rig.dry(process, "return N"), "new");
  });

  it("is refused when too many wait, and all that were taken are answered", async () => {
    const small = await rig.restart({ dryRunQueue: 5 });
    try {
      await small.dry(process, "return 1");
      const all = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => small.dry(process, `return ${i}`)));
      const refused = all.filter((one) => one.status === "rejected");
      assert.ok(refused.length > 0 && refused.length < 40);
      for (const one of refused) assert.equal((one.reason as { code: string }).code, "TOO_BUSY");
      for (const [i, one] of all.entries()) if (one.status === "fulfilled") assert.equal(one.value, String(i));
    } finally {
      rig = small;
    }
  });
});
