import assert from "node:assert/strict";
import { test } from "node:test";
import type { BlockRecord, ItemRecord } from "../../src/storage/records.ts";
import { createRig, tag } from "./rig.ts";

test("a base-layer assign waits for the depth that the process asks for", async () => {
  const rig = await createRig();
  const scheduler = await rig.scheduler();
  const [patient, hasty] = [rig.process(), rig.process([tag("Settlement-Depth", "3")])];
  for (const process of [patient, hasty]) await scheduler.assign(process);
  const transaction: ItemRecord = {
    id: `${"T".repeat(42)}A`,
    kind: "tx",
    parent: null,
    signatureType: 1,
    signature: new Uint8Array(512),
    owner: new Uint8Array(512),
    ownerAddress: rig.user.address,
    target: patient.id,
    anchor: null,
    rawTags: new Uint8Array(0),
    tags: [],
    bytes: null,
    dataStart: 0,
    dataSize: 0,
    dataHash: null,
    dataRoot: null,
    txHeader: "{}",
    ingestedAt: 1,
    nonCanonical: false,
  };
  const request = (process: { id: string }) => ({ process: process.id, message: transaction.id, exclude: [], baseLayer: true });
  await assert.rejects(scheduler.assignExisting(request(hasty)), { code: "NOT_FOUND" });
  let last = await rig.store.commit([{ type: "item", item: transaction }]);
  await assert.rejects(scheduler.assignExisting(request(hasty)), {
    code: "BAD_REQUEST",
    details: { field: "base-layer", confirmations: 0, needed: 3 },
  });
  let first = 1;
  const mine = async (height: number): Promise<void> => {
    const id = (n: number): string => String(n).padStart(64, "0");
    const block: BlockRecord = {
      height,
      id: id(height),
      previous: id(height - 1),
      timestamp: height,
      firstSeq: first,
      lastSeq: last,
      json: "{}",
      weaveSize: "0",
    };
    await rig.store.commit([{ type: "block", block, offsets: [] }]);
    first = last + 1;
  };
  const refused = async (process: { id: string }, confirmations: number, needed: number): Promise<void> => {
    await assert.rejects(scheduler.assignExisting(request(process)), {
      code: "BAD_REQUEST",
      details: { field: "base-layer", confirmations, needed },
    });
  };
  for (let height = 0; height < 2; height++) await mine(height);
  await refused(hasty, 2, 3);
  await mine(2);
  assert.equal((await scheduler.assignExisting(request(hasty))).slot, 1);
  last = await rig.store.lastSeq();
  for (let height = 3; height < 19; height++) await mine(height);
  await refused(patient, 19, 20);
  await mine(19);
  assert.equal((await scheduler.assignExisting(request(patient))).slot, 1);
  await rig.close();
});
