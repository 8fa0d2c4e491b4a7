/**
 * A weave and its two servers for tests, on real storage in a directory of their own.
 * @module
 */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concat } from "../../src/base/bytes.ts";
import { type Clock, systemClock } from "../../src/base/clock.ts";
import { LoomError } from "../../src/base/errors.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { createEd25519Signer } from "../../src/crypto/ed25519.ts";
import type { Signer } from "../../src/crypto/signer.ts";
import { createBundlerRoutes } from "../../src/http/bundler/routes.ts";
import { type HttpServer, listen } from "../../src/http/core/server.ts";
import { createGatewayRoutes } from "../../src/http/gateway/routes.ts";
import type { Blobs } from "../../src/storage/blobs.ts";
import { createFileBlobs } from "../../src/storage/files/blobs.ts";
import { createSqliteStore } from "../../src/storage/sqlite/store.ts";
import type { Store } from "../../src/storage/store.ts";
import { createWeave, type Weave, type WeaveDeps, type WeaveOptions } from "../../src/weave/weave.ts";

export interface TestWeave {
  readonly weave: Weave;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly dir: string;
  /** Names of all files of bodies, half-written ones included. */
  files(): Promise<string[]>;
  /** Closes and opens again, as a restart does. */
  reopen(): Promise<TestWeave>;
  close(): Promise<void>;
}

export interface TestWeaveOptions extends Partial<WeaveOptions> {
  readonly dir?: string;
  readonly clock?: Clock;
  /** Stands before the store, to make it fail. */
  readonly wrap?: (store: Store) => Store;
  readonly deps?: Partial<WeaveDeps>;
}

export function seededSigner(seed: number): Signer {
  return createEd25519Signer(new Uint8Array(32).fill(seed));
}

export async function openWeave(options: TestWeaveOptions = {}): Promise<TestWeave> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), "weave-test-")));
  const clock = options.clock ?? systemClock;
  const real = createSqliteStore({ path: join(dir, "store.db"), clock });
  const store = options.wrap?.(real) ?? real;
  const blobs = await createFileBlobs({ dir: join(dir, "blobs") });
  const base = { store, blobs, clock, logger: silentLogger, signer: seededSigner(200), lastTimestamp: () => 0, notBefore: () => {} };
  const weave = await createWeave({ blockTimeMs: 0, ...options }, { ...base, ...options.deps });
  const end = async (): Promise<void> => {
    await weave.close();
    await real.close();
  };
  return {
    weave,
    store,
    blobs,
    dir,
    files: async () =>
      (await readdir(join(dir, "blobs"), { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map(({ name }) => name),
    reopen: async () => {
      await end();
      return openWeave({ ...options, dir });
    },
    close: async () => {
      await end();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export interface TestServers extends TestWeave {
  readonly gateway: string;
  readonly bundler: string;
  readonly port: number;
}

export async function startServers(options: TestWeaveOptions & { readonly wallet?: Signer } = {}): Promise<TestServers> {
  const wallet = options.wallet ?? seededSigner(200);
  const opened = await openWeave({ ...options, deps: { signer: wallet, ...options.deps } });
  const deps = { ...opened, clock: options.clock ?? systemClock, logger: silentLogger, wallet };
  const http = { logger: silentLogger, monotonic: systemClock.monotonic, after: systemClock.after };
  const serve = (unit: string, routes: ReturnType<typeof createGatewayRoutes>): Promise<HttpServer> =>
    listen([{ prefix: "", unit, routes }], { host: "127.0.0.1", port: 0 }, http);
  const gateway = await serve("gateway", createGatewayRoutes(deps));
  const bundler = await serve("bundler", createBundlerRoutes(deps));
  return {
    ...opened,
    gateway: `http://127.0.0.1:${gateway.port}`,
    bundler: `http://127.0.0.1:${bundler.port}`,
    port: gateway.port,
    close: async () => {
      await Promise.all([gateway.close(0), bundler.close(0)]);
      await opened.close();
    },
  };
}

/** A body in pieces, as a socket gives it. */
export async function* inPieces(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

/** Runs work that must fail and gives its code. */
export async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (thrown) {
    if (thrown instanceof LoomError) return thrown.code;
    throw thrown;
  }
  return "no error";
}

/** All entries of a store by id, in order. */
export async function idsOf(store: Store): Promise<string[]> {
  const entries = await store.entries({ order: "asc", limit: 100_000 });
  return entries.map((entry) => (entry.kind === "item" ? entry.item.id : entry.assignment.id));
}

export async function readAll(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece);
  return concat(...parts);
}
