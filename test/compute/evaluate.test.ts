import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readData } from "../../src/storage/item-change.ts";
import { AOS, createRig, output, type Rig, tag, user } from "./rig.ts";

describe("evaluation of real aos", () => {
  let rig: Rig;
  let module: string;
  before(async () => {
    rig = await createRig({ workers: 2 });
    module = await rig.module(AOS);
  });
  after(() => rig.close());

  it("evaluates in the order of the log and keeps state", async () => {
    const process = await rig.spawn(module);
    await rig.eval(process, "N = 1");
    for (let i = 0; i < 20; i++) await rig.eval(process, "N = N + 1; return N");
    assert.equal(output(await rig.run(process, "return N")), "21");
    const slots = rig.announced.filter((one) => one.result.process === process).map((one) => one.result.slot);
    assert.deepEqual(
      slots,
      Array.from({ length: 23 }, (_, slot) => slot),
    );
  });

  it("serves the keys in the order of the reference unit", async () => {
    const process = await rig.spawn(module);
    const { json } = await rig.compute.evaluate(process, 0);
    assert.deepEqual(Object.keys(JSON.parse(json)), ["Messages", "Assignments", "Spawns", "Output", "GasUsed"]);
  });

  it("gives messages the fields of the log", async () => {
    const process = await rig.spawn(module);
    const probe =
      "require('json').encode({m.Id, m.From, m.Owner, m.Target, m.Nonce, m['Block-Height'], m.Timestamp, m.Epoch, tostring(m.Tags.From), m.Tags['X-Own'], m.Data})";
    await rig.run(process, `Handlers.add('probe', 'Probe', function(m) Probed = ${probe} end)`);
    const { slot, id } = await rig.send(process, [tag("Action", "Probe"), tag("From", "liar"), tag("X-Own", "1")], "héllo");
    const assignment = await rig.store.assignment(process, slot);
    const seen: unknown = JSON.parse(output(await rig.run(process, "return Probed")));
    assert.deepEqual(seen, [id, user.address, user.address, process, slot, 7, assignment?.timestamp, 0, "nil", "1", "héllo"]);
  });

  it("gives data and anchors that are no UTF-8 as null, and goes on", async () => {
    const process = await rig.spawn(module);
    await rig.run(process, "Handlers.add('raw', 'Raw', function(m) Probed = type(m.Data) .. ' ' .. type(m.Anchor) end)");
    const valid = new TextEncoder().encode("\ufeffé");
    for (const [data, seen] of [
      [Uint8Array.of(0xff, 0xfe), "nil"],
      [Uint8Array.of(0xc3), "nil"],
      [Uint8Array.of(0xed, 0xa0, 0x80), "nil"],
      [valid, "string"],
    ] as const) {
      const { slot, id } = await rig.send(process, [tag("Action", "Raw")], data);
      const { Error: error } = await rig.result(process, slot);
      assert.equal(error, undefined);
      // The anchors of the rig are random bytes.
      assert.equal(output(await rig.run(process, "return Probed")), `${seen} nil`);
      // On the weave the bytes stay what they were.
      const item = await rig.store.item(id);
      assert.ok(item !== null);
      assert.deepEqual(new Uint8Array((await readData(item, rig.blobs)) ?? []), data);
    }
  });

  it("commits what a process emits together with the result", async () => {
    const process = await rig.spawn(module);
    const slot = await rig.eval(process, "Send({Target = ao.id, Data = 'hello'}); Send({Target = ao.id, Data = 'again'})");
    const result = await rig.result(process, slot);
    assert.deepEqual(
      result.Messages.map((one) => one["Data"]),
      ["hello", "again"],
    );
    const stored = await rig.store.outbox(process, slot);
    assert.equal(stored.length, 2);
    assert.deepEqual(rig.announced.find((one) => one.result.process === process && one.result.slot === slot)?.entries, stored);
    for (const entry of stored) assert.ok(await rig.store.hasItem(entry.item));
  });

  it("hydrates assigned data, and leaves out what Exclude names", async () => {
    const process = await rig.spawn(module);
    await rig.run(
      process,
      "Seen = {}; Handlers.prepend('see', function(m) return m.Tags.Kind == 'Fact' and 'continue' end, function(m) table.insert(Seen, m.Data or 'none') end)",
    );
    // aos ignores assignments unless told which are wanted.
    await rig.run(process, "ao.addAssignable('facts', function(m) return true end)");
    const fact = await rig.upload("water is wet", [tag("Kind", "Fact")]);
    await rig.compute.evaluate(process, await rig.assign(process, fact));
    const other = await rig.upload("hidden", [tag("Kind", "Fact")]);
    await rig.compute.evaluate(process, await rig.assign(process, other, ["Data"]));
    assert.equal(output(await rig.run(process, "return table.concat(Seen, ',')")), "water is wet,none");
  });

  it("refuses what is not there", async () => {
    const process = await rig.spawn(module);
    await assert.rejects(rig.compute.evaluate(process, 5), { code: "MESSAGE_NOT_FOUND" });
    await assert.rejects(rig.compute.evaluate("A".repeat(43), 0), { code: "PROCESS_NOT_FOUND" });
    await assert.rejects(rig.compute.dryRun("A".repeat(43), { Owner: "x", Tags: [] }), { code: "PROCESS_NOT_FOUND" });
  });
});
