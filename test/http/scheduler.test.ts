import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Tag } from "../../src/base/tags.ts";
import { pageOfLog, pageText, parsePageQuery } from "../../src/http/scheduler/log-page.ts";
import { createSchedulerRoutes } from "../../src/http/scheduler/routes.ts";
import { createItem } from "../../src/protocol/create-item.ts";
import type { Item } from "../../src/protocol/item.ts";
import type { SchedulerUnit } from "../../src/units/scheduler.ts";
import { bytesOf, createRig, MESSAGE, type Rig, START, tag } from "../scheduler/rig.ts";
import { type Answer, type Plain, type Served, serve } from "./scheduler-rig.ts";

const unknown = "A".repeat(43);

interface Signed {
  readonly id: string;
  readonly owner: { readonly address: string; readonly key: string };
  readonly tags: readonly Tag[];
  readonly signature: string;
  readonly anchor: string | null;
}
interface NodeBody {
  readonly message: (Signed & { readonly data: string | null; readonly target: string | null }) | null;
  readonly assignment: Signed & { readonly target: "" };
}
interface PageBody {
  readonly page_info: { readonly has_next_page: boolean };
  readonly edges: readonly { readonly node: NodeBody; readonly cursor: string }[];
}
interface ProcessBody {
  readonly data: string | null;
}

