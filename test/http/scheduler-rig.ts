/**
 * Routes on a real server, for a test.
 * @module
 */
import { silentLogger } from "../../src/base/logger.ts";
import { listen } from "../../src/http/core/server.ts";
import type { Route } from "../../src/http/core/types.ts";

/** What most answers hold. */
export interface Plain {
  readonly id: string;
  readonly message: string;
  readonly timestamp: number;
  readonly error: string;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface Answer<T> {
  readonly status: number;
  readonly text: string;
  /** The JSON of the answer; `T` is what the test expects of it. */
  readonly body: T;
}

export interface Served {
  get<T = Plain>(path: string): Promise<Answer<T>>;
  send(method: string, path: string, body?: Uint8Array | string, type?: string): Promise<Answer<Plain>>;
  close(): Promise<void>;
}

export async function serve(routes: readonly Route[]): Promise<Served> {
  const deps = { logger: silentLogger, monotonic: () => 0, after: () => () => {} };
  const server = await listen([{ prefix: "", unit: "test", routes }], { host: "127.0.0.1", port: 0 }, deps);
  const ask = async <T>(
    method: string,
    path: string,
    body?: Uint8Array | string,
    type = "application/octet-stream",
  ): Promise<Answer<T>> => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
      method,
      headers: body === undefined ? {} : { "content-type": type },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : new Uint8Array(body) }),
    });
    const text = await response.text();
    const json = (response.headers.get("content-type") ?? "").startsWith("application/json");
    return { status: response.status, text, body: (json ? JSON.parse(text) : null) as T };
  };
  return { get: (path) => ask("GET", path), send: ask, close: () => server.close(0) };
}
