/**
 * One emitted thing to its outbox entries. Source: ao-legacynet 3.10, 6.3.
 * @module
 */
import { utf8 } from "../base/bytes.ts";
import { type Id, isId } from "../base/ids.ts";
import { tagValue } from "../base/tags.ts";
import type { Signer } from "../crypto/signer.ts";
import { createItem } from "../protocol/create-item.ts";
import type { Item } from "../protocol/item.ts";
import type { Emitted } from "../units/compute.ts";
import { messageAnchor, placeAnchor } from "./anchor.ts";
import { emittedData, emittedEntry, emittedId, emittedList, emittedTags, emittedTarget, invalid, isRecord } from "./emitted.ts";
import type { OutboxDraft } from "./outbox-draft.ts";
import { messageTags, type Sender, spawnedTags, spawnTags } from "./pushed-tags.ts";

export interface EntryContext {
  readonly draft: OutboxDraft;
  readonly sender: Sender;
  readonly slot: number;
  readonly root: Id;
  readonly signer: Signer;
}

/** Gives the signed message, null when it was dropped. */
export async function addMessage(emitted: Emitted, { draft, sender, slot, root, signer }: EntryContext): Promise<Item | null> {
  const added = await draft.add("message", emittedTarget(emitted), (index) => {
    const entry = emittedEntry(emitted);
    const target = emittedId(entry, "Target");
    const anchor = messageAnchor(entry, sender.process, slot, index);
    const tags = messageTags(emittedTags(entry), sender, root);
    return { target, item: createItem({ target, anchor, tags, data: utf8(emittedData(entry)) }, signer) };
  });
  return added === null || typeof added.item === "string" ? null : added.item;
}

/** A spawn, and the notice to its parent that is sent once the spawn is delivered. */
export async function addSpawn(emitted: Emitted, { draft, sender, slot, root, signer }: EntryContext): Promise<void> {
  const { process } = sender;
  const spawned = await draft.add("spawn", "", (index) => {
    const entry = emittedEntry(emitted);
    const tags = emittedTags(entry);
    if (!isId(tagValue(tags, "Module"))) throw invalid("a spawn needs the tag Module, an id of 43 base64url characters");
    // The reference gives no anchor; its signatures differ each time, while ours would make one process of two equal spawns.
    const anchor = placeAnchor(process, slot, index);
    const item = createItem({ anchor, tags: spawnTags(tags, sender, root), data: utf8(emittedData(entry)) }, signer);
    return { target: item.id, item };
  });
  if (spawned === null) return;
  await draft.add("notice", process, (index) => {
    const tags = spawnedTags(emittedTags(emitted), sender, spawned.target);
    return {
      target: process,
      item: createItem({ target: process, anchor: placeAnchor(process, slot, index), tags, data: utf8(" ") }, signer),
    };
  });
}

/** One entry for each process that is to have the message. */
export async function addAssignments(emitted: Emitted, { draft }: EntryContext): Promise<void> {
  const named = isRecord(emitted) ? emittedList(emitted["Processes"]) : [];
  // Without a process there is still one entry, which says so.
  for (const target of named.length === 0 ? [""] : named) {
    await draft.add("assign", target.slice(0, 256), () => {
      const entry = emittedEntry(emitted);
      if (target === "") throw invalid("Processes is missing");
      const valid: boolean = isId(target);
      if (!valid) throw invalid(`Processes holds ${JSON.stringify(target.slice(0, 80))}, which is no id`);
      return { target, item: emittedId(entry, "Message"), exclude: emittedList(entry["Exclude"]) };
    });
  }
}
