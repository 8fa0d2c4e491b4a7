/**
 * Headers of data: validators, caching, and walls around what strangers wrote.
 * @module
 */
import { toBase64Url } from "../../base/bytes.ts";
import { LoomError } from "../../base/errors.ts";
import type { ItemRecord } from "../../storage/records.ts";
import { contentHeaders, tagHeaders } from "./tag-headers.ts";

/** Scripts of stored pages run in an origin of their own: they reach the network, but neither the node's pages nor their storage. */
const SANDBOX = "sandbox allow-downloads allow-forms allow-modals allow-pointer-lock allow-popups allow-presentation allow-scripts";
/** What an id names never changes. */
const FOR_EVER = "public, max-age=2592000, immutable";

/** `"<base64url SHA-256>"`, null while unknown. */
export function etagOf(record: ItemRecord): string | null {
  return record.dataHash === null ? null : `"${toBase64Url(record.dataHash)}"`;
}

export function dataHeaders(record: ItemRecord): Record<string, string> {
  const etag = etagOf(record);
  const hash = record.dataHash;
  return {
    ...tagHeaders(record),
    ...contentHeaders(record.tags),
    "accept-ranges": "bytes",
    "cache-control": FOR_EVER,
    "content-security-policy": SANDBOX,
    "x-content-type-options": "nosniff",
    "x-arweave-data-id": record.id,
    ...(etag === null || hash === null ? {} : { etag, "content-digest": `sha-256=:${Buffer.from(hash).toString("base64")}:` }),
  };
}

/** @throws LoomError NOT_FOUND while chunks of the transaction are missing */
export function requireData(record: ItemRecord): void {
  if (record.bytes !== null || record.dataSize === 0) return;
  throw new LoomError("NOT_FOUND", `the chunks of ${record.id} have not all arrived`, { details: { id: record.id } });
}

/** Whether a list of validators (If-None-Match) names this one. */
export function matchesEtag(list: string | undefined, etag: string | null): boolean {
  if (list === undefined || etag === null) return false;
  return list.split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === etag);
}
