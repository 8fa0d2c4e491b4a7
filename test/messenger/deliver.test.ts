import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { LoomError } from "../../src/base/errors.ts";
import { createItem } from "../../src/protocol/create-item.ts";
import type { Item } from "../../src/protocol/item.ts";
import { readItemBytes } from "../../src/storage/item-change.ts";
import type { OutboxRecord } from "../../src/storage/records.ts";
import type { Store } from "../../src/storage/store.ts";
import { AO, bytesOf, createRig, type Rig, START, tag } from "../scheduler/rig.ts";
import { action, type Emits, result, type Script, startUnits, type Units } from "./rig.ts";

const coded = (code: string) => (thrown: unknown) => thrown instanceof LoomError && thrown.code === code;

describe("deliveries", () => {
  let rig: Rig;
  let emits: (target: string) => Emits;
  let units: Units;
  const script: Script = (item) => (action(item) === "Go" ? emits(item.target) : {});
  beforeEach(async () => {
    rig = await createRig();
    units = await startUnits(rig, script);
  });
  afterEach(() => rig.close());

  const spawned = async (tags: Item["tags"] = []): Promise<Item> => {
    const process = rig.process(tags);
    await units.scheduler.assign(process);
    await units.quiet();
    return process;
  };
  const go = async (process: Item): Promise<readonly OutboxRecord[]> => {
    const { slot } = await units.messenger.accept(rig.message(process.id, [tag("Action", "Go")]).bytes);
    await units.quiet();
    return units.messenger.outbox(process.id, slot);
  };
  const ends = (entries: readonly OutboxRecord[]): string[] =>
    entries.map(({ kind, state, reason }) => `${kind} ${state} ${reason}`.trim());

  test("a wallet's message is stored and delivered to nobody", async () => {
    const process = await spawned();
    const wallet = rig.user.address;
    emits = () => ({ Messages: [{ Target: wallet, Tags: [tag("Action", "Credit")], Data: "5" }] });
    const entries = await go(process);
    assert.deepEqual(ends(entries), ["message delivered wallet"]);
    assert.equal((await rig.store.item(entries[0]!.item))?.target, wallet);
    assert.equal(await rig.store.head(wallet), null);
  });

  test("a spawn that fails is dropped with its code, and its notice with it", async () => {
    const process = await spawned();
    const unknown = "A".repeat(43);
    emits = () => ({
      Spawns: [
        { Tags: [tag("Module", unknown)] },
        { Tags: [tag("Module", rig.module.id), tag("Scheduler", unknown)] },
        { Tags: [tag("Module", rig.module.id)] },
      ],
      Assignments: [
        { Message: unknown, Processes: [process.id] },
        { Message: rig.module.id, Processes: [unknown] },
      ],
    });
    const found = ends(await go(process));
    assert.match(found[0]!, /^spawn dropped MODULE_NOT_FOUND: /);
    assert.match(found[1]!, /^notice dropped the spawn failed: MODULE_NOT_FOUND: /);
    assert.match(found[2]!, /^spawn dropped SCHEDULER_MISMATCH: /);
    assert.match(found[3]!, /^notice dropped the spawn failed: SCHEDULER_MISMATCH: /);
    assert.deepEqual(found.slice(4, 6), ["spawn delivered", "notice delivered"]);
    assert.match(found[6]!, /^assign dropped NOT_FOUND: /);
    assert.match(found[7]!, /^assign dropped PROCESS_NOT_FOUND: /);
    const log = await rig.store.log(process.id, { limit: 100 });
    assert.equal(log.length, 3);
  });

  test("a base-layer assignment of what is no transaction is dropped", async () => {
    const process = await spawned();
    emits = () => ({
      Assignments: [
        { Message: rig.module.id, Processes: [process.id], BaseLayer: true },
        { Message: process.id, Processes: [process.id] },
      ],
    });
    const found = ends(await go(process));
    assert.match(found[0]!, /^assign dropped BAD_REQUEST: base-layer/);
    assert.equal(found[1], "assign delivered");
  });

  test("a chain ends at the hop budget", async () => {
    units = await startUnits(rig, script, { pushHops: 7 });
    const process = await spawned();
    emits = (target) => ({ Messages: [{ Target: target, Tags: [tag("Action", "Go")] }] });
    await go(process);
    const log = await rig.store.log(process.id, { limit: 100 });
    assert.deepEqual(
      log.map(({ hops }) => hops),
      [0, 0, 1, 2, 3, 4, 5, 6, 7],
    );
    assert.ok(log.slice(1).every(({ root }) => root === log[1]!.message));
    assert.match(ends(await units.messenger.outbox(process.id, 8))[0]!, /^message dropped hop budget/);
  });

  test("a process that was spawned with a target is assigned to it, once", async () => {
    const told = await spawned();
    const process = rig.process([], { target: told.id });
    await units.messenger.accept(process.bytes);
    await units.messenger.accept(process.bytes);
    await units.quiet();
    const log = await rig.store.log(told.id, { limit: 10 });
    assert.deepEqual(
      log.map(({ message, hops }) => [message, hops]),
      [
        [told.id, 0],
        [process.id, 1],
      ],
    );
    const loner = rig.process([], { target: rig.user.address });
    await units.messenger.accept(loner.bytes);
    await units.quiet();
    assert.deepEqual(await units.messenger.outbox(loner.id, 0), []);
  });

  test("a large message is delivered whole after a restart", async () => {
    const [process, other] = [await spawned(), await spawned()];
    const data = "x".repeat(200_000);
    const built = await units.messenger.build({
      process: process.id,
      slot: 1,
      result: result({ Messages: [{ Target: other.id, Data: data, Tags: [] }] }),
      origin: { root: process.id, hops: 0 },
      timestamp: START,
    });
    await rig.store.commit(built.changes);
    units = await startUnits(rig, script);
    await units.resume();
    await units.quiet();
    const log = await rig.store.log(other.id, { limit: 10 });
    assert.equal(log[1]?.message, built.entries[0]?.item);
  });

  test("old deliveries go before new ones of the same lane", async () => {
    const [process, other] = [await spawned(), await spawned()];
    const batch = async (slot: number, count: number): Promise<readonly OutboxRecord[]> => {
      const { changes, entries } = await units.messenger.build({
        process: process.id,
        slot,
        result: result({ Messages: Array.from({ length: count }, () => ({ Target: other.id, Tags: [] })) }),
        origin: { root: process.id, hops: 0 },
        timestamp: START,
      });
      await rig.store.commit(changes);
      return entries;
    };
    const old = [...(await batch(1, 1005)), ...(await batch(2, 5))];
    // The second page of the scan comes after the new entries were handed in.
    const { promise: handedIn, resolve: release } = Promise.withResolvers<void>();
    const slow: Store = {
      ...rig.store,
      pendingOutbox: async (after, limit) => {
        if (after !== null && limit > 1) await handedIn;
        return rig.store.pendingOutbox(after, limit);
      },
    };
    units = await startUnits(rig, script, {}, slow);
    const resumed = units.messenger.resume();
    const next = await batch(3, 5);
    const record = { process: process.id, slot: 3, message: process.id, timestamp: START, json: "{}", failed: false };
    units.messenger.deliver(record, next);
    units.messenger.deliver(record, next);
    release();
    await resumed;
    await units.messenger.idle();
    await units.quiet();
    const log = await rig.store.log(other.id, { limit: 5000 });
    assert.deepEqual(
      log.slice(1).map(({ message }) => message),
      [...old, ...next].map(({ item }) => item),
    );
  });

  test("a pushed item that a stranger posts first has one slot, and its entry is settled", async () => {
    const [process, other] = [await spawned(), await spawned()];
    const { changes, entries } = await units.messenger.build({
      process: process.id,
      slot: 1,
      result: result({ Messages: [{ Target: other.id, Tags: [] }] }),
      origin: { root: process.id, hops: 0 },
      timestamp: START,
    });
    await rig.store.commit(changes);
    const bytes = (await readItemBytes(entries[0]!.item, rig.store, rig.blobs))!;
    const posted = await units.messenger.accept(bytes);
    await units.resume();
    await units.quiet();
    assert.deepEqual(ends(await units.messenger.outbox(process.id, 1)), ["message delivered"]);
    assert.deepEqual([posted.slot, (await rig.store.head(other.id))?.slot], [1, 1]);
  });

  test("an entry that is handed in again after it was delivered changes nothing", async () => {
    const [process, other] = [await spawned(), await spawned()];
    emits = () => ({ Messages: [{ Target: other.id, Tags: [] }], Assignments: [{ Message: rig.module.id, Processes: [other.id] }] });
    const entries = await go(process);
    const seq = await rig.store.lastSeq();
    const record = (await rig.store.result(process.id, 1))!;
    units.messenger.deliver(
      record,
      entries.map((entry) => ({ ...entry, state: "pending" as const })),
    );
    await units.messenger.idle();
    assert.equal(await rig.store.lastSeq(), seq);
    assert.equal((await units.scheduler.assign(rig.message(other.id))).slot, 3);
  });

  test("accepts and refuses with a code", async () => {
    const process = await spawned();
    const item = rig.message(process.id);
    const forged = new Uint8Array(item.bytes);
    forged[forged.length - 1]! ^= 1;
    await assert.rejects(units.messenger.accept(forged), coded("SIGNATURE_INVALID"));
    await assert.rejects(units.messenger.accept(item.bytes.subarray(0, 90)), coded("ITEM_MALFORMED"));
    await assert.rejects(units.messenger.accept(rig.message(rig.user.address).bytes), coded("PROCESS_NOT_FOUND"));
    const module = createItem({ tags: [...AO, tag("Type", "Module")], data: bytesOf("x") }, rig.user);
    await assert.rejects(units.messenger.accept(module.bytes), coded("MESSAGE_TAGS_INVALID"));
    const accepted = await units.messenger.accept(item.bytes);
    assert.deepEqual([accepted.kind, accepted.slot, accepted.message, accepted.duplicate], ["Message", 1, item.id, false]);
    assert.deepEqual(await units.messenger.accept(item.bytes), { ...accepted, duplicate: true });
    await units.messenger.close();
    await assert.rejects(units.messenger.accept(rig.message(process.id).bytes), coded("SHUTTING_DOWN"));
  });
});
