/**
 * What a node puts on its own weave at start: modules and the scheduler's location.
 * @module
 */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { toHex, utf8 } from "../base/bytes.ts";
import type { Clock } from "../base/clock.ts";
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import type { Tag } from "../base/tags.ts";
import { sha256 } from "../crypto/hash.ts";
import type { Signer } from "../crypto/signer.ts";
import { LUA_MODULE_NAME, LUA_MODULE_PATH } from "../lua/bundled-module.ts";
import { createItem } from "../protocol/create-item.ts";
import type { Item } from "../protocol/item.ts";
import type { Blobs } from "../storage/blobs.ts";
import { itemChange } from "../storage/item-change.ts";
import type { Store } from "../storage/store.ts";
import { detectFormat } from "../vm/module-format.ts";
import type { ModuleSource } from "./config.ts";

export interface PublishDeps {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly clock: Clock;
  /** Owner of what is published. */
  readonly signer: Signer;
}

/** Key of the module that the operator chose as the default. */
const DEFAULT_MODULE = "default-module";
/** Key of the module that comes with the program, the default until one is chosen. */
const BUILT_IN_MODULE = "built-in-module";
/** Milliseconds that clients may cache the scheduler's location. */
const LOCATION_TTL_MS = 3_600_000;

/**
 * Publishes a wasm file as a Module and makes it the default; the same bytes keep the id that they got first in this data directory.
 * @throws LoomError MODULE_INVALID when the file is not a module of a known format, NOT_FOUND when it cannot be read
 */
export function publishModule(source: ModuleSource, deps: PublishDeps): Promise<Id> {
  return publishAs(DEFAULT_MODULE, source, basename(source.path, ".wasm"), deps);
}

/** Publishes the Lua module of this version, which is the default as long as nobody chose another one. @throws LoomError NOT_FOUND */
export function publishBuiltInModule(deps: PublishDeps): Promise<Id> {
  return publishAs(BUILT_IN_MODULE, { path: LUA_MODULE_PATH, format: null }, LUA_MODULE_NAME, deps);
}

async function publishAs(role: string, source: ModuleSource, name: string, deps: PublishDeps): Promise<Id> {
  const bytes = await readModuleFile(source.path);
  const found = detectFormat(bytes);
  const format = source.format ?? found.format;
  const key = `module:${toHex(sha256(bytes))}:${format}`;
  const known = await deps.store.meta(key);
  if (known !== null && (await deps.store.hasItem(known))) {
    if ((await deps.store.meta(role)) !== known) await deps.store.commit([{ type: "meta", key: role, value: known }]);
    return known;
  }
  const pages = found.maximumPages ?? 16_384;
  const item = createItem(
    {
      tags: [
        tag("Data-Protocol", "ao"),
        tag("Type", "Module"),
        tag("Module-Format", format),
        tag("Input-Encoding", "JSON-1"),
        tag("Output-Encoding", "JSON-1"),
        tag("Variant", "ao.TN.1"),
        tag("Content-Type", "application/wasm"),
        tag("Memory-Limit", `${Math.min(1024, Math.ceil(pages / 16))}-mb`),
        tag("Compute-Limit", "9000000000000"),
        tag("Name", name),
      ],
      data: bytes,
    },
    deps.signer,
  );
  await put(item, deps, [
    { type: "meta", key, value: item.id },
    { type: "meta", key: role, value: item.id },
  ]);
  return item.id;
}

/** Id of the default module: the one that was chosen last, else the built-in one; null when none was ever published here. */
export async function defaultModule(store: Store): Promise<Id | null> {
  return (await store.meta(DEFAULT_MODULE)) ?? (await store.meta(BUILT_IN_MODULE));
}

/** Publishes the scheduler's address, so that clients find it by GraphQL; again only when the URL has changed. */
export async function publishSchedulerLocation(url: string, deps: PublishDeps): Promise<void> {
  const key = `scheduler-location:${deps.signer.address}`;
  if ((await deps.store.meta(key)) === url) return;
  const item = createItem(
    {
      tags: [
        tag("Data-Protocol", "ao"),
        tag("Variant", "ao.TN.1"),
        tag("Type", "Scheduler-Location"),
        tag("Url", url),
        tag("Time-To-Live", String(LOCATION_TTL_MS)),
        tag("Content-Type", "text/plain"),
      ],
      // Two announcements of one URL at different times must be two items, and Ed25519 signs the same bytes alike.
      anchor: deps.clock.random(32),
      data: utf8("1984"),
    },
    deps.signer,
  );
  await put(item, deps, [{ type: "meta", key, value: url }]);
}

async function put(
  item: Item,
  deps: PublishDeps,
  more: readonly { readonly type: "meta"; readonly key: string; readonly value: string }[],
): Promise<void> {
  await deps.store.commit([await itemChange(item, deps.blobs, { ingestedAt: deps.clock.now() }), ...more]);
}

async function readModuleFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new LoomError("NOT_FOUND", `cannot read the module ${path}: ${(cause as Error).message}`, { cause });
  }
}

function tag(name: string, value: string): Tag {
  return { name, value };
}
