import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, test } from "node:test";
import { LoomError } from "../../src/base/errors.ts";
import { rebuildAssignment } from "../../src/protocol/assignment.ts";
import { createItem } from "../../src/protocol/create-item.ts";
import type { Item } from "../../src/protocol/item.ts";
import { parseItem, verifyItem } from "../../src/protocol/item.ts";
import type { AssignmentRecord } from "../../src/storage/records.ts";
import type { SchedulerUnit } from "../../src/units/scheduler.ts";
import { AO, bytesOf, createRig, MESSAGE, type Rig, START, signerOf, tag } from "./rig.ts";

const coded = (code: string) => (thrown: unknown) => thrown instanceof LoomError && thrown.code === code;
const raw = (id: string): Buffer => Buffer.from(id, "base64url");
const sha = (...parts: Uint8Array[]): Buffer => createHash("sha256").update(Buffer.concat(parts)).digest();

describe("scheduler", () => {
  let rig: Rig;
  let scheduler: SchedulerUnit;
  beforeEach(async () => {
    rig = await createRig();
    scheduler = await rig.scheduler();
  });
  afterEach(() => rig.close());

  const log = (process: string): Promise<AssignmentRecord[]> => rig.store.log(process, { limit: 10_000 });
  const spawned = async (): Promise<Item> => {
    const process = rig.process();
    await scheduler.assign(process);
    return process;
  };

  test("hash chain, order of tags and signature, recomputed from the bytes", async () => {
    scheduler = await rig.scheduler({ environment: "7" });
    const process = await spawned();
    for (let i = 0; i < 5; i++) await scheduler.assign(rig.message(process.id));
    await scheduler.assignExisting({ process: process.id, message: rig.module.id, exclude: ["Data", "Anchor"], baseLayer: false });
    let previous: { id: string; chain: Buffer } | null = null;
    for (const row of await log(process.id)) {
      const fields = {
        process: row.process,
        epoch: 0 as const,
        slot: row.slot,
        hashChain: row.hashChain,
        blockHeight: row.blockHeight,
        timestamp: row.timestamp,
        message: row.own ? null : row.message,
        exclude: row.exclude,
      };
      const bytes = rebuildAssignment(
        row.environment === null ? fields : { ...fields, environment: row.environment },
        row.anchor,
        row.signature,
        row.owner,
        row.signatureType,
      );
      const item = parseItem(bytes);
      verifyItem(item);
      assert.equal(item.id, row.id);
      assert.equal(item.ownerAddress, scheduler.address);
      assert.deepEqual([item.target, item.data.byteLength, item.anchor?.byteLength], ["", 0, 32]);
      const names = item.tags.map(({ name }) => name);
      const common = ["Process", "Epoch", "Nonce", "Hash-Chain", "Block-Height", "Timestamp", "Data-Protocol", "Type", "Variant"];
      const rest = row.slot === 0 ? ["Environment"] : row.slot === 6 ? ["Message", "Exclude", "Exclude"] : ["Message"];
      assert.deepEqual(names, [...common, ...rest]);
      const value = (name: string): string => item.tags.find((one) => one.name === name)?.value ?? "";
      assert.equal(value("Block-Height"), "000000000017");
      const chain: Buffer = previous === null ? sha(raw(process.id)) : sha(raw(previous.id), previous.chain);
      assert.equal(value("Hash-Chain"), chain.toString("base64url"));
      previous = { id: item.id, chain };
    }
  });

  test("timestamps rise strictly while the clock stands still, jumps back, and after a restart", async () => {
    const process = await spawned();
    for (let i = 0; i < 3; i++) await scheduler.assign(rig.message(process.id));
    rig.clock.set(START - 5000);
    await scheduler.assign(rig.message(process.id));
    scheduler.notBefore(START + 100.5);
    await scheduler.assign(rig.message(process.id));
    rig.clock.set(START + 50);
    await scheduler.assign(rig.message(process.id));
    assert.equal(scheduler.lastTimestamp(), START + 102);
    scheduler = await rig.scheduler();
    assert.equal(scheduler.lastTimestamp(), START + 102);
    await scheduler.assign(rig.message(process.id));
    assert.deepEqual(
      (await log(process.id)).map(({ timestamp }) => timestamp - START),
      [0, 1, 2, 3, 4, 101, 102, 103],
    );
  });

  test("1000 concurrent assigns to 10 processes: gapless, in the order of the calls, in few commits", async () => {
    const processes: Item[] = [];
    for (let i = 0; i < 10; i++) processes.push(await spawned());
    const heard = new Map<string, number[]>();
    scheduler.onAssigned(({ process, slot }) => heard.set(process, [...(heard.get(process) ?? []), slot]));
    const before = rig.store.stats().transactions;
    const messages = Array.from({ length: 1000 }, (_, i) => rig.message(processes[i % 10]!.id));
    const answers = await Promise.all(messages.map((message) => scheduler.assign(message)));
    assert.ok(rig.store.stats().transactions - before <= 20, `${rig.store.stats().transactions - before} transactions`);
    for (const [p, process] of processes.entries()) {
      const rows = await log(process.id);
      assert.deepEqual(
        rows.map(({ slot }) => slot),
        Array.from({ length: 101 }, (_, i) => i),
      );
      assert.deepEqual(
        rows.slice(1).map(({ message }) => message),
        messages.filter((_, i) => i % 10 === p).map(({ id }) => id),
      );
      assert.deepEqual(
        heard.get(process.id),
        Array.from({ length: 100 }, (_, i) => i + 1),
      );
    }
    assert.equal(new Set(answers.map(({ process, slot }) => `${process} ${slot}`)).size, 1000);
  });

  test("a duplicate gets the first answer, at once, in flight and after a restart", async () => {
    const process = rig.process();
    const [first, second] = await Promise.all([scheduler.assign(process), scheduler.assign(process)]);
    assert.deepEqual(second, { ...first, duplicate: true });
    const message = rig.message(process.id);
    const answers = await Promise.all(Array.from({ length: 20 }, () => scheduler.assign(message)));
    assert.deepEqual(
      answers.map(({ duplicate }) => duplicate),
      [false, ...Array.from({ length: 19 }, () => true)],
    );
    scheduler = await rig.scheduler();
    assert.deepEqual(await scheduler.assign(message), { ...answers[0]!, duplicate: true });
    assert.equal((await log(process.id)).length, 2);
  });

  test("what a messenger signs again is one message, what another signs is its own", async () => {
    const process = await spawned();
    const [mu, thief] = [signerOf("foreign mu"), signerOf("thief")];
    const make = (pushedFor: string, signer = mu): Item =>
      createItem(
        {
          target: process.id,
          anchor: "7".padStart(32, "0"),
          tags: [tag("From-Process", rig.module.id), tag("Pushed-For", pushedFor), ...MESSAGE],
          data: bytesOf("x"),
        },
        signer,
      );
    // A copy that a stranger sends first must not take the slot of the messenger's own.
    const stolen = await scheduler.assign(make("a", thief));
    const [first, again] = await Promise.all([scheduler.assign(make("a")), scheduler.assign(make("b"))]);
    assert.deepEqual([stolen.slot, first.slot], [1, 2]);
    assert.deepEqual(again, { ...first, duplicate: true });
    assert.equal((await scheduler.assign(make("c"))).slot, 2);
    const own = (n: number): Item =>
      createItem({ target: process.id, anchor: "7".padStart(32, "0"), tags: MESSAGE, data: bytesOf(`${n}`) }, rig.user);
    assert.deepEqual([(await scheduler.assign(own(1))).slot, (await scheduler.assign(own(2))).slot], [3, 4]);
  });

  test("bad input has its own code and changes nothing", async () => {
    const process = await spawned();
    const unknown = "A".repeat(43);
    const spawn = (module: string, su: string, drop = ""): Item =>
      createItem(
        {
          tags: [...AO, tag("Type", "Process"), tag("Module", module), tag("Scheduler", su)].filter(({ name }) => name !== drop),
          data: bytesOf("x"),
        },
        rig.user,
      );
    const cases: readonly (readonly [string, Item])[] = [
      ["PROCESS_NOT_FOUND", rig.message(unknown)],
      ["PROCESS_NOT_FOUND", rig.message(rig.module.id)],
      ["MODULE_NOT_FOUND", spawn(unknown, rig.su.address)],
      ["SCHEDULER_MISMATCH", spawn(rig.module.id, unknown)],
      ["MESSAGE_TAGS_INVALID", spawn(rig.module.id, rig.su.address, "Module")],
      ["MESSAGE_TAGS_INVALID", spawn(rig.module.id, rig.su.address, "Scheduler")],
      ["MESSAGE_TAGS_INVALID", createItem({ target: process.id, tags: [tag("Type", "Message")], data: bytesOf("x") }, rig.user)],
      ["MESSAGE_TAGS_INVALID", createItem({ target: process.id, tags: AO, data: bytesOf("x") }, rig.user)],
      ["MESSAGE_TAGS_INVALID", rig.message(process.id, [tag("a+link", "b")])],
      ["MESSAGE_TAGS_INVALID", createItem({ tags: MESSAGE, data: bytesOf("x") }, rig.user)],
    ];
    const seq = await rig.store.lastSeq();
    for (const [code, item] of cases) await assert.rejects(scheduler.assign(item), coded(code), code);
    const small = await rig.scheduler({ maxMessageBytes: 400 });
    await assert.rejects(small.assign(rig.message(process.id, [], "x".repeat(400))), coded("LIMIT_EXCEEDED"));
    const request = { process: process.id, message: rig.module.id, exclude: [], baseLayer: false };
    await assert.rejects(scheduler.assignExisting({ ...request, message: unknown }), coded("NOT_FOUND"));
    await assert.rejects(scheduler.assignExisting({ ...request, process: unknown }), coded("PROCESS_NOT_FOUND"));
    await assert.rejects(scheduler.assignExisting({ ...request, exclude: [""] }), coded("BAD_REQUEST"));
    await assert.rejects(scheduler.assignExisting({ ...request, exclude: Array(128).fill("x") }), coded("BAD_REQUEST"));
    await assert.rejects(scheduler.assignExisting({ ...request, baseLayer: true }), coded("BAD_REQUEST"));
    assert.equal(await rig.store.lastSeq(), seq);
    assert.equal((await rig.store.heads("", 10)).length, 1);
    assert.equal((await scheduler.assign(rig.message(process.id))).slot, 1);
    assert.equal((await (await rig.scheduler({ anyScheduler: true })).assign(spawn(rig.module.id, unknown))).slot, 0);
  });

  test("what is on the weave can be assigned again and again, each time in a slot of its own", async () => {
    const [one, two] = [await spawned(), await spawned()];
    const message = rig.message(one.id);
    await scheduler.assign(message);
    const request = { process: two.id, message: message.id, exclude: ["Data"], baseLayer: false };
    const answers = [await scheduler.assignExisting(request), await scheduler.assignExisting(request)];
    assert.deepEqual(
      answers.map(({ slot, duplicate, message: id }) => [slot, duplicate, id]),
      [
        [1, false, message.id],
        [2, false, message.id],
      ],
    );
    const rows = (await log(two.id)).slice(1);
    assert.deepEqual(
      rows.map(({ root, hops, id }) => [root, hops, id]),
      answers.map(({ assignment }) => [assignment, 0, assignment]),
    );
  });

  test("a stranger cannot have a message delivered without its data before it is delivered whole", async () => {
    const process = await spawned();
    const message = rig.message(process.id);
    await rig.put(message);
    const request = { process: process.id, message: message.id, exclude: ["Data"], baseLayer: false };
    await assert.rejects(scheduler.assignExisting(request), coded("BAD_REQUEST"));
    assert.equal((await scheduler.assign(message)).slot, 1);
    assert.equal((await scheduler.assignExisting(request)).slot, 2);
  });

  test("a listener that fails harms nobody", async () => {
    const slots: number[] = [];
    const stop = scheduler.onAssigned(() => {
      throw new Error("listener");
    });
    scheduler.onAssigned(({ slot }) => slots.push(slot));
    const process = await spawned();
    stop();
    await scheduler.assign(rig.message(process.id));
    assert.deepEqual(slots, [0, 1]);
  });

  test("few heads in memory are enough", async () => {
    scheduler = await rig.scheduler({ heads: 1 });
    const processes = [await spawned(), await spawned(), await spawned()];
    await Promise.all(Array.from({ length: 60 }, (_, i) => scheduler.assign(rig.message(processes[i % 3]!.id))));
    for (const { id } of processes) assert.equal((await rig.store.head(id))?.slot, 20);
  });
});
