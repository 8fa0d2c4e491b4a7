/**
 * What the tag index is keyed by: one number for each (namespace, name, value). Owners, recipients, parents and the processes of
 * assignments are tags of namespaces of their own. Hashes may collide; matches are checked against the entry itself.
 * @module
 */
import { createSipHash } from "./sip-hash.ts";

export interface TagHasher {
  tag(name: string, value: string): number;
  owner(address: string): number;
  recipient(address: string): number;
  /** Of an item's parent; null for a top-level item. */
  parent(id: string | null): number;
  /** Every assignment, and the assignments of a process or of a scheduler. */
  assignment(): number;
  assignmentOf(process: string): number;
  assignmentBy(ownerAddress: string): number;
}

/** namespace, length of the name in UTF-16 units; with it no two (name, value) pairs give the same bytes. */
const HEADER_BYTES = 5;
/** UTF-8 bytes of a UTF-16 unit, at most. */
const BYTES_PER_UNIT = 3;
const SCRATCH_BYTES = 16 * 1024;

const NAMESPACE = { tag: 0, owner: 1, recipient: 2, parent: 3, assignment: 4, assignmentOf: 5, assignmentBy: 6 } as const;

/** @param key 16 random bytes, one key a database */
export function createTagHasher(key: Uint8Array): TagHasher {
  const sip = createSipHash(key);
  const encoder = new TextEncoder();
  let scratch = new Uint8Array(SCRATCH_BYTES);
  const hash = (namespace: keyof typeof NAMESPACE, name: string, value: string): number => {
    const most = HEADER_BYTES + BYTES_PER_UNIT * (name.length + value.length);
    if (most > scratch.byteLength) scratch = new Uint8Array(most);
    scratch[0] = NAMESPACE[namespace];
    for (let at = 1; at < HEADER_BYTES; at++) scratch[at] = name.length >>> ((at - 1) * 8);
    let length = HEADER_BYTES + encoder.encodeInto(name, scratch.subarray(HEADER_BYTES)).written;
    length += encoder.encodeInto(value, scratch.subarray(length)).written;
    return sip(scratch, length);
  };
  return {
    tag: (name, value) => hash("tag", name, value),
    owner: (address) => hash("owner", "", address),
    recipient: (address) => hash("recipient", "", address),
    parent: (id) => hash("parent", "", id ?? ""),
    assignment: () => hash("assignment", "", ""),
    assignmentOf: (process) => hash("assignmentOf", "", process),
    assignmentBy: (ownerAddress) => hash("assignmentBy", "", ownerAddress),
  };
}
