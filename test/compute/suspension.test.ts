/** Suspensions are kept in memory only: after a restart the same cause gives the same suspension, and a cause that is gone gives none. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createItem } from "../../src/protocol/create-item.ts";
import { itemChange } from "../../src/storage/item-change.ts";
import { answering, tiny } from "../vm/tiny-wasm.ts";
import { createRig, type Rig, type RigOptions, tag, user } from "./rig.ts";

const GOOD = tiny({ data: '{"ok":true,"response":{"Output":"fine"}}' });
const ENDLESS = tiny({ functions: answering([0x03, 0x40, 0x0c, 0, 0x0b]) });

/** A process whose log names an environment of the future, as one that came from a newer node does. */
async function spawnUnder(environment: string, rig: Rig, module: string): Promise<string> {
  const model = await rig.store.assignment(await rig.spawn(module), 0);
  assert.ok(model !== null);
  const item = createItem(
    { tags: [tag("Type", "Process"), tag("Module", module), tag("Copy", environment)], data: new Uint8Array(1) },
    user,
  );
  const assignment = { ...model, id: `${item.id.slice(1)}A`, process: item.id, message: item.id, root: item.id, environment };
  await rig.store.commit([await itemChange(item, rig.blobs, { ingestedAt: 1 }), { type: "assignment", assignment, dedupeKey: null }]);
  return item.id;
}

/** Resolves with the status when the process is suspended. */
async function suspended(rig: Rig, process: string): Promise<unknown> {
  await assert.rejects(rig.compute.evaluate(process, 0));
  const status = await rig.compute.status(process);
  assert.equal(status.state, "suspended");
  return status;
}

async function withRig(options: RigOptions, body: (rig: Rig) => Promise<Rig>): Promise<void> {
  const rig = await createRig(options);
  await (await body(rig)).close();
}

describe("a suspended process", () => {
  it("is one whose log names rules that this version does not know", async () => {
    await withRig({}, async (rig) => {
      const process = await spawnUnder("99", rig, await rig.moduleOf(GOOD));
      await assert.rejects(rig.compute.evaluate(process, 0), { code: "ENVIRONMENT_UNKNOWN", status: 422, message: /"99".*knows 1/ });
      const status = await rig.compute.status(process);
      assert.deepEqual([status.state, status.suspension?.code, status.resultSlot], ["suspended", "ENVIRONMENT_UNKNOWN", -1]);
      // To ask again changes nothing: no state is made by rules that might be others.
      await rig.compute.resumeProcess(process);
      assert.deepEqual(await suspended(rig, process), status);
      assert.deepEqual(
        rig.announced.filter(({ result }) => result.process === process),
        [],
      );
      await assert.rejects(rig.compute.dryRun(process, { Owner: "o", Tags: [] }), { code: "ENVIRONMENT_UNKNOWN" });
      const known = await spawnUnder("1", rig, await rig.moduleOf(GOOD));
      assert.equal((await rig.result(known, 0)).Output, "fine");
      return rig;
    });
  });

  it("is suspended again, for the same reason, by a node that starts again", async () => {
    await withRig({ evaluateMs: 150 }, async (first) => {
      const unknown = await spawnUnder("99", first, await first.moduleOf(GOOD));
      const invalid = await first.spawn(await first.moduleOf(GOOD.subarray(0, 40)));
      const hanging = await first.spawn(await first.moduleOf(ENDLESS));
      const all = [unknown, invalid, hanging];
      const before = await Promise.all(all.map((process) => suspended(first, process)));
      const codes = before.map((status) => (status as { suspension: { code: string } }).suspension.code);
      assert.deepEqual(codes, ["ENVIRONMENT_UNKNOWN", "MODULE_INVALID", "PROCESS_SUSPENDED"]);
      const second = await first.restart();
      // As a node does at its start: nobody asks for the processes.
      await second.compute.resume();
      assert.deepEqual(await Promise.all(all.map((process) => suspended(second, process))), before);
      return second;
    });
  });

  it("goes on after a restart when the cause was of the node", async () => {
    await withRig({ evaluateMs: 20 }, async (first) => {
      const process = await first.spawn(await first.moduleOf(ENDLESS), [tag("Gas-Limit", "20000000000")]);
      await suspended(first, process);
      const second = await first.restart({ evaluateMs: 60_000 });
      await second.compute.resume();
      assert.equal((await second.result(process, 0)).Error, "out of gas");
      assert.equal((await second.compute.status(process)).suspension, null);
      return second;
    });
  });
});
