/**
 * One HTTP server over any number of mounted units.
 * @module
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { LoomError } from "../../base/errors.ts";
import { LIMITS } from "../../base/limits.ts";
import type { Logger } from "../../base/logger.ts";
import { pieceReader, readBytes, readJson } from "./body.ts";
import { errorReply } from "./replies.ts";
import { preflight, respond } from "./respond.ts";
import { createRouter, type Router } from "./router.ts";
import type { Reply, Route, RouteContext } from "./types.ts";

export interface Mount {
  /** "" or "/su": first segment of the path. */
  readonly prefix: string;
  /** Name of the unit, for logs and metrics. */
  readonly unit: string;
  readonly routes: readonly Route[];
}

/** One served request, for metrics and logs. */
export interface Served {
  readonly unit: string;
  readonly pattern: string;
  readonly method: string;
  readonly status: number;
  readonly code: string | null;
  readonly durationMs: number;
}

export interface HttpServer {
  readonly port: number;
  /** Stops accepting, lets running requests end; after `graceMs` they are cut. */
  close(graceMs: number): Promise<void>;
}

export interface HttpDeps {
  readonly logger: Logger;
  readonly onServed?: (served: Served) => void;
  /** Milliseconds of a steady clock. */
  readonly monotonic: () => number;
  readonly after: (ms: number, callback: () => void) => () => void;
}

/**
 * Listens on `host:port` (0: any free port).
 * @throws LoomError PORT_BUSY
 */
export async function listen(
  mounts: readonly Mount[],
  address: { readonly host: string; readonly port: number },
  deps: HttpDeps,
): Promise<HttpServer> {
  const routed = mounts.map((mount) => ({ ...mount, router: createRouter(mount.routes) }));
  const open = new Set<AbortController>();
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 0 }, (request, response) => {
    void serve(request, response, routed, open, deps);
  });
  await bind(server, address);
  const bound = server.address();
  return {
    port: typeof bound === "object" && bound !== null ? bound.port : address.port,
    close: (graceMs) =>
      new Promise((resolve) => {
        const cancel = deps.after(graceMs, () => {
          for (const controller of open) controller.abort(new LoomError("SHUTTING_DOWN", "the node is stopping"));
          server.closeAllConnections();
        });
        server.close(() => {
          cancel();
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function bind(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const busy = cause.code === "EADDRINUSE";
      reject(
        new LoomError(
          busy ? "PORT_BUSY" : "INTERNAL",
          busy ? `port ${port} on ${host} is in use` : `cannot listen on ${host}:${port}: ${cause.message}`,
          { cause },
        ),
      );
    });
    server.listen(port, host, () => resolve());
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  mounts: readonly (Mount & { readonly router: Router })[],
  open: Set<AbortController>,
  deps: HttpDeps,
): Promise<void> {
  const started = deps.monotonic();
  const method = request.method ?? "GET";
  const url = request.url ?? "/";
  const cut = url.indexOf("?");
  const rawPath = cut < 0 ? url : url.slice(0, cut);
  const mount =
    mounts.find(({ prefix }) => prefix !== "" && (rawPath === prefix || rawPath.startsWith(`${prefix}/`))) ??
    mounts.find(({ prefix }) => prefix === "");
  const leaving = createLeaving(response, open);
  let pattern = "";
  let code: string | null = null;
  let reply: Reply;
  try {
    if (method === "OPTIONS") {
      reply = preflight;
    } else {
      if (mount === undefined) throw new LoomError("ROUTE_NOT_FOUND", `no route ${method} ${rawPath}`);
      const path = rawPath.slice(mount.prefix.length) || "/";
      const match = mount.router.match(method, path);
      pattern = match.pattern;
      const query = new URLSearchParams(cut < 0 ? "" : url.slice(cut + 1));
      reply = await match.handler(context(request, { method, path, query, params: match.params, leaving, prefix: mount.prefix }));
    }
  } catch (thrown) {
    const failed = errorReply(thrown);
    code = failed.error.code;
    if (code === "INTERNAL") deps.logger.error({ err: thrown, method, path: rawPath }, "request failed");
    reply = failed.reply;
  }
  leaving.end();
  try {
    await send(request, response, reply, method === "HEAD");
  } catch (thrown) {
    // The status is out already: the only honest signal left is to break the connection.
    deps.logger.warn({ err: thrown, method, path: rawPath }, "response broke off");
    response.destroy();
  }
  deps.onServed?.({ unit: mount?.unit ?? "", pattern, method, status: reply.status, code, durationMs: deps.monotonic() - started });
}

interface Leaving {
  signal(): AbortSignal;
  /** The answer is known: nobody asks any more. */
  end(): void;
}

/** The signal of one request, made when a route asks for it: most never do, and it costs as much as the rest of the server's work. */
function createLeaving(response: ServerResponse, open: Set<AbortController>): Leaving {
  let controller: AbortController | null = null;
  const onClose = (): void => controller?.abort(new LoomError("BAD_REQUEST", "the client went away"));
  return {
    signal() {
      if (controller !== null) return controller.signal;
      controller = new AbortController();
      open.add(controller);
      if (response.destroyed) onClose();
      else response.once("close", onClose);
      return controller.signal;
    },
    end() {
      if (controller === null) return;
      open.delete(controller);
      response.off("close", onClose);
    },
  };
}

async function send(request: IncomingMessage, response: ServerResponse, reply: Reply, bodyless: boolean): Promise<void> {
  // A client that still sends the body of a refused request reads the answer only when it is done: take the rest, within bounds.
  const whole = request.complete || request.destroyed || (await drain(request));
  const headers = whole ? reply.headers : { ...reply.headers, connection: "close" };
  await respond(response, headers === undefined ? reply : { ...reply, headers }, bodyless);
}

/** Reads and forgets the rest of a body; false when it is longer than the limit. */
async function drain(request: IncomingMessage): Promise<boolean> {
  if (Number(request.headers["content-length"] ?? 0) > LIMITS.refusedBodyBytes) return false;
  let left: number = LIMITS.refusedBodyBytes;
  try {
    for await (const piece of pieceReader(request)) {
      left -= piece.byteLength;
      if (left < 0) return false;
    }
  } catch {
    // The client went away; the answer has no reader.
  }
  return true;
}

function context(
  request: IncomingMessage,
  parts: Pick<RouteContext, "method" | "query" | "params"> & { readonly path: string; readonly prefix: string; readonly leaving: Leaving },
): RouteContext {
  const { prefix, path, leaving, method, query, params } = parts;
  return {
    request,
    method,
    query,
    params,
    get signal() {
      return leaving.signal();
    },
    get path() {
      return decodeURIComponent(path);
    },
    get origin() {
      return `http://${request.headers.host ?? "localhost"}${prefix}`;
    },
    header: (name) => {
      const value = request.headers[name.toLowerCase()];
      return Array.isArray(value) ? value.join(", ") : value;
    },
    body: () => pieceReader(request),
    bytes: (limit) => readBytes(request, limit),
    json: (limit = LIMITS.jsonBytes) => readJson(request, limit),
  };
}
