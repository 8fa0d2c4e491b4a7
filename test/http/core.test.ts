import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { LoomError } from "../../src/base/errors.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { plain } from "../../src/http/core/replies.ts";
import { type HttpServer, listen, type Served } from "../../src/http/core/server.ts";
import type { Route } from "../../src/http/core/types.ts";

const LIMIT = 200_000;
const left = Promise.withResolvers<LoomError>();
const listening = Promise.withResolvers<void>();

const routes: Route[] = [
  { method: "POST", path: "/bytes", handler: async ({ bytes }) => plain(200, String((await bytes(LIMIT)).byteLength)) },
  { method: "POST", path: "/json", handler: async ({ json }) => plain(200, JSON.stringify(await json())) },
  {
    method: "POST",
    path: "/pieces",
    handler: async ({ body }) => {
      let size = 0;
      for await (const piece of body()) size += piece.byteLength;
      return plain(200, String(size));
    },
  },
  {
    method: "POST",
    path: "/refused",
    handler: async ({ bytes }) => {
      await bytes(LIMIT);
      throw new LoomError("BAD_REQUEST", "not this");
    },
  },
  { method: "GET", path: "/text", handler: () => plain(200, "größe") },
  { method: "GET", path: "/a/:name/*rest", handler: ({ params, query }) => plain(200, JSON.stringify([params, query.get("q")])) },
  {
    method: "GET",
    path: "/wait",
    handler: ({ leaving }) =>
      new Promise((_resolve, reject) => {
        leaving.onLeave((reason) => {
          left.resolve(reason);
          reject(reason);
        });
        listening.resolve();
      }),
  },
];

