/**
 * Writing a reply to the socket, with back-pressure for streams.
 * @module
 */
import type { ServerResponse } from "node:http";
import type { Reply } from "./types.ts";

/** Names and values in turn: node copies such a list into the head as it is, where an object is walked by its keys. */
const CORS = [
  "access-control-allow-origin",
  "*",
  "access-control-allow-methods",
  "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
  "access-control-allow-headers",
  "*",
  "access-control-expose-headers",
  "*",
  "access-control-max-age",
  "86400",
] as const;

/** Answers a CORS preflight. */
export const preflight: Reply = { status: 204 };

export interface ReplyOptions {
  /** The answer to HEAD. */
  readonly bodyless: boolean;
  /** The last one of its connection. */
  readonly closes: boolean;
}

/** Sends the reply: at once when its body is known as a whole (null), else as fast as the client reads. */
export function respond(response: ServerResponse, reply: Reply, { bodyless, closes }: ReplyOptions): Promise<void> | null {
  const { status, headers, body } = reply;
  const head = headOf(headers, closes);
  if (body !== undefined && typeof body !== "string" && !(body instanceof Uint8Array)) {
    response.writeHead(status, head);
    return stream(response, body, bodyless);
  }
  if (headers?.["content-length"] === undefined && status !== 204 && status !== 304) {
    head.push("content-length", String(body === undefined ? 0 : Buffer.byteLength(body)));
  }
  response.writeHead(status, head);
  // A text leaves in one piece with the head.
  response.end(bodyless ? undefined : body);
  return null;
}

async function stream(response: ServerResponse, body: AsyncIterable<Uint8Array>, bodyless: boolean): Promise<void> {
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

function headOf(headers: Reply["headers"], closes: boolean): string[] {
  const head: string[] = [...CORS];
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) head.push(name, value);
  }
  if (closes) head.push("connection", "close");
  return head;
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
