import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { silentLogger } from "../../src/base/logger.ts";
import { createMessengerRoutes } from "../../src/http/messenger/routes.ts";
import { createMessenger } from "../../src/messenger/messenger.ts";
import type { Item } from "../../src/protocol/item.ts";
import { mu, type Script, startUnits, type Units } from "../messenger/rig.ts";
import { createRig, type Rig, tag } from "../scheduler/rig.ts";
import { type Answer, type Plain, type Served, serve } from "./scheduler-rig.ts";

const unknown = "A".repeat(43);

interface OutboxBody {
  readonly process: string;
  readonly slot: number;
  readonly evaluated: boolean;
  readonly entries: readonly {
    readonly index: number;
    readonly kind: string;
    readonly id: string | null;
    readonly state: string;
    readonly reason: string;
    readonly root: string;
    readonly hops: number;
  }[];
}

describe("messenger over HTTP", () => {
  let rig: Rig;
  let units: Units;
  let served: Served;
  let process: Item;
  const script: Script = (item) =>
    item.tags.some(({ value }) => value === "Go") ? { Messages: [{ Target: rig.user.address, Tags: [] }, { Tags: [] }] } : {};
  before(async () => {
    rig = await createRig();
    units = await startUnits(rig, script);
    served = await serve(createMessengerRoutes({ messenger: units.messenger, store: rig.store }));
    process = rig.process();
    const spawn = await served.send("POST", "/", process.bytes);
    assert.deepEqual([spawn.status, spawn.body], [202, { message: "Processing DataItem", id: process.id }]);
  });
  after(async () => {
    await served.close();
    await rig.close();
  });

  test("takes an item, and the same again with the same answer", async () => {
    const message = rig.message(process.id);
    const first = await served.send("POST", "/", message.bytes);
    assert.deepEqual([first.status, first.body], [202, { message: "Processing DataItem", id: message.id }]);
    assert.deepEqual(await served.send("POST", "/", message.bytes), first);
  });

  test("takes an assign request", async () => {
    const { status, body } = await served.send("POST", `/?process-id=${process.id}&assign=${rig.module.id}&exclude=Data`);
    const row = await rig.store.assignmentById(body.id);
    assert.deepEqual([status, body.message, row?.message, row?.exclude], [202, "Processing Assignment", rig.module.id, ["Data"]]);
    for (const query of [`process-id=${process.id}`, `assign=${unknown}`]) {
      const half = await served.send("POST", `/?${query}`);
      assert.deepEqual(
        [half.status, half.body.error],
        [400, "You must set both process-id and assign to send an assignment, not just one"],
      );
    }
  });

  test("shows an outbox and pushes nothing twice", async () => {
    const message = rig.message(process.id, [tag("Action", "Go")]);
    await served.send("POST", "/", message.bytes);
    await units.quiet();
    const { slot } = (await rig.store.assignmentOfMessage(process.id, message.id))!;
    const { status, body } = await served.get<OutboxBody>(`/outbox/${process.id}/${slot}`);
    assert.deepEqual([status, body.process, body.slot, body.evaluated], [200, process.id, slot, true]);
    assert.deepEqual(
      body.entries.map(({ index, kind, state, reason, root, hops }) => [index, kind, state, reason, root, hops]),
      [
        [0, "message", "delivered", "wallet", message.id, 1],
        [1, "message", "dropped", "OUTBOX_INVALID: Target is missing", message.id, 1],
      ],
    );
    assert.equal(body.entries[1]?.id, null);
    const seq = await rig.store.lastSeq();
    const pushed = await served.send("POST", `/push/${message.id}/0?process-id=${process.id}`);
    assert.deepEqual(
      [pushed.status, pushed.body],
      [202, { message: "Processing Message Result", id: message.id, state: "delivered", reason: "wallet" }],
    );
    await units.messenger.idle();
    assert.equal(await rig.store.lastSeq(), seq);
  });

  test("bad input has its own code and changes nothing", async () => {
    const message = rig.message(process.id);
    const forged = new Uint8Array(message.bytes);
    forged[100]! ^= 1;
    const seq = await rig.store.lastSeq();
    const post = (path: string, body?: Uint8Array | string, type?: string) => served.send("POST", path, body, type);
    const cases: readonly (readonly [Promise<Answer<Plain>>, number, string])[] = [
      [post("/", forged), 400, "SIGNATURE_INVALID"],
      [post("/", new Uint8Array(0)), 400, "ITEM_MALFORMED"],
      [post("/", new Uint8Array(11 * 1024 * 1024)), 413, "ITEM_TOO_LARGE"],
      [post("/", "{}", "application/json"), 415, "BODY_TYPE_UNSUPPORTED"],
      [post("/", rig.message(unknown).bytes), 404, "PROCESS_NOT_FOUND"],
      [post("/", rig.message(rig.module.id).bytes), 404, "PROCESS_NOT_FOUND"],
      [post(`/?process-id=${process.id}&assign=x`), 400, "BAD_REQUEST"],
      [post(`/?process-id=${process.id}&assign=${unknown}`), 404, "NOT_FOUND"],
      [post(`/push/${unknown}/0?process-id=${process.id}`), 404, "MESSAGE_NOT_FOUND"],
      [post(`/push/${process.id}/x?process-id=${process.id}`), 400, "BAD_REQUEST"],
      [post(`/push/${process.id}/0`), 400, "BAD_REQUEST"],
      [post(`/push/${process.id}/9?process-id=${process.id}`), 404, "NOT_FOUND"],
      [served.get(`/outbox/${process.id}/99`), 404, "MESSAGE_NOT_FOUND"],
      [served.get(`/outbox/${process.id}/x`), 400, "BAD_REQUEST"],
      [served.get(`/?debug=1&process=${process.id}`), 501, "NOT_SUPPORTED"],
      [post(`/monitor/${process.id}`, message.bytes), 501, "NOT_SUPPORTED"],
      [served.send("DELETE", `/monitor/${process.id}`, message.bytes), 501, "NOT_SUPPORTED"],
    ];
    for (const [answer, status, code] of cases) {
      const { status: got, body } = await answer;
      assert.deepEqual([got, body.code, typeof body.error], [status, code, "string"], JSON.stringify(body));
    }
    assert.equal(await rig.store.lastSeq(), seq);
    const root = await served.get("/");
    assert.deepEqual([root.status, root.text], [200, "ao messenger unit"]);
  });

  test("a full queue is said with the time to wait", async () => {
    const { store, blobs, clock } = rig;
    const busy = createMessenger(
      { processQueue: 5 },
      { store, blobs, clock, logger: silentLogger, signer: mu, scheduler: units.scheduler, backlog: () => 6 },
    );
    const full = await serve(createMessengerRoutes({ messenger: busy, store }));
    const { status, body } = await full.send("POST", "/", rig.message(process.id).bytes);
    assert.deepEqual([status, body.code, body.details["retryAfterSeconds"]], [429, "TOO_BUSY", 5]);
    await full.close();
  });
});
