/**
 * One HTTP server over any number of mounted units.
 * @module
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { LoomError } from "../../base/errors.ts";
import { LIMITS } from "../../base/limits.ts";
import type { Logger } from "../../base/logger.ts";
import { pieceReader } from "./body.ts";
import { createContext } from "./context.ts";
import { createLeaving, type RequestLeaving } from "./leaving.ts";
import { errorReply } from "./replies.ts";
import { preflight, respond } from "./respond.ts";
import { createRouter, type Router } from "./router.ts";
import type { Reply, Route } from "./types.ts";

export interface Mount {
  /** "" or "/su": first segment of the path. */
  readonly prefix: string;
  /** Name of the unit, for logs and metrics. */
  readonly unit: string;
  readonly routes: readonly Route[];
}

interface Mounted extends Mount {
  readonly router: Router;
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
  const open = new Set<RequestLeaving>();
  // A request without a body needs none of the events of a stream.
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 0, optimizeEmptyRequests: true }, (request, response) => {
    void serve(request, response, routed, open, deps);
  });
  await bind(server, address);
  const bound = server.address();
  return {
    port: typeof bound === "object" && bound !== null ? bound.port : address.port,
    close: (graceMs) =>
      new Promise((resolve) => {
        const cancel = deps.after(graceMs, () => {
          for (const leaving of open) leaving.leave(new LoomError("SHUTTING_DOWN", "the node is stopping"));
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
  mounts: readonly Mounted[],
  open: Set<RequestLeaving>,
  deps: HttpDeps,
): Promise<void> {
  const started = deps.monotonic();
  const method = request.method ?? "GET";
  const url = request.url ?? "/";
  const cut = url.indexOf("?");
  const rawPath = cut < 0 ? url : url.slice(0, cut);
  const mount = mountOf(mounts, rawPath);
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
      const search = cut < 0 ? "" : url.slice(cut + 1);
      reply = await match.handler(createContext(request, { method, path, search, params: match.params, leaving, prefix: mount.prefix }));
    }
  } catch (thrown) {
    const failed = errorReply(thrown);
    code = failed.error.code;
    if (code === "INTERNAL") deps.logger.error({ err: thrown, method, path: rawPath }, "request failed");
    reply = failed.reply;
  }
  leaving.end();
  try {
    // A client that still sends the body of a refused request reads the answer only when it is done: take the rest, within bounds.
    const whole = request.complete || request.destroyed || (await drain(request));
    const sending = respond(response, reply, { bodyless: method === "HEAD", closes: !whole });
    if (sending !== null) await sending;
  } catch (thrown) {
    // The status is out already: the only honest signal left is to break the connection.
    deps.logger.warn({ err: thrown, method, path: rawPath }, "response broke off");
    response.destroy();
  }
  deps.onServed?.({ unit: mount?.unit ?? "", pattern, method, status: reply.status, code, durationMs: deps.monotonic() - started });
}

function mountOf(mounts: readonly Mounted[], path: string): Mounted | undefined {
  let bare: Mounted | undefined;
  for (const mount of mounts) {
    if (mount.prefix === "") bare ??= mount;
    else if (path.startsWith(mount.prefix) && (path.length === mount.prefix.length || path[mount.prefix.length] === "/")) return mount;
  }
  return bare;
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
