/**
 * How the scheduler shows one slot. Source: ao-legacynet 4.4.
 * @module
 */
import { strictText, text, toBase64Url } from "../../base/bytes.ts";
import { LoomError } from "../../base/errors.ts";
import type { Tag } from "../../base/tags.ts";
import { assignmentTags } from "../../protocol/assignment.ts";
import type { Blobs } from "../../storage/blobs.ts";
import { readData } from "../../storage/item-change.ts";
import type { AssignmentRecord, ItemRecord } from "../../storage/records.ts";
import type { StoreReads } from "../../storage/store.ts";

export interface ReadDeps {
  readonly store: StoreReads;
  readonly blobs: Blobs;
}

interface Signed {
  readonly id: string;
  readonly owner: { readonly address: string; readonly key: string };
  readonly tags: readonly Tag[];
  readonly signature: string;
}

export interface MessageNode {
  /** Null for what was assigned by request: its id is in the assignment's `Message` tag. */
  readonly message: (Signed & { readonly data: string | null; readonly anchor: string | null; readonly target: string | null }) | null;
  readonly assignment: Signed & { readonly anchor: string | null; readonly target: "" };
}

/** `showAnchor`: the assignment's anchor in base64url; it is random, so as text it is almost always null. */
export async function messageNode(assignment: AssignmentRecord, showAnchor: boolean, { store, blobs }: ReadDeps): Promise<MessageNode> {
  const item = await deliveredItem(assignment, store);
  return {
    message: item === null ? null : await messagePart(item, assignment.own, blobs),
    assignment: {
      id: assignment.id,
      owner: { address: assignment.ownerAddress, key: toBase64Url(assignment.owner) },
      tags: tagsOf(assignment),
      signature: toBase64Url(assignment.signature),
      anchor: showAnchor ? toBase64Url(assignment.anchor) : strictText(assignment.anchor),
      target: "",
    },
  };
}

/** The process or message that was delivered in this slot; null when the slot holds something assigned by request. */
export async function deliveredItem(assignment: AssignmentRecord, store: StoreReads): Promise<ItemRecord | null> {
  const item = await store.item(assignment.message);
  if (item === null) {
    if (assignment.own) throw new LoomError("STORE_FAILED", `the item of process ${assignment.process} is missing`);
    return null;
  }
  if (assignment.own) return item;
  if (item.kind !== "item" || item.target !== assignment.process) return null;
  const first = await store.assignmentOfMessage(assignment.process, assignment.message);
  return first?.slot === assignment.slot ? item : null;
}

/** `data` of a message is text with U+FFFD for what is not UTF-8, that of a process is null then: so do the reference units. */
async function messagePart(item: ItemRecord, own: boolean, blobs: Blobs): Promise<MessageNode["message"]> {
  const data = await readData(item, blobs);
  if (data === null) throw new LoomError("STORE_FAILED", `the data of ${item.id} is missing`);
  return {
    id: item.id,
    owner: { address: item.ownerAddress, key: toBase64Url(item.owner) },
    data: own ? strictText(data) : text(data),
    tags: item.tags,
    signature: toBase64Url(item.signature),
    anchor: item.anchor === null ? null : strictText(item.anchor),
    target: own ? null : item.target,
  };
}

function tagsOf(assignment: AssignmentRecord): Tag[] {
  const { process, slot, hashChain, blockHeight, timestamp, own, message, exclude, environment } = assignment;
  const fields = { process, epoch: 0 as const, slot, hashChain, blockHeight, timestamp, message: own ? null : message, exclude };
  return assignmentTags(environment === null ? fields : { ...fields, environment });
}
