/**
 * An entry as a Transaction of GraphQL. Assignments are transactions beside items: what their tags and owner say is all they hold.
 * @module
 */
import { toBase64Url } from "../../../base/bytes.ts";
import { assignmentTags } from "../../../protocol/assignment.ts";
import type { BlockRecord, EntryRecord } from "../../../storage/records.ts";
import { assignmentFields } from "../../../weave/entry-record.ts";
import { looseTag } from "../tag-headers.ts";
import type { RequestContext } from "./request-context.ts";

export function transactionNode(entry: EntryRecord): Readonly<Record<string, unknown>> {
  const block = async (_: unknown, context: RequestContext): Promise<unknown> => {
    const found = await context.blockOf(entry.seq);
    return found === null ? null : blockNode(found);
  };
  return { ...(entry.kind === "item" ? itemFields(entry.item) : assignmentNodeFields(entry.assignment)), block };
}

export function blockNode({ id, timestamp, height, previous }: BlockRecord): Readonly<Record<string, unknown>> {
  return { id, timestamp, height, previous };
}

function itemFields(item: Extract<EntryRecord, { kind: "item" }>["item"]): Readonly<Record<string, unknown>> {
  const header = (): { readonly reward: string; readonly quantity: string } =>
    item.txHeader === null ? FREE : (JSON.parse(item.txHeader) as { reward: string; quantity: string });
  const parent = item.parent === null ? null : { id: item.parent };
  return {
    id: item.id,
    anchor: item.anchor === null ? "" : toBase64Url(item.anchor),
    signature: () => toBase64Url(item.signature),
    signatureType: item.signatureType,
    recipient: item.target,
    owner: { address: item.ownerAddress, key: () => toBase64Url(item.owner) },
    fee: () => amount(header().reward),
    quantity: () => amount(header().quantity),
    data: { size: String(item.dataSize), type: looseTag(item.tags, "Content-Type") ?? null },
    tags: item.tags,
    ingested_at: Math.floor(item.ingestedAt / 1000),
    parent,
    bundledIn: parent,
  };
}

function assignmentNodeFields(assignment: Extract<EntryRecord, { kind: "assignment" }>["assignment"]): Readonly<Record<string, unknown>> {
  return {
    id: assignment.id,
    anchor: toBase64Url(assignment.anchor),
    signature: () => toBase64Url(assignment.signature),
    signatureType: assignment.signatureType,
    recipient: "",
    owner: { address: assignment.ownerAddress, key: () => toBase64Url(assignment.owner) },
    fee: amount("0"),
    quantity: amount("0"),
    data: { size: "0", type: null },
    tags: () => assignmentTags(assignmentFields(assignment)),
    ingested_at: Math.floor(assignment.timestamp / 1000),
    parent: null,
    bundledIn: null,
  };
}

const FREE = { reward: "0", quantity: "0" };

/** 1 AR = 10^12 winston, written with twelve decimals. */
function amount(winston: string): { readonly winston: string; readonly ar: string } {
  const digits = winston.padStart(13, "0");
  return { winston, ar: `${digits.slice(0, -12)}.${digits.slice(-12)}` };
}
