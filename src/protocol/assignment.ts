/**
 * Assignments: the scheduler's signed statement that puts a message in a slot. An item without target and data whose tags say all,
 * so its bytes can be rebuilt from the fields, the anchor and the signature.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { type Id, isId } from "../base/ids.ts";
import { type Tag, tagValues } from "../base/tags.ts";
import type { Signer } from "../crypto/signer.ts";
import { createItem, type ItemFields, type SignedItem, serializeItem, signItem } from "./create-item.ts";
import type { Item } from "./item.ts";
import { encodeTags } from "./tags-avro.ts";

export interface AssignmentFields {
  readonly process: Id;
  readonly epoch: 0;
  /** `Nonce` on the wire. */
  readonly slot: number;
  /** base64url, 32 bytes. */
  readonly hashChain: string;
  readonly blockHeight: number;
  /** Milliseconds. */
  readonly timestamp: number;
  /** Null for a process's own assignment. */
  readonly message: Id | null;
  readonly exclude: readonly string[];
  /** Version of the rules of evaluation; only on a process's own assignment. */
  readonly environment?: string;
}

/** Tags in the order of the reference scheduler; our `Environment` comes last. */
export function assignmentTags(fields: AssignmentFields): Tag[] {
  const tags: Tag[] = [
    { name: "Process", value: fields.process },
    { name: "Epoch", value: String(fields.epoch) },
    { name: "Nonce", value: String(fields.slot) },
    { name: "Hash-Chain", value: fields.hashChain },
    { name: "Block-Height", value: String(fields.blockHeight).padStart(12, "0") },
    { name: "Timestamp", value: String(fields.timestamp) },
    { name: "Data-Protocol", value: "ao" },
    { name: "Type", value: "Assignment" },
    { name: "Variant", value: "ao.TN.1" },
  ];
  if (fields.message !== null) tags.push({ name: "Message", value: fields.message });
  for (const value of fields.exclude) tags.push({ name: "Exclude", value });
  if (fields.environment !== undefined) tags.push({ name: "Environment", value: fields.environment });
  return tags;
}

/**
 * Signs an assignment. `anchor`: 32 bytes that nobody else chose.
 * @throws LoomError BAD_REQUEST (anchor), ITEM_TAGS_INVALID (too many or too long excludes)
 */
export function createAssignment(fields: AssignmentFields, anchor: Uint8Array, signer: Signer): Item {
  return createItem(assignmentItem(fields, anchor), signer);
}

/** As `createAssignment` without the bytes, which the log can rebuild. @throws LoomError as `createAssignment` */
export function signAssignment(fields: AssignmentFields, anchor: Uint8Array, signer: Signer): SignedItem {
  return signItem(assignmentItem(fields, anchor), signer);
}

function assignmentItem(fields: AssignmentFields, anchor: Uint8Array): ItemFields {
  return { anchor, tags: assignmentTags(fields), data: NO_DATA };
}

const NO_DATA = new Uint8Array(0);

/** The bytes of an assignment that was made by `createAssignment`, from what is kept of it. */
export function rebuildAssignment(
  fields: AssignmentFields,
  anchor: Uint8Array,
  signature: Uint8Array,
  owner: Uint8Array,
  signatureType: number,
): Uint8Array {
  const tags = assignmentTags(fields);
  return serializeItem({ signatureType, signature, owner, target: "", anchor, rawTags: encodeTags(tags), tagCount: tags.length }, NO_DATA);
}

/**
 * Reads the fields of an assignment, ours or of another scheduler; the item is verified elsewhere.
 * @throws LoomError ASSIGNMENT_INVALID naming the tag
 */
export function parseAssignment(item: Pick<Item, "tags">): AssignmentFields {
  const { tags } = item;
  if (!tagValues(tags, "Data-Protocol").includes("ao")) throw invalid("Data-Protocol", "is not ao");
  if (only(tags, "Type") !== "Assignment") throw invalid("Type", "is not Assignment");
  if (integer(tags, "Epoch") !== 0) throw invalid("Epoch", "is not 0");
  const environment = optional(tags, "Environment");
  return {
    process: id(tags, "Process"),
    epoch: 0,
    slot: integer(tags, "Nonce"),
    hashChain: id(tags, "Hash-Chain"),
    blockHeight: integer(tags, "Block-Height"),
    timestamp: integer(tags, "Timestamp"),
    message: optional(tags, "Message") === null ? null : id(tags, "Message"),
    exclude: tagValues(tags, "Exclude"),
    ...(environment === null ? {} : { environment }),
  };
}

/** A tag that would be read differently by the first-wins and the last-wins units of the network must not repeat. */
function optional(tags: readonly Tag[], name: string): string | null {
  const values = tagValues(tags, name);
  if (values.length > 1) throw invalid(name, "occurs more than once");
  return values[0] ?? null;
}

function only(tags: readonly Tag[], name: string): string {
  const value = optional(tags, name);
  if (value === null) throw invalid(name, "is missing");
  return value;
}

function id(tags: readonly Tag[], name: string): Id {
  const value = only(tags, name);
  if (!isId(value)) throw invalid(name, "is not 32 bytes of base64url");
  return value;
}

function integer(tags: readonly Tag[], name: string): number {
  const value = only(tags, name);
  const number = Number(value);
  if (!/^\d{1,16}$/.test(value) || !Number.isSafeInteger(number)) throw invalid(name, "is not a number");
  return number;
}

function invalid(tag: string, why: string): LoomError {
  return new LoomError("ASSIGNMENT_INVALID", `the tag ${tag} of the assignment ${why}`, { details: { tag } });
}