describe("the HTTP server", () => {
  let server: HttpServer;
  const served: Served[] = [];
  before(async () => {
    const deps = { logger: silentLogger, monotonic: () => 0, after: () => () => {}, onServed: (one: Served) => served.push(one) };
    server = await listen([{ prefix: "", unit: "test", routes }], { host: "127.0.0.1", port: 0 }, deps);
  });
  after(() => server.close(0));

  const open = async (): Promise<Socket> => {
    const socket = connect(server.port, "127.0.0.1").setNoDelay(true);
    await once(socket, "connect");
    return socket;
  };
  /** Sends the pieces one after the other on one connection that the server closes; gives the whole answer. */
  const exchange = async (...pieces: (string | Buffer)[]): Promise<string> => {
    const socket = await open();
    const parts: Buffer[] = [];
    socket.on("data", (part: Buffer) => parts.push(part));
    for (const piece of pieces) {
      await new Promise((resolve) => socket.write(piece, resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await once(socket, "close");
    return Buffer.concat(parts).toString();
  };
  const head = (line: string, ...fields: string[]): string =>
    [`${line} HTTP/1.1`, "Host: x", "Connection: close", ...fields, "", ""].join("\r\n");
  const bodyOf = (answer: string): string => answer.slice(answer.indexOf("\r\n\r\n") + 4);
  const statusOf = (answer: string): number => Number(answer.slice(9, 12));

  const data = Buffer.alloc(1300, 120);
  const long = Buffer.alloc(LIMIT, 121);
  const sized = (path: string, size: number): string => head(`POST ${path}`, `Content-Length: ${size}`);
  const chunk = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from(`${bytes.byteLength.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);

  for (const path of ["/bytes", "/pieces"]) {
    test(`a body is whole however it comes: ${path}`, async () => {
      const chunked = head(`POST ${path}`, "Transfer-Encoding: chunked");
      const ways: [string, number, (string | Buffer)[]][] = [
        ["with its head", 1300, [Buffer.concat([Buffer.from(sized(path, 1300)), data])]],
        ["after its head", 1300, [sized(path, 1300), data]],
        ["in two pieces", 1300, [Buffer.concat([Buffer.from(sized(path, 1300)), data.subarray(0, 5)]), data.subarray(5)]],
        ["longer than a read", LIMIT, [Buffer.concat([Buffer.from(sized(path, LIMIT)), long])]],
        ["chunked", 2600, [Buffer.concat([Buffer.from(chunked), chunk(data), chunk(data), Buffer.from("0\r\n\r\n")])]],
        ["chunked and late", 2600, [chunked, chunk(data), chunk(data), "0\r\n\r\n"]],
        ["declared as empty", 0, [sized(path, 0)]],
        ["not declared", 0, [head(`POST ${path}`)]],
        ["chunked and empty", 0, [Buffer.from(`${chunked}0\r\n\r\n`)]],
      ];
      for (const [name, size, pieces] of ways) {
        const answer = await exchange(...pieces);
        assert.deepEqual([name, statusOf(answer), bodyOf(answer)], [name, 200, String(size)]);
      }
    });
  }

  test("a body over the limit is refused, declared or not", async () => {
    const over = Buffer.concat([long, Buffer.from("z")]);
    const chunked = Buffer.from(head("POST /bytes", "Transfer-Encoding: chunked"));
    const short = Buffer.concat([chunked, ...Array.from({ length: 160 }, () => chunk(data)), Buffer.from("0\r\n\r\n")]);
    for (const pieces of [[sized("/bytes", over.byteLength), over], [short]]) {
      const answer = await exchange(...pieces);
      assert.deepEqual([statusOf(answer), JSON.parse(bodyOf(answer)).code], [413, "ITEM_TOO_LARGE"]);
    }
  });

  test("a body that is cut off is refused, not taken for a shorter one", async () => {
    for (const pieces of [[sized("/bytes", 1300)], [sized("/bytes", 1300), data.subarray(0, 600)]]) {
      const before = served.length;
      const socket = await open();
      for (const piece of pieces) await new Promise((resolve) => socket.write(piece, resolve));
      // The server reads the end after all that came before it.
      socket.destroy();
      while (served.length === before) await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual([served.at(-1)?.status, served.at(-1)?.code], [400, "BAD_REQUEST"]);
    }
  });

  test("a connection serves one request after the other, with and without bodies", async () => {
    const socket = await open();
    let text = "";
    socket.on("data", (part) => {
      text += part.toString();
    });
    const until = async (size: number): Promise<void> => {
      while (text.split("HTTP/1.1 ").length - 1 < size) await once(socket, "data");
    };
    const keep = "Host: x\r\n";
    const post = Buffer.concat([Buffer.from(`POST /bytes HTTP/1.1\r\n${keep}Content-Length: 1300\r\n\r\n`), data]);
    const refused = Buffer.concat([Buffer.from(`POST /refused HTTP/1.1\r\n${keep}Content-Length: 1300\r\n\r\n`), data]);
    const requests = [post, `GET /text HTTP/1.1\r\n${keep}\r\n`, refused, `OPTIONS /bytes HTTP/1.1\r\n${keep}\r\n`, post];
    for (const [index, request] of requests.entries()) {
      socket.write(request);
      await until(index + 1);
    }
    // All at once: the answers keep the order of the requests.
    for (const request of requests) socket.write(request);
    await until(requests.length * 2);
    const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status);
    assert.deepEqual(statuses, ["200", "200", "400", "204", "200", "200", "200", "400", "204", "200"]);
    socket.destroy();
  });

  test("heads: CORS on each answer, one length in bytes, nothing after the head of a HEAD", async () => {
    const get = await exchange(head("GET /text"));
    const fields = get.slice(0, get.indexOf("\r\n\r\n")).split("\r\n").slice(1);
    assert.deepEqual(
      fields.filter((field) => !/^(date|connection):/i.test(field)),
      [
        "access-control-allow-origin: *",
        "access-control-allow-methods: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
        "access-control-allow-headers: *",
        "access-control-expose-headers: *",
        "access-control-max-age: 86400",
        "content-type: text/plain; charset=utf-8",
        "content-length: 7",
      ],
    );
    assert.equal(bodyOf(get), "größe");
    const asked = await exchange(head("HEAD /text"));
    assert.deepEqual([statusOf(asked), /content-length: 7\r\n/.test(asked), bodyOf(asked)], [200, true, ""]);
    const preflight = await exchange(head("OPTIONS /nowhere"));
    assert.deepEqual([statusOf(preflight), /content-length/.test(preflight), bodyOf(preflight)], [204, false, ""]);
    assert.match(preflight, /access-control-allow-methods: GET/);
  });

  test("paths: escapes, trailing slashes, what is not there", async () => {
    const ask = async (line: string): Promise<[number, unknown]> => {
      const answer = await exchange(head(line));
      return [statusOf(answer), /json/.test(answer) ? JSON.parse(bodyOf(answer)).code : bodyOf(answer)];
    };
    assert.deepEqual(await ask("GET /a/x%2Fy/b//c?q=1"), [200, '[{"name":"x/y","rest":"b//c"},"1"]']);
    assert.deepEqual(await ask("GET /a/x/"), [200, '[{"name":"x","rest":""},null]']);
    assert.deepEqual(await ask("GET /text/"), [200, "größe"]);
    assert.deepEqual(await ask("GET /text//"), [404, "ROUTE_NOT_FOUND"]);
    assert.deepEqual(await ask("GET /a//x"), [404, "ROUTE_NOT_FOUND"]);
    assert.deepEqual(await ask("GET /a/%zz/x"), [400, "BAD_REQUEST"]);
    assert.deepEqual(await ask("DELETE /text"), [405, "METHOD_NOT_ALLOWED"]);
    assert.deepEqual(await ask("GET /"), [404, "ROUTE_NOT_FOUND"]);
  });

  test("a route hears when its client goes away", async () => {
    const socket = await open();
    socket.write(head("GET /wait"));
    await listening.promise;
    socket.destroy();
    assert.equal((await left.promise).message, "the client went away");
  });

  test("a route hears when the node stops, unless its answer is known or it stopped listening", async () => {
    const heard: string[] = [];
    const asked = Promise.withResolvers<void>();
    const replaced = Promise.withResolvers<void>();
    const told = Promise.withResolvers<LoomError>();
    const listener = (name: string) => (reason: LoomError) => void heard.push(`${name} ${reason.code}`);
    const stopping: Route[] = [
      {
        method: "GET",
        path: "/wait/:how",
        handler: ({ leaving, params }) => {
          const stop = leaving.onLeave(listener(params["how"] ?? ""));
          if (params["how"] === "answered") return plain(200, "");
          if (params["how"] === "stopped") {
            stop();
            asked.resolve();
            return new Promise(() => {});
          }
          leaving.onLeave(told.resolve);
          replaced.resolve();
          return told.promise.then(() => plain(200, ""));
        },
      },
    ];
    let endGrace = (): void => {};
    const after = (_ms: number, callback: () => void): (() => void) => {
      endGrace = callback;
      return () => {};
    };
    const deps = { logger: silentLogger, monotonic: () => 0, after };
    const other = await listen([{ prefix: "", unit: "test", routes: stopping }], { host: "127.0.0.1", port: 0 }, deps);
    const sockets = ["answered", "replaced", "stopped"].map((how) => {
      const socket = connect(other.port, "127.0.0.1");
      socket.on("error", () => {});
      socket.write(`GET /wait/${how} HTTP/1.1\r\nHost: x\r\n\r\n`);
      return socket;
    });
    await Promise.all([asked.promise, replaced.promise, once(sockets[0] ?? assert.fail(), "data")]);
    const closed = other.close(1000);
    endGrace();
    await closed;
    assert.equal((await told.promise).code, "SHUTTING_DOWN");
    assert.deepEqual(heard, []);
  });

  test("a JSON body must be JSON", async () => {
    const send = (text: string): Promise<string> => exchange(sized("/json", text.length) + text);
    assert.equal(bodyOf(await send('{"a":[1]}')), '{"a":[1]}');
    for (const text of ["", "{", "\u0000"]) assert.equal(statusOf(await send(text)), 400);
  });
});
