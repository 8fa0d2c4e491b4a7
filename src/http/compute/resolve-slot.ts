/**
 * Names of a slot in requests: message id, process id, assignment id, or the slot itself.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import { type Id, isId } from "../../base/ids.ts";
import type { StoreReads } from "../../storage/store.ts";

/**
 * @throws LoomError BAD_REQUEST (neither id nor number), MESSAGE_NOT_FOUND, PROCESS_NOT_FOUND
 */
export async function resolveSlot(name: string, process: Id, store: StoreReads): Promise<number> {
  const head = await store.head(process);
  if (head === null) throw new LoomError("PROCESS_NOT_FOUND", `process ${process} is not scheduled here`, { details: { process } });
  if (name === process) return 0;
  if (/^\d{1,15}$/.test(name)) {
    const slot = Number(name);
    if (slot <= head.slot) return slot;
    throw notFound(name, process);
  }
  if (!isId(name))
    throw new LoomError("BAD_REQUEST", "the message must be an id of 43 base64url characters or a slot", { details: { field: "message" } });
  const byMessage = await store.assignmentOfMessage(process, name);
  if (byMessage !== null) return byMessage.slot;
  const byId = await store.assignmentById(name);
  if (byId === null || byId.process !== process) throw notFound(name, process);
  return byId.slot;
}

function notFound(name: string, process: Id): LoomError {
  return new LoomError("MESSAGE_NOT_FOUND", `process ${process} has no message ${name}`, { details: { process, message: name } });
}
