/**
 * From a slot of the log to the text that the module receives.
 * @module
 */
import { isUtf8 } from "node:buffer";
import { text, toBase64Url } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { partyAddress } from "../crypto/address.ts";
import { forwardedByOf, fromOf } from "../protocol/message.ts";
import type { Blobs } from "../storage/blobs.ts";
import { readData } from "../storage/item-change.ts";
import type { AssignmentRecord, ItemRecord } from "../storage/records.ts";
import type { StoreReads } from "../storage/store.ts";
import type { DryRunMessage } from "../units/compute.ts";
import { encodeMessage } from "../vm/message-json.ts";
import type { JobMessage } from "./worker/protocol.ts";

export interface MessageSource {
  /** The message of an assignment; `item` when it is known. @throws LoomError HOST_FAULT when its item or data is not (completely) on this weave */
  read(assignment: AssignmentRecord, item?: ItemRecord): Promise<JobMessage>;
  /** A message that nobody signed, on the state after `last`. */
  unsigned(process: Id, message: DryRunMessage, last: AssignmentRecord): JobMessage;
}

/** What `Exclude` may leave out of assigned data. Source: ao-legacynet 5.4, step 8. */
const EXCLUDABLE = ["Data", "Tags", "Signature", "Anchor"] as const;

/** Owners whose names are remembered: that of an Ethereum key costs two hashes in JavaScript, more than a small evaluation. */
const NAMED = 1024;

export function createMessageSource({ store, blobs }: { readonly store: StoreReads; readonly blobs: Blobs }): MessageSource {
  const names = new Map<string, string>();
  const ownerOf = ({ signatureType, owner, ownerAddress }: ItemRecord): string => {
    const key = `${signatureType} ${ownerAddress}`;
    const name = names.get(key) ?? partyAddress(signatureType, owner);
    if (names.size >= NAMED) names.clear();
    names.set(key, name);
    return name;
  };
  return {
    async read(assignment, known) {
      const item = known ?? (await store.item(assignment.message));
      if (item === null) throw missing(assignment.message, "the message");
      const skipped = new Set<string>(EXCLUDABLE.filter((field) => assignment.exclude.includes(field)));
      const owner = ownerOf(item);
      const json = encodeMessage({
        id: item.id,
        signature: skipped.has("Signature") ? undefined : toBase64Url(item.signature),
        data: skipped.has("Data") ? undefined : await dataText(item, blobs),
        owner,
        // The process's own message is addressed to the process that it makes.
        target: assignment.own ? assignment.process : item.target,
        anchor: skipped.has("Anchor") ? undefined : anchorText(item),
        from: fromOf(item.tags, owner),
        forwardedBy: forwardedByOf(item.tags, owner) ?? undefined,
        tags: skipped.has("Tags") ? [] : item.tags,
        epoch: 0,
        nonce: assignment.slot,
        timestamp: assignment.timestamp,
        blockHeight: assignment.blockHeight,
        hashChain: assignment.hashChain,
        cron: false,
        readOnly: false,
      });
      return { json, timestampMs: assignment.timestamp, files: null };
    },
    unsigned(process, message, last) {
      const timestamp = message.Timestamp ?? last.timestamp;
      const json = encodeMessage({
        id: message.Id,
        data: message.Data,
        owner: message.Owner,
        target: message.Target ?? process,
        anchor: message.Anchor,
        from: message.From ?? fromOf(message.Tags, message.Owner),
        tags: message.Tags,
        timestamp,
        blockHeight: message["Block-Height"] ?? last.blockHeight,
        cron: false,
        readOnly: true,
      });
      return { json, timestampMs: timestamp, files: null };
    },
  };
}

/** Null for bytes that are no text, as the reference network has it. */
async function dataText(item: ItemRecord, blobs: Blobs): Promise<string | null> {
  const data = await readData(item, blobs);
  if (data === null) throw missing(item.id, "the data");
  return textOrNull(data);
}

/** The anchor as text, null when it is none (random bytes). */
function anchorText({ anchor }: ItemRecord): string | null {
  return anchor === null ? null : textOrNull(anchor);
}

/** A decoder that refuses throws, which costs more than all else here, and most anchors are random bytes. */
function textOrNull(bytes: Uint8Array): string | null {
  return isUtf8(bytes) ? text(bytes) : null;
}

function missing(id: Id, what: string): LoomError {
  return new LoomError("HOST_FAULT", `${what} of item ${id} is not on this weave`, { details: { id } });
}
