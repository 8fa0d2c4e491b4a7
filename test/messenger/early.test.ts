import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createEarly } from "../../src/messenger/early.ts";
import type { OutboxKind, OutboxRecord } from "../../src/storage/records.ts";

const entry = (slot: number, index: number, kind: OutboxKind = "message"): OutboxRecord => ({
  process: "P",
  slot,
  index,
  kind,
  target: "T",
  item: `${slot}/${index}`,
  exclude: [],
  root: "R",
  hops: 1,
  state: "pending",
  reason: "",
});

function queued() {
  const order: string[] = [];
  const early = createEarly((entries) => {
    for (const { item } of entries) order.push(item);
  });
  const durable = (slot: number, entries: readonly OutboxRecord[]): void => {
    for (const { item } of early.rest("P", slot, entries)) order.push(item);
  };
  return { early, order, durable };
}

describe("early delivery", () => {
  it("queues messages with the commit of their result, and not again when it is durable", () => {
    const { early, order, durable } = queued();
    const entries = [entry(1, 0), entry(1, 1), { ...entry(1, 2), state: "dropped" as const }];
    early.offer("P", 1, entries, "now");
    assert.deepEqual(order, ["1/0", "1/1"]);
    durable(1, entries);
    assert.deepEqual(order, ["1/0", "1/1"]);
  });

  it("queues again what was tried in vain", () => {
    const { early, order, durable } = queued();
    early.offer("P", 1, [entry(1, 0), entry(1, 1)], "now");
    early.vain(entry(1, 0));
    durable(1, [entry(1, 0), entry(1, 1)]);
    assert.deepEqual(order, ["1/0", "1/1", "1/0"]);
  });

  it("lets nothing pass entries that wait for their result", () => {
    for (const [kind, urgency] of [
      ["spawn", "now"],
      ["notice", "now"],
      ["assign", "now"],
      ["message", "soon"],
    ] as const) {
      const { early, order, durable } = queued();
      early.offer("P", 1, [entry(1, 0, kind)], urgency);
      early.offer("P", 2, [entry(2, 0)], "now");
      assert.deepEqual(order, []);
      durable(1, [entry(1, 0, kind)]);
      early.offer("P", 3, [entry(3, 0)], "now");
      assert.deepEqual(order, ["1/0"]);
      durable(2, [entry(2, 0)]);
      durable(3, [entry(3, 0)]);
      early.offer("P", 4, [entry(4, 0)], "now");
      assert.deepEqual(order, ["1/0", "2/0", "3/0", "4/0"]);
    }
  });

  it("queues what was never offered, as after a restart", () => {
    const { order, durable } = queued();
    durable(7, [entry(7, 0)]);
    assert.deepEqual(order, ["7/0"]);
  });
});