describe("scheduler over HTTP", () => {
  let rig: Rig;
  let scheduler: SchedulerUnit;
  let su: Served;
  before(async () => {
    rig = await createRig();
    scheduler = await rig.scheduler();
    su = await serve(createSchedulerRoutes({ ...rig, scheduler, messenger: { admit: () => {} }, weave: { height: () => 42 } }));
  });
  after(async () => {
    await su.close();
    await rig.close();
  });

  const spawned = async (data: string | Uint8Array = "boot"): Promise<Item> => {
    const process = rig.process([tag("Name", "p")], { data });
    assert.equal((await su.send("POST", "/", process.bytes)).status, 200);
    return process;
  };
  const key = (item: Item): string => Buffer.from(item.owner).toString("base64url");
  const value = (tags: readonly Tag[], name: string): string | undefined => tags.find((one) => one.name === name)?.value;

  test("says who it is and what time it is", async () => {
    assert.deepEqual((await su.get("/")).body, { address: rig.su.address, timestamp: String(START) });
    assert.equal((await su.get("/timestamp?process-id=x")).text, `{"block_height":"000000000042","timestamp":"${START}"}`);
    const health = await su.get("/health");
    assert.deepEqual([health.status, health.text], [200, ""]);
  });

  test("answers items and assign requests with their id and time", async () => {
    const process = rig.process();
    const first = await su.send("POST", "/", process.bytes);
    assert.deepEqual([first.status, first.body.id, typeof first.body.timestamp], [200, process.id, "number"]);
    assert.deepEqual(await su.send("POST", "/", process.bytes), first);
    const message = rig.message(process.id);
    assert.equal((await su.send("POST", "/", message.bytes)).body.id, message.id);
    const assigned = await su.send("POST", `/?process-id=${process.id}&assign=${rig.module.id}&exclude=Data,Tags`);
    assert.equal(assigned.status, 200);
    const row = (await rig.store.assignmentById(assigned.body.id))!;
    assert.deepEqual([row.message, row.exclude, row.timestamp], [rig.module.id, ["Data", "Tags"], assigned.body.timestamp]);
    for (const query of [`process-id=${process.id}`, `assign=${rig.module.id}`]) {
      const half = await su.send("POST", `/?${query}`, message.bytes);
      assert.deepEqual([half.status, half.body.error], [400, "If sending assign or process-id, you must send both."]);
    }
  });

  test("shows a message and a process in the shape of the reference", async () => {
    const process = await spawned();
    const anchor = `${"0".repeat(31)}5`;
    const message = createItem({ target: process.id, anchor, tags: [tag("Action", "x"), ...MESSAGE], data: bytesOf("né") }, rig.user);
    await su.send("POST", "/", message.bytes);
    const { status, body } = await su.get<NodeBody>(`/${message.id}?process-id=${process.id}`);
    assert.equal(status, 200);
    assert.deepEqual(body.message, {
      id: message.id,
      owner: { address: rig.user.address, key: key(message) },
      data: "né",
      tags: message.tags,
      signature: Buffer.from(message.signature).toString("base64url"),
      anchor,
      target: process.id,
    });
    const { assignment } = body;
    assert.deepEqual(Object.keys(assignment), ["id", "owner", "tags", "signature", "anchor", "target"]);
    assert.deepEqual(
      [assignment.anchor, assignment.target, value(assignment.tags, "Message"), value(assignment.tags, "Nonce")],
      [null, "", message.id, "1"],
    );
    assert.equal(assignment.owner.address, rig.su.address);
    assert.deepEqual((await su.get(`/${assignment.id}?process-id=${process.id}`)).body, body);
    const shown = (await su.get<NodeBody>(`/${assignment.id}?process-id=${process.id}&show-anchor=1`)).body.assignment.anchor ?? "";
    assert.equal(Buffer.from(shown, "base64url").byteLength, 32);
    assert.deepEqual((await su.get(`/${process.id}/latest`)).body, body);
    const row = (await rig.store.assignment(process.id, 0))!;
    assert.deepEqual((await su.get(`/processes/${process.id}`)).body, {
      process_id: process.id,
      block: "000000000017",
      owner: { address: rig.user.address, key: key(process) },
      tags: process.tags,
      timestamp: row.timestamp,
      data: "boot",
      anchor: new TextDecoder().decode(process.anchor!),
      signature: Buffer.from(process.signature).toString("base64url"),
      target: null,
    });
  });

  test("binary data is lossy text in messages and null in processes", async () => {
    const bytes = Uint8Array.of(0x61, 0xff, 0xfe, 0x62);
    const process = await spawned(bytes);
    const message = rig.message(process.id, [], bytes);
    await su.send("POST", "/", message.bytes);
    assert.equal((await su.get<NodeBody>(`/${message.id}?process-id=${process.id}`)).body.message?.data, "a\ufffd\ufffdb");
    assert.equal((await su.get<ProcessBody>(`/processes/${process.id}`)).body.data, null);
    const page = (await su.get<PageBody>(`/${process.id}`)).body;
    assert.deepEqual(
      page.edges.map(({ node }) => node.message?.data),
      [null, "a\ufffd\ufffdb"],
    );
  });

  test("what was assigned by request has no message and is found by its assignment only", async () => {
    const [one, two] = [await spawned(), await spawned()];
    const message = rig.message(one.id);
    await su.send("POST", "/", message.bytes);
    const { id } = (await su.send("POST", `/?process-id=${two.id}&assign=${message.id}`)).body;
    const found = (await su.get<NodeBody>(`/${id}?process-id=${two.id}`)).body;
    assert.equal(found.message, null);
    assert.equal(value(found.assignment.tags, "Message"), message.id);
    const byMessage = await su.get(`/${message.id}?process-id=${two.id}`);
    assert.deepEqual([byMessage.status, byMessage.body.code], [404, "MESSAGE_NOT_FOUND"]);
    // Assigned once more to its own process: the first one is the message.
    const again = (await su.send("POST", `/?process-id=${one.id}&assign=${message.id}`)).body.id;
    assert.equal((await su.get<NodeBody>(`/${again}?process-id=${one.id}`)).body.message, null);
    assert.equal((await su.get<NodeBody>(`/${message.id}?process-id=${one.id}`)).body.message?.id, message.id);
  });

  describe("pages", () => {
    let process: Item;
    let times: number[];
    before(async () => {
      process = await spawned();
      for (let i = 0; i < 9; i++) await su.send("POST", "/", rig.message(process.id).bytes);
      times = (await rig.store.log(process.id, { limit: 100 })).map(({ timestamp }) => timestamp);
    });
    const page = async (query: string): Promise<[number[], string[], boolean]> => {
      const { status, body } = await su.get<PageBody>(`/${process.id}${query}`);
      assert.equal(status, 200, JSON.stringify(body));
      const nonces = body.edges.map(({ node }) => Number(value(node.assignment.tags, "Nonce")));
      return [nonces, body.edges.map(({ cursor }) => cursor), body.page_info.has_next_page];
    };
    const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
    const byTime = (slots: number[]): string[] => slots.map((slot) => String(times[slot]));

    test("by timestamp: from is exclusive, to is inclusive, the process is first on the first page only", async () => {
      assert.deepEqual(await page(""), [range(0, 9), byTime(range(0, 9)), false]);
      assert.deepEqual(await page(`?process-id=${process.id}&limit=10`), [range(0, 9), byTime(range(0, 9)), false]);
      assert.deepEqual(await page("?limit=9"), [range(0, 8), byTime(range(0, 8)), true]);
      assert.deepEqual(await page("?limit=1"), [[0], byTime([0]), true]);
      assert.deepEqual(await page(`?from=${times[0]}&limit=9`), [range(1, 9), byTime(range(1, 9)), false]);
      assert.deepEqual(await page(`?from=${times[0]! - 1}&limit=2`), [[1, 2], byTime([1, 2]), true]);
      assert.deepEqual(await page(`?from=0&to=${times[4]}`), [range(1, 4), byTime(range(1, 4)), false]);
      assert.deepEqual(await page(`?to=${times[4]}&limit=5`), [range(0, 4), byTime(range(0, 4)), false]);
      assert.deepEqual(await page(`?to=${times[4]}&limit=4`), [range(0, 3), byTime(range(0, 3)), true]);
      assert.deepEqual(await page(`?from=${times[9]}`), [[], [], false]);
      assert.deepEqual(await page(`?from=${times[6]}&to=${times[3]}`), [[], [], false]);
      assert.deepEqual(await page(`?from=&to=&limit=2`), [[0, 1], byTime([0, 1]), true]);
    });

    test("by nonce", async () => {
      const cursors = (slots: number[]): string[] => slots.map(String);
      assert.deepEqual(await page("?from-nonce=-1&limit=3"), [[0, 1, 2], ["0", "1", "2"], true]);
      assert.deepEqual(await page("?to-nonce=2"), [[0, 1, 2], ["0", "1", "2"], false]);
      assert.deepEqual(await page("?from-nonce=0"), [range(1, 9), cursors(range(1, 9)), false]);
      assert.deepEqual(await page("?from-nonce=5&to-nonce=7"), [[6, 7], ["6", "7"], false]);
      assert.deepEqual(await page("?from-nonce=5&to-nonce=7&limit=1"), [[6], ["6"], true]);
      assert.deepEqual(await page("?from-nonce=9"), [[], [], false]);
      assert.deepEqual(await page("?from-nonce=&to-nonce=0"), [[0], ["0"], false]);
    });

    test("pages of any size make up the whole log", async () => {
      for (const limit of [1, 2, 3, 4, 7, 10, 11]) {
        for (const by of ["from", "from-nonce"]) {
          const seen: number[] = [];
          for (let from = by === "from" ? "" : "-1", more = true; more; ) {
            const [slots, cursors, next]: [number[], string[], boolean] = await page(`?limit=${limit}&${by}=${from}`);
            seen.push(...slots);
            from = cursors.at(-1) ?? from;
            more = next;
          }
          assert.deepEqual(seen, range(0, 9), `${by} ${limit}`);
        }
      }
    });

    test("a malformed bound is named", async () => {
      for (const query of ["limit=0", "limit=-1", "limit=x", "from=x", "from=-1", "to=1.5", "from-nonce=-2", "to-nonce=1e3", "from=1 2"]) {
        const { status, body } = await su.get(`/${process.id}?${query}`);
        assert.deepEqual([status, body.code, body.details["field"]], [400, "BAD_REQUEST", query.split("=")[0]], query);
      }
    });
  });

  test("a page of large messages stops at its size and says that more follow", async () => {
    const process = await spawned();
    const data = "x".repeat(300_000);
    for (let i = 0; i < 5; i++) await scheduler.assign(rig.message(process.id, [], data));
    const slots: string[] = [];
    for (let more = true, pages = 0; more; pages++) {
      const query = parsePageQuery(new URLSearchParams({ "from-nonce": slots.at(-1) ?? "-1" }));
      let text = "";
      for await (const piece of pageText(await pageOfLog(process.id, query, rig), query, rig, 500_000))
        text += new TextDecoder().decode(piece);
      const body = JSON.parse(text) as PageBody;
      slots.push(...body.edges.map(({ cursor }) => cursor));
      more = body.page_info.has_next_page;
      assert.ok(body.edges.length <= 3 && pages < 3, `${body.edges.length} edges`);
    }
    assert.deepEqual(slots, ["0", "1", "2", "3", "4", "5"]);
    const whole = (await su.get<PageBody>(`/${process.id}`)).body;
    assert.deepEqual(
      whole.edges.slice(1).map(({ node }) => node.message?.data === data),
      [true, true, true, true, true],
    );
  });

  test("bad input has its own code and changes nothing", async () => {
    const process = await spawned();
    const message = rig.message(process.id);
    const forged = new Uint8Array(message.bytes);
    forged[100]! ^= 1;
    const seq = await rig.store.lastSeq();
    const post = (path: string, body?: Uint8Array | string, type?: string) => su.send("POST", path, body, type);
    const cases: readonly (readonly [Promise<Answer<Plain>>, number, string])[] = [
      [post("/", forged), 400, "SIGNATURE_INVALID"],
      [post("/", new Uint8Array(0)), 400, "ITEM_MALFORMED"],
      [post("/", new Uint8Array(11 * 1024 * 1024)), 413, "ITEM_TOO_LARGE"],
      [post("/", "{}", "application/json"), 415, "BODY_TYPE_UNSUPPORTED"],
      [post("/", rig.message(unknown).bytes), 404, "PROCESS_NOT_FOUND"],
      [post(`/?process-id=short&assign=${unknown}`), 400, "BAD_REQUEST"],
      [post(`/?process-id=${process.id}&assign=${unknown}`), 404, "NOT_FOUND"],
      [post(`/?process-id=${unknown}&assign=${message.id}`), 404, "PROCESS_NOT_FOUND"],
      [post(`/?process-id=${process.id}&assign=${rig.module.id}&base-layer`), 400, "BAD_REQUEST"],
      [su.get(`/${unknown}`), 404, "PROCESS_NOT_FOUND"],
      [su.get(`/${unknown}?process-id=${process.id}`), 404, "MESSAGE_NOT_FOUND"],
      [su.get(`/${process.id}?process-id=nonsense`), 400, "BAD_REQUEST"],
      [su.get(`/${unknown}/latest`), 404, "PROCESS_NOT_FOUND"],
      [su.get(`/processes/${unknown}`), 404, "PROCESS_NOT_FOUND"],
      [su.get(`/processes/${rig.module.id}`), 404, "PROCESS_NOT_FOUND"],
      [su.get("/nonsense"), 400, "BAD_REQUEST"],
    ];
    for (const [answer, status, code] of cases) {
      const { status: got, body } = await answer;
      assert.deepEqual([got, body.code, typeof body.error], [status, code, "string"], JSON.stringify(body));
    }
    assert.equal(await rig.store.lastSeq(), seq);
    assert.equal((await rig.store.head(process.id))?.slot, 0);
  });
});
