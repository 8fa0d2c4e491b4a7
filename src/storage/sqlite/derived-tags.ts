/**
 * Tags of an assignment, in the order of the wire (ao-legacynet 3.4); the store keeps columns, not tags.
 * @module
 */
import type { Tag } from "../../base/tags.ts";
import type { AssignmentRecord } from "../records.ts";

export function derivedTags(assignment: AssignmentRecord): Tag[] {
  const tags: Tag[] = [
    { name: "Process", value: assignment.process },
    { name: "Epoch", value: "0" },
    { name: "Nonce", value: String(assignment.slot) },
    { name: "Hash-Chain", value: assignment.hashChain },
    { name: "Block-Height", value: String(assignment.blockHeight).padStart(12, "0") },
    { name: "Timestamp", value: String(assignment.timestamp) },
    { name: "Data-Protocol", value: "ao" },
    { name: "Type", value: "Assignment" },
    { name: "Variant", value: "ao.TN.1" },
  ];
  if (!assignment.own) tags.push({ name: "Message", value: assignment.message });
  for (const value of assignment.exclude) tags.push({ name: "Exclude", value });
  if (assignment.environment !== null) tags.push({ name: "Environment", value: assignment.environment });
  return tags;
}
