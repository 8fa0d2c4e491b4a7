import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { text } from "../../src/base/bytes.ts";
import type { Tag } from "../../src/base/tags.ts";
import { type Item, parseItem, verifyItem } from "../../src/protocol/item.ts";
import { readItemBytes } from "../../src/storage/item-change.ts";
import type { OutboxRecord } from "../../src/storage/records.ts";
import { createRig, type Rig, tag } from "../scheduler/rig.ts";
import { type Emits, mu, result, startUnits, type Units } from "./rig.ts";

const pairs = (tags: readonly Tag[]): string[] => tags.map(({ name, value }) => `${name}=${value}`);
const ROOT = `${"R".repeat(42)}A`;

describe("outbox builder", () => {
  let rig: Rig;
  let units: Units;
  let process: Item;
  let other: Item;
  beforeEach(async () => {
    rig = await createRig();
    units = await startUnits(rig, () => ({}));
    [process, other] = [rig.process(), rig.process()];
    for (const item of [process, other]) await units.scheduler.assign(item);
    await units.quiet();
  });
  afterEach(() => rig.close());

  const build = (emits: Emits, hops = 0, slot = 1) =>
    units.messenger.build({ process: process.id, slot, result: result(emits), origin: { root: ROOT, hops }, timestamp: 5 });
  const committed = async (emits: Emits): Promise<{ entries: readonly OutboxRecord[]; items: (Item | null)[] }> => {
    const { entries, changes } = await build(emits);
    await rig.store.commit(changes);
    assert.deepEqual(await rig.store.outbox(process.id, 1), entries);
    const items = [];
    for (const { item } of entries) {
      const bytes = await readItemBytes(item, rig.store, rig.blobs);
      const parsed = bytes === null ? null : parseItem(bytes);
      if (parsed !== null) verifyItem(parsed);
      items.push(parsed);
    }
    return { entries, items };
  };
  const reasons = (entries: readonly OutboxRecord[]): string[] => entries.map(({ state, reason }) => `${state} ${reason}`);

  test("a pushed message has the tags of the reference messenger", async () => {
    const anchor = "12".padStart(32, "0");
    const own = [
      tag("Action", "Ping"),
      tag("Type", "Process"),
      tag("Data-Protocol", "ao"),
      tag("Variant", "ao.TN.1"),
      tag("From-Process", other.id),
      tag("From-Module", "lie"),
      tag("Reference", "12"),
      tag("Action", "twice"),
    ];
    const { entries, items } = await committed({ Messages: [{ Target: other.id, Anchor: anchor, Data: "héllo", Tags: own }] });
    assert.deepEqual(entries, [
      {
        process: process.id,
        slot: 1,
        index: 0,
        kind: "message",
        target: other.id,
        item: items[0]!.id,
        exclude: [],
        root: ROOT,
        hops: 1,
        state: "pending",
        reason: "",
      },
    ]);
    const [item] = items;
    assert.deepEqual(pairs(item!.tags), [
      "Action=Ping",
      "Variant=ao.TN.1",
      "Reference=12",
      "Action=twice",
      "Data-Protocol=ao",
      "Type=Message",
      `From-Process=${process.id}`,
      `From-Module=${rig.module.id}`,
      `Pushed-For=${ROOT}`,
    ]);
    assert.deepEqual([item!.target, text(item!.data), text(item!.anchor!), item!.ownerAddress], [other.id, "héllo", anchor, mu.address]);
  });

  test("a spawn and its notice have the tags of the reference messenger", async () => {
    const own = [
      tag("Action", "Boot"),
      tag("Data-Protocol", "ao"),
      tag("Type", "Process"),
      tag("Variant", "ao.TN.1"),
      tag("From-Process", process.id),
      tag("From-Module", "x"),
      tag("Reference", "3"),
      tag("Module", rig.module.id),
    ];
    const { entries, items } = await committed({ Spawns: [{ Data: "code", Anchor: "3".padStart(32, "0"), Tags: own }] });
    const [spawn, notice] = items;
    assert.deepEqual(
      entries.map(({ kind, target, item, index }) => [kind, target, item, index]),
      [
        ["spawn", spawn!.id, spawn!.id, 0],
        ["notice", process.id, notice!.id, 1],
      ],
    );
    const kept = ["Action=Boot", `From-Process=${process.id}`, `From-Module=${rig.module.id}`, "Reference=3", `Module=${rig.module.id}`];
    assert.deepEqual(pairs(spawn!.tags), [
      "Action=Boot",
      "Variant=ao.TN.1",
      ...kept.slice(1),
      "Variant=ao.TN.1",
      "Data-Protocol=ao",
      "Type=Process",
      `From-Process=${process.id}`,
      `Pushed-For=${ROOT}`,
      `Scheduler=${rig.su.address}`,
    ]);
    assert.deepEqual([spawn!.target, text(spawn!.data)], ["", "code"]);
    assert.deepEqual(pairs(notice!.tags), [
      ...kept,
      "Data-Protocol=ao",
      "Type=Message",
      `Process=${spawn!.id}`,
      "Action=Spawned",
      "Variant=ao.TN.1",
    ]);
    assert.deepEqual([notice!.target, text(notice!.data)], [process.id, " "]);
  });

  test("a spawn keeps the scheduler and the variant that the process names, and cannot claim another parent", async () => {
    const own = [tag("Module", rig.module.id), tag("Scheduler", "other"), tag("Variant", "ao.N.1"), tag("From-Process", other.id)];
    const { items } = await committed({ Spawns: [{ Tags: own }] });
    const tags = pairs(items[0]!.tags);
    assert.deepEqual(
      tags.filter((one) => one.startsWith("Scheduler=") || one.startsWith("From-Process=")),
      ["Scheduler=other", `From-Process=${process.id}`, `From-Process=${process.id}`],
    );
    assert.equal(tags.filter((one) => one === "Variant=ao.N.1").length, 2);
    assert.ok(pairs(items[1]!.tags).includes(`From-Process=${process.id}`));
  });

  test("values that are no text are not lost (ao#860)", async () => {
    const Tags = [
      { name: "Number", value: 12 },
      { name: "Float", value: 0.5 },
      { name: "Flag", value: true },
      { name: "Table", value: { a: [1] } },
      { name: "Empty", value: "" },
      { name: "Nothing" },
      { name: 7, value: "seven" },
    ];
    const target = { Target: other.id };
    const { items } = await committed({
      Messages: [
        { ...target, Tags, Data: 42 },
        { ...target, Data: { a: 1 }, Tags: { Action: "Map", N: 1 } },
        { ...target, Data: "", Tags: [] },
        target,
      ],
    });
    assert.deepEqual(pairs(items[0]!.tags).slice(0, 5), ["Number=12", "Float=0.5", "Flag=true", 'Table={"a":[1]}', "7=seven"]);
    assert.deepEqual(pairs(items[1]!.tags).slice(0, 2), ["Action=Map", "N=1"]);
    assert.deepEqual(
      items.map((item) => text(item!.data)),
      ["42", '{"a":1}', " ", " "],
    );
  });

  test("what cannot be sent is kept with a reason, and what follows is sent", async () => {
    const many = Array.from({ length: 128 }, (_, i) => tag(`T${i}`, "x"));
    const { entries } = await committed({
      Messages: [
        { Target: "0xabc", Tags: [] },
        { Tags: [] },
        { Target: other.id, Tags: "no" },
        { Target: other.id, Tags: many },
        { Target: other.id, Tags: [tag("Big", "x".repeat(4000))] },
        { Target: other.id, Tags: [tag("Half", "\ud800")] },
        { Target: other.id, Tags: [], Data: "x".repeat(11 * 1024 * 1024) },
        null as never,
        { Target: other.id, Tags: [] },
      ],
      Spawns: [{ Tags: [] }, { Tags: [tag("Module", "short")] }],
      Assignments: [{ Message: "short", Processes: [other.id] }, { Message: ROOT }, { Message: ROOT, Processes: ["x", other.id] }],
    });
    assert.deepEqual(reasons(entries), [
      'dropped OUTBOX_INVALID: Target is "0xabc" instead of an id of 43 base64url characters',
      "dropped OUTBOX_INVALID: Target is missing",
      'dropped OUTBOX_INVALID: Tags is "no" instead of a list',
      "dropped ITEM_TAGS_INVALID: 133 tags, more than 128",
      'dropped ITEM_TAGS_INVALID: a tag value has more than 3072 bytes (tag "Big")',
      "dropped ITEM_TAGS_INVALID: a tag holds half of a surrogate pair",
      entries[6]!.reason.startsWith("LIMIT_EXCEEDED: the item would have 115") ? `dropped ${entries[6]!.reason}` : "",
      "dropped OUTBOX_INVALID: the entry is null instead of an object",
      "pending ",
      "dropped OUTBOX_INVALID: a spawn needs the tag Module, an id of 43 base64url characters",
      "dropped OUTBOX_INVALID: a spawn needs the tag Module, an id of 43 base64url characters",
      'dropped OUTBOX_INVALID: Message is "short" instead of an id of 43 base64url characters',
      "dropped OUTBOX_INVALID: Processes is missing",
      'dropped OUTBOX_INVALID: Processes holds "x", which is no id',
      "pending ",
    ]);
    assert.deepEqual(
      entries.map(({ index }) => index),
      entries.map((_, i) => i),
    );
    assert.equal(entries[0]!.target, "0xabc");
  });

  test("two equal messages stay two, and a rebuild gives the same bytes", async () => {
    const emits = {
      Messages: [
        { Target: other.id, Tags: [], Data: "same" },
        { Target: other.id, Tags: [], Data: "same" },
      ],
    };
    const spawn = { Tags: [tag("Module", rig.module.id)] };
    const [one, again, next] = [
      await build({ ...emits, Spawns: [spawn, spawn] }),
      await build({ ...emits, Spawns: [spawn, spawn] }),
      await build(emits, 0, 2),
    ];
    assert.deepEqual(one.entries, again.entries);
    const ids = [...one.entries, ...next.entries].map(({ item }) => item);
    assert.equal(new Set(ids).size, 8);
  });

  test("assignments: one entry a process, exclusions, and the Assignments tag of a message", async () => {
    const { entries, items } = await committed({
      Messages: [{ Target: other.id, Tags: [{ name: "Assignments", value: [process.id, other.id] }, tag("A", "b")] }],
      Assignments: [
        { Message: ROOT, Processes: [other.id], Exclude: ["Data", "Anchor"] },
        { Message: ROOT, Processes: `${process.id}, ${other.id}` },
      ],
    });
    assert.deepEqual(
      entries.slice(1).map(({ kind, target, item, exclude }) => [kind, target, item, exclude]),
      [
        ["assign", other.id, ROOT, ["Data", "Anchor"]],
        ["assign", process.id, ROOT, []],
        ["assign", other.id, ROOT, []],
        ["assign", process.id, items[0]!.id, []],
        ["assign", other.id, items[0]!.id, []],
      ],
    );
    assert.ok(!pairs(items[0]!.tags).some((one) => one.startsWith("Assignments")));
  });

  test("the hop budget drops with a reason", async () => {
    const limited = await startUnits(rig, () => ({}), { pushHops: 3, pushesPerRoot: 4 });
    const Messages = [1, 2, 3].map(() => ({ Target: other.id, Tags: [] }));
    const at = (slot: number, hops: number, root = ROOT) =>
      limited.messenger.build({ process: process.id, slot, result: result({ Messages }), origin: { root, hops }, timestamp: 5 });
    assert.match((await at(1, 3)).entries[0]!.reason, /^hop budget: more than 3 pushes in a chain/);
    assert.deepEqual(reasons((await at(1, 2)).entries), ["pending ", "pending ", "pending "]);
    await rig.store.commit((await at(1, 2)).changes);
    const next = (await at(2, 0)).entries;
    assert.deepEqual(
      next.map(({ state }) => state),
      ["pending", "dropped", "dropped"],
    );
    assert.match(next[1]!.reason, /^hop budget: more than 4 pushes in all/);
    assert.deepEqual(reasons((await at(2, 0, rig.module.id)).entries), ["pending ", "pending ", "pending "]);
  });

  test("many messages do not hold up the others", async () => {
    let turns = 0;
    let building = true;
    const count = (): void => {
      turns += 1;
      if (building) setImmediate(count);
    };
    setImmediate(count);
    const { entries } = await build({ Messages: Array.from({ length: 5000 }, () => ({ Target: other.id, Tags: [], Data: "x" })) });
    building = false;
    assert.equal(entries.length, 5000);
    assert.ok(turns > 50, `${turns} turns`);
  });
});
