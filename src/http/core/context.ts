/**
 * What a route sees of its request.
 * @module
 */
import type { IncomingMessage } from "node:http";
import { LIMITS } from "../../base/limits.ts";
import { pieceReader, readBytes, readJson } from "./body.ts";
import type { Leaving, Query, RouteContext } from "./types.ts";

export interface ContextParts {
  readonly method: string;
  /** Path below the mount, percent-encoded. */
  readonly path: string;
  /** Mount of the unit. */
  readonly prefix: string;
  /** Query without its question mark. */
  readonly search: string;
  readonly params: Readonly<Record<string, string>>;
  readonly leaving: Leaving;
}

const NO_QUERY: Query = new URLSearchParams();

export function createContext(request: IncomingMessage, parts: ContextParts): RouteContext {
  return new Context(request, parts);
}

/**
 * A class, since a route takes two or three of these and each request would pay for all: what is not asked for is never made.
 * Functions come from getters, so that routes can take them out of the object.
 */
class Context implements RouteContext {
  readonly request: IncomingMessage;
  readonly #parts: ContextParts;

  constructor(request: IncomingMessage, parts: ContextParts) {
    this.request = request;
    this.#parts = parts;
  }

  get method(): string {
    return this.#parts.method;
  }
  get params(): RouteContext["params"] {
    return this.#parts.params;
  }
  get leaving(): Leaving {
    return this.#parts.leaving;
  }
  get query(): Query {
    return this.#parts.search === "" ? NO_QUERY : new URLSearchParams(this.#parts.search);
  }
  get path(): string {
    return decodeURIComponent(this.#parts.path);
  }
  get origin(): string {
    return `http://${this.request.headers.host ?? "localhost"}${this.#parts.prefix}`;
  }
  get header(): RouteContext["header"] {
    const { headers } = this.request;
    return (name) => {
      const value = headers[name.toLowerCase()];
      return Array.isArray(value) ? value.join(", ") : value;
    };
  }
  get body(): RouteContext["body"] {
    return () => pieceReader(this.request);
  }
  get bytes(): RouteContext["bytes"] {
    return (limit) => readBytes(this.request, limit);
  }
  get json(): RouteContext["json"] {
    return (limit = LIMITS.jsonBytes) => readJson(this.request, limit);
  }
}
