/**
 * What an item says of itself, as response headers. Strangers wrote it: it must not be able to steer a browser or a proxy.
 * @module
 */
import { toBase64Url } from "../../base/bytes.ts";
import { type Tag, tagValue, tagValues } from "../../base/tags.ts";
import type { ItemRecord } from "../../storage/records.ts";

/** All of these headers together; HTTP clients refuse more than 16 KiB of headers. */
const BUDGET_BYTES = 8192;

/**
 * Tags of ao items that are headers under their own names, as messengers read a process from `GET /<id>`. A list of what is let through,
 * because no list of dangerous header names stays complete.
 */
const AO_HEADERS: ReadonlySet<string> = new Set([
  "Action",
  "Assignment",
  "Authority",
  "Block-Height",
  "Compute-Limit",
  "Cron-Interval",
  "Data-Protocol",
  "Device",
  "Environment",
  "Epoch",
  "Execution-Device",
  "From-Process",
  "Hash-Chain",
  "Input-Encoding",
  "Memory-Limit",
  "Message",
  "Module",
  "Module-Format",
  "Name",
  "Nonce",
  "Output-Encoding",
  "Process",
  "Pushed-For",
  "Scheduler",
  "Scheduler-Device",
  "Sdk",
  "Time-To-Live",
  "Timestamp",
  "Type",
  "Url",
  "Variant",
]);

/** X-Arweave-* of any item, and the tags of ao items. What is not plain printable text or exceeds the budget is left out. */
export function tagHeaders(record: ItemRecord): Record<string, string> {
  const headers: Record<string, string> = {};
  let left = BUDGET_BYTES;
  const add = (name: string, value: string): void => {
    const before = headers[name];
    const whole = before === undefined ? value : `${before}, ${value}`;
    const cost = name.length + value.length + 4;
    if (!isPrintable(value) || cost > left) return;
    left -= cost;
    headers[name] = whole;
  };
  add("x-arweave-owner-address", record.ownerAddress);
  add("x-arweave-signature-type", String(record.signatureType));
  if (record.target !== "") add("x-arweave-target", record.target);
  if (record.anchor !== null) add("x-arweave-anchor", toBase64Url(record.anchor));
  add("x-arweave-tag-count", String(record.tags.length));
  if (tagValues(record.tags, "Data-Protocol").includes("ao")) {
    for (const { name, value } of record.tags) {
      const title = titleCase(name);
      if (AO_HEADERS.has(title)) add(title, value);
    }
  }
  add("x-arweave-signature", toBase64Url(record.signature));
  add("x-arweave-owner", toBase64Url(record.owner));
  for (const tag of record.tags) if (isToken(tag.name)) add(`x-arweave-tag-${tag.name.toLowerCase()}`, tag.value);
  return headers;
}

/** Content-Type and Content-Encoding as tagged; names are compared without case. */
export function contentHeaders(tags: readonly Tag[]): Record<string, string> {
  const type = looseTag(tags, "Content-Type");
  const encoding = looseTag(tags, "Content-Encoding");
  return {
    "content-type": type !== undefined && /^[\w.+-]+\/[\w.+-]+( *;[\x20-\x7e]*)?$/.test(type) ? type : "application/octet-stream",
    ...(encoding !== undefined && /^[\w-]+(, *[\w-]+)*$/.test(encoding) ? { "content-encoding": encoding } : {}),
  };
}

export function looseTag(tags: readonly Tag[], name: string): string | undefined {
  const exact = tagValue(tags, name);
  return exact ?? tags.find((tag) => tag.name.toLowerCase() === name.toLowerCase())?.value;
}

function titleCase(name: string): string {
  return name
    .split("-")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase())
    .join("-");
}

function isPrintable(value: string): boolean {
  return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value);
}

function isToken(name: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]{1,128}$/.test(name);
}
