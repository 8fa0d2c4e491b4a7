/**
 * The hash chain of a process: each assignment commits to all before it.
 * @module
 */
import { concat } from "../base/bytes.ts";
import { type Id, idBytes } from "../base/ids.ts";
import { sha256Base64Url } from "../crypto/hash.ts";

/** Hash chain of a process's first assignment: base64url of SHA-256 of the process id. @throws LoomError BAD_REQUEST */
export function firstHashChain(processId: Id): string {
  return sha256Base64Url(idBytes(processId));
}

/**
 * Hash chain of the next assignment: base64url of SHA-256 of (id of the previous assignment, its hash chain), 32 raw bytes each.
 * @throws LoomError BAD_REQUEST
 */
export function nextHashChain(previousAssignmentId: Id, previousHashChain: string): string {
  return sha256Base64Url(concat(idBytes(previousAssignmentId), idBytes(previousHashChain)));
}
