/**
 * Writing a reply to the socket, with back-pressure for streams.
 * @module
 */
import type { ServerResponse } from "node:http";
import type { Reply } from "./types.ts";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
  "access-control-allow-headers": "*",
  "access-control-expose-headers": "*",
  "access-control-max-age": "86400",
} as const;

/** Answers a CORS preflight. */
export const preflight: Reply = { status: 204 };

/** Sends the reply; a stream is pulled only as fast as the client reads. `bodyless`: answer to HEAD. */
export async function respond(response: ServerResponse, reply: Reply, bodyless: boolean): Promise<void> {
  const { body } = reply;
  const headers: Record<string, string | number> = { ...CORS, ...reply.headers };
  if (body === undefined || typeof body === "string" || body instanceof Uint8Array) {
    if (headers["content-length"] === undefined && reply.status !== 204 && reply.status !== 304) {
      headers["content-length"] = body === undefined ? 0 : Buffer.byteLength(body);
    }
    response.writeHead(reply.status, headers);
    // A text leaves in one piece with the head.
    response.end(bodyless ? undefined : body);
    return;
  }
  response.writeHead(reply.status, headers);
  const iterator = body[Symbol.asyncIterator]();
  if (bodyless) {
    await iterator.return?.();
    response.end();
    return;
  }
  try {
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      if (response.destroyed) return;
      if (!response.write(next.value)) await drained(response);
    }
    response.end();
  } finally {
    await iterator.return?.();
  }
}

/** Resolves when more may be written or nobody reads any more. A long body waits often: no listener may stay behind. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
}
