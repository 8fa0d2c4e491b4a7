/**
 * Assigning what is on the weave already. Source: ao-legacynet 4.2 step 9.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { LIMITS } from "../base/limits.ts";
import type { StoreReads } from "../storage/store.ts";
import type { AssignExisting } from "../units/scheduler.ts";
import { requireSettled } from "./settlement.ts";

/** Tags of an assignment that are not excludes. */
const OTHER_TAGS = 11;

/**
 * Checks an assign request.
 * @throws LoomError NOT_FOUND, BAD_REQUEST
 */
export async function checkAssignExisting(request: AssignExisting, store: StoreReads): Promise<void> {
  const { process, message, exclude, baseLayer } = request;
  if (exclude.length > LIMITS.itemTags - OTHER_TAGS) throw badExclude(`at most ${LIMITS.itemTags - OTHER_TAGS} fields can be excluded`);
  if (exclude.some((field) => field === "" || !field.isWellFormed() || Buffer.byteLength(field) > LIMITS.tagNameBytes)) {
    throw badExclude(`an excluded field is a name of 1 to ${LIMITS.tagNameBytes} bytes`);
  }
  if (baseLayer) return requireSettled(message, process, store);
  const item = await store.item(message);
  if (item === null) throw new LoomError("NOT_FOUND", `no item ${message} is on this weave`);
  if (
    item.kind === "item" &&
    item.target === process &&
    exclude.length > 0 &&
    (await store.assignmentOfMessage(process, message)) === null
  ) {
    // A stranger could otherwise have a pushed message assigned without its data a moment before the messenger delivers it whole.
    throw badExclude("the message is addressed to this process: it can be assigned with exclusions once it has been delivered");
  }
}

function badExclude(why: string): LoomError {
  return new LoomError("BAD_REQUEST", why, { details: { field: "exclude" } });
}
