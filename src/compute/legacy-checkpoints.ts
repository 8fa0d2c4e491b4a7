/**
 * Checkpoints that units of the legacy network put on the weave: items `Type: Checkpoint`, whose data is the linear memory, gzipped
 * (ao-legacynet 3.7). Nothing proves one but its signer, so only those of owners that the operator names are read.
 * @module
 */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { toHex } from "../base/bytes.ts";
import { LoomError, toLoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import type { Logger } from "../base/logger.ts";
import { tagValue } from "../base/tags.ts";
import { sha256 } from "../crypto/hash.ts";
import type { Blobs } from "../storage/blobs.ts";
import { readData } from "../storage/item-change.ts";
import type { ItemRecord } from "../storage/records.ts";
import type { StoreReads } from "../storage/store.ts";

/** As many as readers of the legacy network look at. */
const LOOK_AT = 50;
const WASM_PAGE_BYTES = 65_536;
const unzip = promisify(gunzip);

export interface LegacyWanted {
  readonly process: Id;
  readonly module: Id;
  /** At most this slot. */
  readonly slot: number;
  /** Largest memory of the process in 64 KiB pages. */
  readonly maximumPages: number;
  /** Addresses (base64url of SHA-256 of the public key) whose checkpoints are believed. */
  readonly owners: readonly string[];
}

export interface LegacyCheckpoint {
  readonly item: Id;
  /** Slot after which it is the memory. */
  readonly slot: number;
  readonly memory: Uint8Array;
}

/** The newest usable one, null when there is none. Those that are damaged are logged and passed over. */
export async function findLegacyCheckpoint(
  wanted: LegacyWanted,
  { store, blobs, logger }: { readonly store: StoreReads; readonly blobs: Blobs; readonly logger: Logger },
): Promise<LegacyCheckpoint | null> {
  if (wanted.owners.length === 0) return null;
  const tags = Object.entries({ "Data-Protocol": "ao", Type: "Checkpoint", Process: wanted.process });
  const entries = await store.entries({
    ownerAddresses: wanted.owners,
    tags: tags.map(([name, value]) => ({ name, values: [value] })),
    order: "desc",
    limit: LOOK_AT,
  });
  const found = entries
    .flatMap((entry) => (entry.kind === "item" ? [{ item: entry.item, slot: slotOf(entry.item, wanted) }] : []))
    .filter(({ slot }) => slot >= 0)
    .toSorted((a, b) => b.slot - a.slot);
  for (const { item, slot } of found) {
    try {
      return { item: item.id, slot, memory: await readMemory(item, wanted.maximumPages, blobs) };
    } catch (thrown) {
      logger.warn({ item: item.id, err: toLoomError(thrown) }, "a checkpoint of another unit cannot be used");
    }
  }
  return null;
}

/** -1 for one that is not wanted. After a cron tick a memory is between two slots. */
function slotOf({ tags }: ItemRecord, { module, slot: most }: LegacyWanted): number {
  const nonce = tagValue(tags, "Nonce") ?? "";
  if (!/^(0|[1-9]\d{0,14})$/.test(nonce) || tagValue(tags, "Module") !== module) return -1;
  if (tagValue(tags, "Cron-Interval") !== undefined) return -1;
  return Number(nonce) <= most ? Number(nonce) : -1;
}

/** @throws LoomError CHECKPOINT_INVALID, STORE_FAILED */
async function readMemory(item: ItemRecord, maximumPages: number, blobs: Blobs): Promise<Uint8Array> {
  const data = await readData(item, blobs);
  if (data === null) throw invalid("its data is not completely on this weave");
  const memory = await unzip(data, { maxOutputLength: maximumPages * WASM_PAGE_BYTES }).catch((cause: unknown) => {
    throw invalid("not gzip, or larger than the process may be", cause);
  });
  const hash = tagValue(item.tags, "SHA-256");
  if (hash !== undefined && hash !== toHex(sha256(memory))) throw invalid("its bytes are not those of its SHA-256 tag");
  if (memory.byteLength === 0 || memory.byteLength % WASM_PAGE_BYTES !== 0) throw invalid("its size is none of a memory");
  return memory;
}

function invalid(reason: string, cause?: unknown): LoomError {
  return new LoomError("CHECKPOINT_INVALID", `checkpoint of another unit: ${reason}`, { cause });
}
