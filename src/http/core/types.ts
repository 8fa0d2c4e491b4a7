/**
 * What routes are made of. A route parses, calls its unit, and encodes; everything else is the core's business.
 * @module
 */
import type { IncomingMessage } from "node:http";
import type { LoomError } from "../../base/errors.ts";

/** The query of a request, read only. */
export type Query = Pick<URLSearchParams, "get" | "has">;

/** Hears when nobody waits for the answer any more. */
export interface Leaving {
  /**
   * Calls back at most once, when the client goes away or the node stops before the answer is known. Returns the stop function.
   * A request has one listener: a route waits for one thing at a time, and what it waits for next takes the place of what was before.
   */
  onLeave(listener: (reason: LoomError) => void): () => void;
}

export interface RouteContext {
  readonly request: IncomingMessage;
  readonly method: string;
  /** Decoded path below the mount of the unit. */
  readonly path: string;
  /** Values of `:name` segments (decoded) and of a trailing `*name` (decoded, without leading slash). */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  header(name: string): string | undefined;
  readonly leaving: Leaving;
  /** The body in pieces, for routes that stream. */
  body(): AsyncIterable<Uint8Array>;
  /** The whole body. @throws LoomError ITEM_TOO_LARGE beyond `limit` bytes */
  bytes(limit: number): Promise<Uint8Array>;
  /** The body as JSON. @throws LoomError BAD_REQUEST, LIMIT_EXCEEDED, BODY_TYPE_UNSUPPORTED */
  json(limit?: number): Promise<unknown>;
  /** Scheme, host and mount as the client reached them, without trailing slash. */
  readonly origin: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A stream needs its own Content-Length header where the length is known. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
}

export type Handler = (context: RouteContext) => Promise<Reply> | Reply;

export interface Route {
  /** HEAD is served by the GET route. */
  readonly method: "GET" | "POST" | "PUT" | "DELETE" | "PATCH";
  /** Segments are literal or `:name`; the last may be `*name` and takes everything from there, the empty rest of a trailing slash too. */
  readonly path: string;
  readonly handler: Handler;
}
