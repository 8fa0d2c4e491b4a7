/**
 * From the result of a message to deliveries, by the rules of the messenger; only signatures are missing.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { type Id, isId } from "../base/ids.ts";
import { tagValue } from "../base/tags.ts";
import { messageAnchor, placeAnchor } from "../messenger/anchor.ts";
import { emittedData, emittedEntry, emittedId, emittedList, emittedTags } from "../messenger/emitted.ts";
import { messageTags, type Sender, spawnedTags, spawnTags } from "../messenger/pushed-tags.ts";
import type { EvaluationResult } from "../vm/normalize-result.ts";
import { testId } from "./test-ids.ts";
import { type Delivery, type NetMessage, type SentMessage, tagMap } from "./test-message.ts";

export interface OutboxOptions {
  readonly sender: Sender;
  readonly slot: number;
  /** Message that the chain began with. */
  readonly root: Id;
  /** Address of the network's messenger, which signs what processes send. */
  readonly authority: string;
  /** A message of this network. */
  readonly find: (id: Id) => NetMessage | null;
}

/** @throws LoomError OUTBOX_INVALID for an entry that no messenger could deliver: a test should hear of it */
export function deliveriesOf(result: EvaluationResult, options: OutboxOptions): readonly Delivery[] {
  const { sender, slot, root, authority, find } = options;
  let index = 0;
  const make = (target: string, from: string, data: string, anchor: string, tags: NetMessage["tags"]): NetMessage => ({
    id: testId("message", `${sender.process}/${slot}/${index++}`),
    target,
    from,
    owner: authority,
    data,
    anchor,
    tags,
  });
  const messages = result.Messages.map((emitted): Delivery => {
    const entry = emittedEntry(emitted);
    const anchor = messageAnchor(entry, sender.process, slot, index);
    const tags = messageTags(emittedTags(entry), sender, root);
    return { kind: "message", message: make(emittedId(entry, "Target"), sender.process, emittedData(entry), anchor, tags) };
  });
  const spawns = result.Spawns.map((emitted): Delivery => {
    const entry = emittedEntry(emitted);
    const tags = emittedTags(entry);
    if (!isId(tagValue(tags, "Module"))) throw new LoomError("OUTBOX_INVALID", "a spawn needs the tag Module, an id");
    const anchor = placeAnchor(sender.process, slot, index);
    const message = make("", sender.process, emittedData(entry), anchor, spawnTags(tags, sender, root));
    const noticeTags = spawnedTags(tags, sender, message.id);
    const from = tagValue(noticeTags, "From-Process") ?? authority;
    return { kind: "spawn", message, notice: make(sender.process, from, " ", placeAnchor(sender.process, slot, index), noticeTags) };
  });
  const assignments = result.Assignments.flatMap((emitted): Delivery[] => {
    const entry = emittedEntry(emitted);
    const id = emittedId(entry, "Message");
    const message = find(id);
    if (message === null) throw new LoomError("OUTBOX_INVALID", `an assignment names the message ${id}, which this network never saw`);
    return emittedList(entry["Processes"]).map((process) => ({ kind: "assign", message, process }));
  });
  return [...messages, ...spawns, ...assignments];
}

/** What a test sees of an emitted message. */
export function sentMessage({ id, from, target, data, tags }: NetMessage): SentMessage {
  const map = tagMap(tags);
  return { id, from, target, data, tags: map, action: map["Action"] ?? "" };
}
