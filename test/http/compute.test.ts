/** The compute unit over HTTP, as aoconnect and a browser see it. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { connect } from "@permaweb/aoconnect";
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { createComputeRoutes } from "../../src/http/compute/routes.ts";
import { type HttpServer, listen } from "../../src/http/core/server.ts";
import { AOS32, createRig, output, type Rig, tag } from "../compute/rig.ts";

interface Connection {
  readonly pageInfo: { readonly hasNextPage: boolean };
  readonly edges: readonly { readonly node: Readonly<Record<string, unknown>>; readonly cursor: string }[];
}

describe("routes of the compute unit", () => {
  let rig: Rig;
  let server: HttpServer;
  let url: string;
  let module: string;
  let process: string;
  /** Slots that failed. */
  const failed = [3, 4, 7];

  before(async () => {
    rig = await createRig({ workers: 2 });
    module = await rig.module(AOS32);
    process = await rig.spawn(module);
    const routes = createComputeRoutes({ compute: rig.compute, store: rig.store, clock: systemClock });
    const http = { logger: silentLogger, monotonic: systemClock.monotonic, after: systemClock.after };
    server = await listen([{ prefix: "", unit: "cu", routes }], { host: "127.0.0.1", port: 0 }, http);
    url = `http://127.0.0.1:${server.port}`;
    await rig.run(process, "Handlers.add('fail', 'Fail', function(m) error('boom') end)");
    for (let slot = 2; slot <= 9; slot++) {
      if (failed.includes(slot)) await rig.send(process, [tag("Action", "Fail")], "x");
      else await rig.eval(process, `return ${slot}`);
    }
    await rig.compute.evaluate(process, 9);
  });
  after(async () => {
    await server.close(100);
    await rig.close();
  });

  const get = async (path: string): Promise<{ status: number; body: unknown; text: string; headers: Headers }> => {
    const response = await fetch(url + path);
    const text = await response.text();
    return { status: response.status, text, body: JSON.parse(text) as unknown, headers: response.headers };
  };
  const code = async (path: string, init?: RequestInit): Promise<[number, string]> => {
    const response = await fetch(url + path, init);
    return [response.status, ((await response.json()) as { code: string }).code];
  };
  const page = async (query: string): Promise<Connection> => (await get(`/results/${process}?${query}`)).body as Connection;
  const slots = (connection: Connection): number[] =>
    connection.edges.map(({ cursor }) => Number((JSON.parse(atob(cursor)) as { ordinate: string }).ordinate));

  it("GET / names the unit", async () => {
    const { body } = await get("/");
    assert.deepEqual(Object.keys(body as object), ["address", "timestamp"]);
    assert.equal(typeof (body as { timestamp: unknown }).timestamp, "number");
  });

  it("GET /result takes message id, assignment id, process id and slot, with one answer", async () => {
    const assignment = await rig.store.assignment(process, 5);
    assert.ok(assignment);
    const answers = await Promise.all([assignment.message, assignment.id, "5"].map((name) => get(`/result/${name}?process-id=${process}`)));
    for (const answer of answers) {
      assert.equal(answer.status, 200);
      assert.equal(answer.text, answers[0]?.text);
    }
    assert.deepEqual(Object.keys(answers[0]?.body as object), ["Messages", "Assignments", "Spawns", "Output", "GasUsed"]);
    const own = await get(`/result/${process}?process-id=${process}`);
    assert.equal(own.text, (await rig.store.result(process, 0))?.json);
  });

  it("GET /result answers 200 although the evaluation failed", async () => {
    const { status, body } = await get(`/result/3?process-id=${process}`);
    assert.equal(status, 200);
    assert.match(String((body as { Error: unknown }).Error), /boom/);
    assert.deepEqual((body as { Messages: unknown }).Messages, []);
  });

  it("GET /result gives the same bytes to all who ask for a fresh message at once", async () => {
    const fresh = await rig.spawn(module);
    const { id } = await rig.send(fresh, [tag("Action", "Eval")], "Send({Target = ao.id, Data = 'x'}); return 7");
    const all = await Promise.all(Array.from({ length: 16 }, () => get(`/result/${id}?process-id=${fresh}`)));
    for (const one of all) assert.equal(one.text, all[0]?.text);
    assert.equal((JSON.parse(all[0]?.text ?? "") as { Messages: unknown[] }).Messages.length, 1);
  });

  it("GET /state-root binds the state after any slot", async () => {
    const newest = await get(`/state-root/${process}`);
    assert.equal(newest.status, 200);
    const { stateRoot, pages, ...rest } = newest.body as Record<string, unknown>;
    assert.deepEqual(rest, { process, slot: 9, environment: "1", module });
    assert.match(String(stateRoot), /^[\w-]{43}$/);
    assert.ok(Number(pages) >= 1000);
    const at = async (slot: number): Promise<unknown> =>
      ((await get(`/state-root/${process}?slot=${slot}`)).body as Record<string, unknown>)["stateRoot"];
    assert.equal(await at(9), stateRoot);
    // A message that fails leaves the state as it was.
    assert.equal(await at(4), await at(2));
    assert.notEqual(await at(5), await at(4));
    assert.deepEqual(await code(`/state-root/${"A".repeat(43)}`), [404, "PROCESS_NOT_FOUND"]);
    assert.deepEqual(await code(`/state-root/${process}?slot=99`), [404, "MESSAGE_NOT_FOUND"]);
    assert.deepEqual(await code(`/state-root/${process}?slot=-1`), [400, "BAD_REQUEST"]);
    assert.deepEqual(await code("/state-root/short"), [400, "BAD_REQUEST"]);
  });

  it("GET /result refuses with a code", async () => {
    const stranger = "A".repeat(43);
    assert.deepEqual(await code(`/result/${stranger}?process-id=${process}`), [404, "MESSAGE_NOT_FOUND"]);
    assert.deepEqual(await code(`/result/99?process-id=${process}`), [404, "MESSAGE_NOT_FOUND"]);
    assert.deepEqual(await code(`/result/${stranger}?process-id=${stranger}`), [404, "PROCESS_NOT_FOUND"]);
    assert.deepEqual(await code(`/result/${stranger}`), [400, "BAD_REQUEST"]);
    assert.deepEqual(await code(`/result/nonsense?process-id=${process}`), [400, "BAD_REQUEST"]);
    const other = await rig.store.assignment(await rig.spawn(module), 0);
    assert.deepEqual(await code(`/result/${other?.id}?process-id=${process}`), [404, "MESSAGE_NOT_FOUND"]);
  });

  it("GET /results pages through everything but failures, in both orders", async () => {
    const good = [0, 1, 2, 5, 6, 8, 9];
    for (const limit of [1, 2, 3, 7, 25]) {
      const seen: number[] = [];
      for (let from = ""; ; ) {
        const found = await page(`limit=${limit}&from=${encodeURIComponent(from)}`);
        seen.push(...slots(found));
        assert.equal(found.pageInfo.hasNextPage, seen.length < good.length, `after ${seen.join()} by ${limit}`);
        if (!found.pageInfo.hasNextPage) break;
        from = found.edges.at(-1)?.cursor ?? "";
      }
      assert.deepEqual(seen, good);
    }
    const newest = await page("sort=DESC&limit=2");
    assert.deepEqual(slots(newest), [9, 8]);
    assert.equal(newest.pageInfo.hasNextPage, true);
    assert.deepEqual(slots(await page("sort=DESC&limit=7")), [...good].reverse());
  });

  it("GET /results: from is exclusive, to inclusive, as cursor or time; a cursor brings its order", async () => {
    const all = await page("");
    const cursor = (slot: number): string => encodeURIComponent(all.edges.find((_, i) => slots(all)[i] === slot)?.cursor ?? "");
    assert.deepEqual(slots(await page(`from=${cursor(2)}&to=${cursor(8)}`)), [5, 6, 8]);
    const time = async (slot: number): Promise<number> => (await rig.store.assignment(process, slot))?.timestamp ?? 0;
    assert.deepEqual(slots(await page(`from=${await time(2)}&to=${await time(8)}`)), [5, 6, 8]);
    assert.deepEqual(slots(await page(`to=${(await time(0)) - 1}`)), []);
    const [first] = (await page("sort=DESC&limit=1")).edges;
    assert.equal(atob(first?.cursor ?? ""), `{"timestamp":${await time(9)},"ordinate":"9","cron":null,"sort":"DESC"}`);
    await rig.run(process, "return 10");
    assert.deepEqual(slots(await page(`from=${encodeURIComponent(first?.cursor ?? "")}`)), [10]);
  });

  it("GET /results nodes have no GasUsed, and bad parameters are refused", async () => {
    const [edge] = (await page("limit=1")).edges;
    assert.deepEqual(Object.keys(edge?.node ?? {}), ["Messages", "Assignments", "Spawns", "Output"]);
    for (const query of ["limit=0", "limit=x", "limit=-1", "sort=UP", "from=%%", "from=bm9uc2Vuc2U%3D"]) {
      const [status] = await code(`/results/${process}?${query}`);
      assert.equal(status, 400, query);
    }
  });

  it("GET /cron is an empty connection", async () => {
    assert.deepEqual((await get(`/cron/${process}?limit=10`)).body, { pageInfo: { hasNextPage: false }, edges: [] });
  });

  it("POST /dry-run takes what aoconnect sends, at the newest state or after a message", async () => {
    const { dryrun } = connect({ MODE: "legacy", CU_URL: url });
    await rig.run(process, "Handlers.add('get', 'Get', function(m) m.reply({Data = tostring(N)}) end); N = 1");
    const one = await rig.send(process, [tag("Action", "Eval")], "N = 2");
    await rig.run(process, "N = 3");
    const answer = await dryrun({ process, tags: [tag("Action", "Get")] });
    assert.equal(answer.Messages[0]?.Data, "3");
    const body = JSON.stringify({ Owner: "1234", Target: process, Tags: [tag("Action", "Get")], Data: "x" });
    const init = { method: "POST", body, headers: { "content-type": "application/json" } };
    const past = (await (await fetch(`${url}/dry-run?process-id=${process}&to=${one.id}`, init)).json()) as {
      Messages: { Data: string }[];
    };
    assert.equal(past.Messages[0]?.Data, "2");
  });

  it("POST /dry-run refuses garbage with a code", async () => {
    const post = (body: string, type = "application/json") =>
      code(`/dry-run?process-id=${process}`, { method: "POST", body, headers: { "content-type": type } });
    assert.deepEqual(await post("{", "application/json"), [400, "BAD_REQUEST"]);
    assert.deepEqual(await post("{}"), [400, "BAD_REQUEST"]);
    assert.deepEqual(await post("[1]"), [400, "BAD_REQUEST"]);
    assert.deepEqual(await post('{"Owner":"x","Tags":[{"name":1}]}'), [400, "BAD_REQUEST"]);
    assert.deepEqual(await post("a=b", "application/x-www-form-urlencoded"), [415, "BODY_TYPE_UNSUPPORTED"]);
    assert.deepEqual(await code("/dry-run", { method: "POST", body: "{}", headers: { "content-type": "application/json" } }), [
      400,
      "BAD_REQUEST",
    ]);
  });

  it("GET /state gives the memory and what it belongs to", async () => {
    const response = await fetch(`${url}/state/${process}?to=5`);
    const memory = new Uint8Array(await response.arrayBuffer());
    const assignment = await rig.store.assignment(process, 5);
    assert.deepEqual(
      ["content-type", "last-ordinate", "last-timestamp", "last-block-height"].map((name) => response.headers.get(name)),
      ["application/octet-stream", "5", String(assignment?.timestamp), "7"],
    );
    assert.deepEqual(memory.byteLength % 65_536, 0);
    assert.equal(Buffer.compare(memory, (await rig.compute.state(process, 5)).memory), 0);
    const byTime = await fetch(`${url}/state/${process}?to=${(assignment?.timestamp ?? 0) + 0}`);
    assert.equal(byTime.headers.get("last-ordinate"), "5");
    await byTime.body?.cancel();
  });

  it("GET /process/:id/status and POST /process/:id/resume", async () => {
    const broken = await rig.spawn(await rig.moduleOf(new Uint8Array([1, 2, 3])));
    assert.deepEqual(await code(`/result/${broken}?process-id=${broken}`), [422, "MODULE_INVALID"]);
    const { body } = await get(`/process/${broken}/status`);
    assert.deepEqual((body as { state: string; resultSlot: number }).state, "suspended");
    const resumed = await fetch(`${url}/process/${broken}/resume`, { method: "POST" });
    assert.equal(resumed.status, 202);
    assert.equal(output(await rig.run(process, "return 'unharmed'")), "unharmed");
    assert.deepEqual(await code(`/process/${"A".repeat(43)}/status`), [404, "PROCESS_NOT_FOUND"]);
  });
});
