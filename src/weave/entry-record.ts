/**
 * Entries as records with bytes: an assignment, which is kept in columns, is rebuilt as the item that its scheduler signed.
 * @module
 */
import { sha256 } from "../crypto/hash.ts";
import { type AssignmentFields, assignmentTags, rebuildAssignment } from "../protocol/assignment.ts";
import { encodeTags } from "../protocol/tags-avro.ts";
import type { AssignmentRecord, EntryRecord, ItemRecord } from "../storage/records.ts";

export function entryRecord(entry: EntryRecord): ItemRecord {
  return entry.kind === "item" ? entry.item : assignmentItem(entry.assignment);
}

export function assignmentFields(assignment: AssignmentRecord): AssignmentFields {
  const { process, slot, hashChain, blockHeight, timestamp, own, message, exclude, environment } = assignment;
  return {
    process,
    epoch: 0,
    slot,
    hashChain,
    blockHeight,
    timestamp,
    message: own ? null : message,
    exclude,
    ...(environment === null ? {} : { environment }),
  };
}

function assignmentItem(assignment: AssignmentRecord): ItemRecord {
  const { id, signatureType, signature, owner, ownerAddress, anchor, timestamp } = assignment;
  const fields = assignmentFields(assignment);
  const bytes = rebuildAssignment(fields, anchor, signature, owner, signatureType);
  const tags = assignmentTags(fields);
  return {
    id,
    kind: "item",
    parent: null,
    signatureType,
    signature,
    owner,
    ownerAddress,
    target: "",
    anchor,
    rawTags: encodeTags(tags),
    tags,
    bytes: { kind: "inline", bytes },
    dataStart: bytes.byteLength,
    dataSize: 0,
    dataHash: NO_DATA,
    dataRoot: null,
    txHeader: null,
    ingestedAt: timestamp,
    nonCanonical: false,
  };
}

const NO_DATA = sha256(new Uint8Array(0));
