/**
 * Takes chunks of a transaction's data and, with the last one, completes every transaction with that data root.
 * @module
 */
import { fromBase64Url, toBase64Url } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { LIMITS } from "../base/limits.ts";
import { createSha256 } from "../crypto/hash.ts";
import { CHUNK_BYTES } from "../protocol/chunks.ts";
import { type ChunkProof, verifyChunk } from "../protocol/merkle-proof.ts";
import type { ItemRecord } from "../storage/records.ts";
import type { Change, Store } from "../storage/store.ts";
import { createBodySink } from "./body-sink.ts";
import type { ChunkStore, DataKey } from "./chunk-store.ts";
import { commitAll } from "./commit-all.ts";
import { descendants, type IngestDeps } from "./ingest-item.ts";
import { rootLock } from "./ingest-tx.ts";
import type { TxData } from "./tx-record.ts";

export interface ChunkDeps extends IngestDeps {
  readonly chunks: ChunkStore;
}

/**
 * `json`: the body of POST /chunk, {data_root, data_size, data_path, offset, chunk}. Resolves when the chunk is durable, and after the
 * last one when the data is readable. A chunk that is here already is taken again without effect.
 * @throws LoomError CHUNK_INVALID (`details.reason`: what a node answers as `error`), STORE_FAILED
 */
export async function ingestChunk(json: unknown, deps: ChunkDeps): Promise<void> {
  const proof = parseChunk(json);
  const { left } = verifyChunk(proof);
  const root: DataKey = { dataRoot: toBase64Url(proof.dataRoot), dataSize: proof.dataSize };
  await deps.lock.run(rootLock(proof.dataRoot), async () => {
    const waiting = await waitingTxs(root, deps.store);
    if (waiting.length === 0) return;
    if (await deps.chunks.add(root, left, proof.chunk)) await complete(root, waiting, deps);
  });
}

/** Transactions that wait for this data. @throws LoomError CHUNK_INVALID when none names the root */
async function waitingTxs(root: DataKey, store: Store): Promise<ItemRecord[]> {
  const ids = await store.txsByDataRoot(root.dataRoot, root.dataSize);
  if (ids.length === 0) throw refusal("data_root_not_found", "no transaction with this data_root and data_size was posted");
  const waiting: ItemRecord[] = [];
  for (const id of ids) {
    const record = await store.item(id);
    if (record !== null && record.bytes === null) waiting.push(record);
  }
  return waiting;
}

/** The children of bundles come first, then data and forgotten chunks in one commit: a crash between leaves the last chunk to be sent again. */
async function complete(root: DataKey, waiting: readonly ItemRecord[], deps: ChunkDeps): Promise<void> {
  const chunks = await deps.chunks.list(root);
  const data = await assemble(deps.chunks.stream(chunks), deps);
  for (const [index, record] of waiting.entries()) {
    const last: Change[] = [{ type: "item-data", id: record.id, ...data }];
    if (index === waiting.length - 1) last.push({ type: "chunks-drop", ...root });
    await commitAll(descendants({ ...record, ...data }, { children: 0, skipped: 0 }, deps), last, deps.store);
  }
  deps.chunks.forget(root);
  await deps.chunks.remove(chunks);
}

async function assemble(pieces: AsyncIterable<Uint8Array>, deps: ChunkDeps): Promise<TxData> {
  const sink = createBodySink(deps.blobs);
  const hash = createSha256();
  try {
    for await (const piece of pieces) {
      hash.update(piece);
      await sink.write(piece);
    }
    return { bytes: await sink.finish(), dataHash: hash.digest() };
  } finally {
    await sink.abort();
  }
}

/** @throws LoomError CHUNK_INVALID */
function parseChunk(json: unknown): ChunkProof {
  if (typeof json !== "object" || json === null) throw refusal("invalid_json", "the chunk must be a JSON object");
  const fields = new Map<string, unknown>(Object.entries(json));
  const bytes = (name: string, limit: number, tooBig: string): Uint8Array => {
    const value = fields.get(name);
    if (typeof value !== "string") throw refusal("invalid_json", `${name} must be base64url text`);
    if (value.length > Math.ceil((limit * 4) / 3)) throw refusal(tooBig, `${name} has more than ${limit} bytes`);
    try {
      return fromBase64Url(value);
    } catch {
      throw refusal("invalid_json", `${name} is not canonical base64url`);
    }
  };
  const number = (name: string, tooBig: string): number => {
    const value = fields.get(name);
    const digits = typeof value === "number" ? String(value) : value;
    if (digits === undefined && name === "offset") throw refusal("offset_field_required", "offset is missing");
    if (typeof digits !== "string" || !/^\d+$/.test(digits)) throw refusal("invalid_json", `${name} must be a number of bytes`);
    if (!Number.isSafeInteger(Number(digits))) throw refusal(tooBig, `${name} is too big`);
    return Number(digits);
  };
  return {
    dataRoot: bytes("data_root", 32, "invalid_proof"),
    dataSize: number("data_size", "data_size_too_big"),
    dataPath: bytes("data_path", LIMITS.dataPathBytes, "data_path_too_big"),
    offset: number("offset", "offset_too_big"),
    chunk: bytes("chunk", CHUNK_BYTES, "chunk_too_big"),
  };
}

function refusal(reason: string, why: string): LoomError {
  return new LoomError("CHUNK_INVALID", why, { details: { reason } });
}
